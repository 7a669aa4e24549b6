//go:build !windows

package quiet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"countersign/internal/testenv"

	// What the program is made of, so that go test does not take a cached result for it.
	_ "countersign/ui"
	_ "countersign/ui/cli"
)

// program is the real one, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "quiet")
	if err == nil {
		program = filepath.Join(dir, "countersign")
		var said []byte
		if said, err = exec.Command("go", "build", "-o", program, "countersign").CombinedOutput(); err != nil {
			err = fmt.Errorf("building countersign: %w\n%s", err, said)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// The queries that Bubble Tea's start-up sends: for the background colour, and for the cursor's place right after it.
var queries = []string{"\x1b]11;?", "\x1b]10;?", "\x1b[6n"}

func TestSubcommandNeverQueriesTheTerminal(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"connections", "--keychain", "memory"}, {"--version"}, {"version", "--json"}, {"connectors", "list"}, {"--accessible", "keychain"}} {
		said := onSilentTerminal(t, "", args...)
		if strings.TrimSpace(said) == "" {
			t.Errorf("%q printed nothing", args)
		}
		if strings.Contains(said, "\x1b") {
			t.Errorf("%q wrote escape codes to the terminal: %q", args, said)
		}
	}
}

func TestFirstFrameComesBeforeAnyQuery(t *testing.T) {
	t.Parallel()
	said := onSilentTerminal(t, "countersign", "--keychain", "memory")
	before, _, found := strings.Cut(said, "countersign")
	if !found {
		t.Fatalf("no frame came: %q", said)
	}
	for _, query := range queries {
		if strings.Contains(before, query) {
			t.Errorf("the terminal was asked %q before the first frame", query)
		}
	}
}

// onSilentTerminal runs the program on a terminal which answers nothing, until it ends or has printed until (when that is
// not empty), and gives all that it wrote.
func onSilentTerminal(t *testing.T, until string, args ...string) string {
	t.Helper()
	home := t.TempDir()
	cmd := exec.Command(program, args...)
	// Nothing of the developer's own: with CI or inside tmux there would be no query to be kept from.
	cmd.Env = []string{"TERM=xterm-256color", "HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_CONFIG_HOME=" + home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"}
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatalf("starting %q on a pseudo-terminal: %v", args, err)
	}
	net := time.AfterFunc(testenv.WaitTimeout(), func() { _ = cmd.Process.Kill() })
	defer func() {
		net.Stop()
		_ = cmd.Process.Kill()
		_ = terminal.Close()
		_ = cmd.Wait()
	}()

	var said bytes.Buffer
	buf := make([]byte, 4096)
	for until == "" || !strings.Contains(said.String(), until) {
		n, err := terminal.Read(buf)
		said.Write(buf[:n])
		// Linux says EIO when the other end is gone, others EOF.
		if err != nil {
			var path *os.PathError
			if !errors.Is(err, io.EOF) && !errors.As(err, &path) {
				t.Fatalf("reading the terminal of %q: %v", args, err)
			}
			break
		}
	}
	return said.String()
}
