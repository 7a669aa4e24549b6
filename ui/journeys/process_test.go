//go:build !windows

package journeys_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Signals and suspending.

// The program is killed by any signal: my terminal is restored, even while I type a passphrase.
func TestJourneySignalsRestoreTheTerminal(t *testing.T) {
	t.Parallel()
	p, dir := sitDownIn(t)
	for name, signal := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP, "SIGINT": syscall.SIGINT} {
		pid := p.startScreens(dir)
		p.holds("alternate_on", "1")
		must(t, syscall.Kill(pid, signal))
		p.AtPrompt()
		p.holds("alternate_on", "0")
		p.holds("cursor_flag", "1")
		p.cooked(name, dir)
	}

	// Screen-reader mode, while input is not echoed.
	p.Run("clear; sh -c 'echo $$ > " + dir + "/pid; exec countersign --accessible --keychain file'").WaitFor("What do you want to do?")
	p.Type("stores").Press("Enter").WaitFor("What do you want to do with the credential stores?")
	p.Type("unlock").Press("Enter").WaitFor("New passphrase")
	must(t, syscall.Kill(p.pid(dir), syscall.SIGTERM))
	p.AtPrompt()
	p.cooked("SIGTERM in the conversation", dir)
}

// I press Ctrl+Z, use my shell, and fg brings the screen back.
func TestJourneySuspendAndForeground(t *testing.T) {
	t.Parallel()
	p, dir := sitDownIn(t)
	p.startScreens(dir)
	p.Press("C-z").AtPrompt()
	p.holds("alternate_on", "0")
	p.cooked("ctrl+z", dir)
	p.Run("clear").AtPrompt()
	p.Run("fg").WaitFor("CONNECTIONS")
	p.holds("alternate_on", "1")
	p.Press("?").WaitFor("suspend")
	p.Press("C-c").AtPrompt()
}

func sitDownIn(t *testing.T) (*person, string) {
	t.Helper()
	h := bareHome(t, "COUNTERSIGN_KEYCHAIN=memory", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	return sitDown(t, h), h.dir
}

// startScreens runs the program and returns its process.
func (p *person) startScreens(dir string) int {
	p.Helper()
	p.Run("clear; sh -c 'echo $$ > " + dir + "/pid; exec countersign'").WaitFor("CONNECTIONS")
	return p.pid(dir)
}

func (p *person) pid(dir string) int {
	p.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "pid"))
	must(p.T, err)
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	must(p.T, err)
	return pid
}

func (p *person) holds(format, want string) {
	p.Helper()
	if got := p.Terminal("#{" + format + "}"); got != want {
		p.Errorf("%s is %s, want %s", format, got, want)
	}
}

// cooked checks that the terminal's line discipline is the one that a shell sets for programs.
func (p *person) cooked(after, dir string) {
	p.Helper()
	p.Run("clear; stty -a > '" + dir + "/stty'; echo it is written").WaitFor("it is written\n")
	p.AtPrompt()
	text, err := os.ReadFile(filepath.Join(dir, "stty"))
	must(p.T, err)
	modes := strings.Fields(strings.ReplaceAll(string(text), ";", " "))
	for _, mode := range []string{"icanon", "echo", "isig", "opost", "icrnl"} {
		found := false
		for _, m := range modes {
			found = found || m == mode
		}
		if !found {
			p.Errorf("after %s the terminal is not %s: %s", after, mode, text)
		}
	}
}
