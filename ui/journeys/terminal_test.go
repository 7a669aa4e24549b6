package journeys_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"countersign/internal/testenv"
)

// person is a person at a real terminal: tmux with a shell.
type person struct {
	*testing.T
	socket  string
	presses int      // keys pressed; tests reset it
	typed   []string // tmux commands for what was typed since the last look at the screen
}

// sitDown opens a terminal of 80×24 with a home's environment.
func sitDown(t *testing.T, h *home) *person {
	t.Helper()
	testenv.Need(t, "tmux")
	dir, err := os.MkdirTemp(h.dir, "tmux-*")
	must(t, err)
	p := &person{T: t, socket: filepath.Join(dir, "socket")}
	p.tmux(h.env, "start-server", ";", "set-option", "-g", "status", "off", ";", "set-option", "-g", "default-terminal", "tmux-256color", ";",
		"set-option", "-s", "escape-time", "0", ";", "new-session", "-d", "-x", "80", "-y", "24", "exec sh")
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the screen at the end:\n%s", strings.TrimRight(p.Screen(), "\n"))
		}
		p.tmux(nil, "kill-server")
	})
	return p.AtPrompt()
}

// prompt is the shell's.
const prompt = "ready>"

// Run types a command line at the shell's prompt.
func (p *person) Run(line string) *person {
	p.Helper()
	return p.Type(line).Press("Enter")
}

// does queues a tmux command that types something. Everything queued is sent at once before the next look at the screen, as on
// a busy machine. A journey in which a key must be read before the next one waits for its effect.
func (p *person) does(args ...string) { p.typed = append(append(p.typed, args...), ";") }

// Press presses keys, by tmux's names: Enter, Escape, Tab, C-c, a.
func (p *person) Press(keys ...string) *person {
	p.Helper()
	for _, key := range keys {
		p.presses++
		p.does("send-keys", key)
	}
	return p
}

// Type types a text.
func (p *person) Type(text string) *person {
	p.Helper()
	p.does("send-keys", "-l", "--", text)
	return p
}

// Paste pastes a text (bracketed paste).
func (p *person) Paste(text string) *person {
	p.Helper()
	p.does("set-buffer", text)
	p.does("paste-buffer", "-p")
	return p
}

// Resize changes the size of the window.
func (p *person) Resize(columns, lines int) *person {
	p.Helper()
	p.tmux(nil, "resize-window", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(lines))
	return p
}

// Screen returns the text on the screen.
func (p *person) Screen() string {
	p.Helper()
	return p.tmux(nil, "capture-pane", "-p")
}

// Terminal expands a tmux format, such as #{alternate_on}.
func (p *person) Terminal(format string) string {
	p.Helper()
	return strings.TrimSpace(p.tmux(nil, "display-message", "-p", format))
}

// WaitFor waits until all texts are on the screen.
func (p *person) WaitFor(texts ...string) *person {
	p.Helper()
	p.until(strings.Join(texts, ", "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
	return p
}

// Find waits for a text that matches a pattern and returns its first group.
func (p *person) Find(pattern string) (found string) {
	p.Helper()
	re := regexp.MustCompile(pattern)
	p.until(pattern, func(screen string) bool {
		match := re.FindStringSubmatch(screen)
		if match != nil {
			found = match[1]
		}
		return match != nil
	})
	return found
}

// AtPrompt waits for the shell's prompt.
func (p *person) AtPrompt() *person {
	p.Helper()
	p.until("the shell's prompt", func(screen string) bool {
		lines := strings.Split(strings.TrimSpace(screen), "\n")
		return lines[len(lines)-1] == prompt
	})
	return p
}

func (p *person) until(what string, ready func(screen string) bool) {
	p.Helper()
	pause := 10 * time.Millisecond
	for limit := time.Now().Add(testenv.WaitTimeout()); time.Now().Before(limit); time.Sleep(pause) {
		if ready(p.Screen()) {
			return
		}
		pause = min(pause+10*time.Millisecond, 100*time.Millisecond)
	}
	p.Fatalf("timed out waiting for %s", what)
}

// tmux runs a tmux command. The first one starts the server, with env as its environment.
func (p *person) tmux(env []string, args ...string) string {
	p.Helper()
	args = append(p.typed, args...)
	p.typed = nil
	ctx, cancel := context.WithTimeout(context.Background(), testenv.WaitTimeout()) // not the test's: the clean-up comes here too
	defer cancel()
	cmd := exec.CommandContext(ctx, "tmux", append([]string{"-S", p.socket, "-f", os.DevNull}, args...)...)
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}
