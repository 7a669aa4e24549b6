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

// person sits at a real terminal: tmux, with a shell in it. Its methods say what people do there.
type person struct {
	*testing.T
	socket  string
	presses int      // how many keys were pressed since the count was set back
	typed   []string // tmux commands of what was typed since the screen was last looked at
}

// sitDown opens a terminal of 80×24 in a home. BROWSER and its like come with the home's environment.
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

// does is a tmux command that only types. All of them reach the program together, when the screen is looked at next: as on
// a machine that is so busy that the program reads late. A journey that needs one key to be read before the next waits for
// what it does.
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

// Paste pastes as terminals do for programs that ask to be told (bracketed paste).
func (p *person) Paste(text string) *person {
	p.Helper()
	p.does("set-buffer", text)
	p.does("paste-buffer", "-p")
	return p
}

// Resize makes the window another size.
func (p *person) Resize(columns, lines int) *person {
	p.Helper()
	p.tmux(nil, "resize-window", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(lines))
	return p
}

// Screen is what stands on the screen now.
func (p *person) Screen() string {
	p.Helper()
	return p.tmux(nil, "capture-pane", "-p")
}

// Terminal asks tmux about the terminal, such as alternate_on.
func (p *person) Terminal(format string) string {
	p.Helper()
	return strings.TrimSpace(p.tmux(nil, "display-message", "-p", format))
}

// WaitFor waits until all the texts stand on the screen together.
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

// Find waits for a text that matches, and gives its first group.
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

// AtPrompt waits until the shell is ready for the next command.
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
	p.Fatalf("this never came: %s", what)
}

// tmux runs one of its commands. The server, which the first command starts, keeps env for all that runs in it.
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
