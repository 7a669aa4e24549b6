package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Shot is a picture taken by a tape.
type Shot struct {
	Name, Title string
	Screen      Screen
}

// Take is the result of a tape.
type Take struct {
	Shots []Shot
	Films []Film
}

// waitTimeout limits each step. Tests raise it on slow machines.
var waitTimeout = 30 * time.Second

const (
	stillFor   = 150 * time.Millisecond // a screen is finished if nothing was written for this long
	stillLimit = 2 * time.Second        // with a spinner it never is
)

// play runs a tape in its own home folder, on a terminal with a theme, and returns its pictures.
func play(ctx context.Context, t Tape, theme Theme, program, home string) (take Take, err error) {
	if err := os.MkdirAll(home, 0o700); err != nil {
		return take, err
	}
	env := environment(home, theme)
	if !hasKeyring() {
		fmt.Println("gnome-keyring is not installed: the pictures show connections saved in memory")
		env = append(env, "COUNTERSIGN_KEYCHAIN=memory")
	}
	p := player{program: program, env: env, theme: theme}
	if p.sandbox, err = freeAddress(ctx); err != nil {
		return take, err
	}
	defer ports.Delete(strings.TrimPrefix(p.sandbox, "http://"))
	defer p.close()
	for _, s := range t.Steps {
		if err := p.step(ctx, s); err != nil {
			return take, fmt.Errorf("%s.tape:%d: %s %s: %w%s", t.Name, s.Line, s.Verb, s.Text, err, p.shown())
		}
	}
	return p.take, nil
}

// keyring runs a command in a session with an unlocked gnome-keyring, so that the pictures show an OS keychain but not the
// user's own.
var keyring = []string{
	"dbus-run-session", "--", "sh", "-c",
	`printf sample-keyring-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"`, "sh",
}

func hasKeyring() bool {
	_, noBus := exec.LookPath("dbus-run-session")
	_, noKeyring := exec.LookPath("gnome-keyring-daemon")
	return noBus == nil && noKeyring == nil
}

// environment inherits only PATH: NO_COLOR, CI, DISPLAY or an SSH session would change the pictures. All files go to home.
func environment(home string, theme Theme) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "TZ=UTC",
		"COUNTERSIGN_THEME=" + theme.Name, "HOME=" + home, "XDG_RUNTIME_DIR=" + home,
		"XDG_DATA_HOME=" + filepath.Join(home, "data"), "XDG_CONFIG_HOME=" + filepath.Join(home, "config"),
		"XDG_CACHE_HOME=" + filepath.Join(home, "cache"), "XDG_STATE_HOME=" + filepath.Join(home, "state"),
	}
}

type player struct {
	program        string
	env            []string
	theme          Theme
	sandbox        string // base URL of the tape's sandbox
	columns, lines int
	terminal       *terminal // nil before the first run
	same           []Step
	take           Take
	filming        bool // the last film of the take is running
}

// ports are reserved by running tapes: a sandbox opens its port long after freeAddress found it.
var ports sync.Map

// freeAddress finds a port that looks like the sandbox's default, 5849, but is not used by another sandbox.
func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	for port := 5950; port < 6000; port++ {
		address := fmt.Sprintf("127.0.0.1:%d", port)
		if _, taken := ports.LoadOrStore(address, true); taken {
			continue
		}
		if l, err := config.Listen(ctx, "tcp4", address); err == nil {
			return "http://" + address, l.Close()
		}
		ports.Delete(address)
	}
	return "", errors.New("no free port for the sandbox between 5950 and 5999")
}

func (p *player) step(ctx context.Context, s Step) error {
	switch s.Verb {
	case "size":
		p.columns, p.lines = s.Columns, s.Lines
		return nil
	case "same":
		p.same = append(p.same, s)
		return nil
	case "run":
		p.close()
		var err error
		command := append([]string{p.program}, strings.Fields(s.Text)...)
		if hasKeyring() {
			command = append(keyring, command...)
		}
		p.terminal, err = start(p.theme, p.columns, p.lines, p.env, command[0], command[1:])
		return err
	}
	if p.terminal == nil {
		return errors.New("the program is not running")
	}
	limited, cancel := context.WithTimeout(ctx, waitTimeout)
	defer cancel()
	switch s.Verb {
	case "wait":
		return p.terminal.until(limited, func(screen Screen) bool { return strings.Contains(screen.String(), s.Text) })
	case "gone":
		return p.terminal.until(limited, func(screen Screen) bool { return !strings.Contains(screen.String(), s.Text) })
	case "key":
		return p.keys(limited, s.Text)
	case "type":
		return p.typeText(limited, strings.ReplaceAll(s.Text, "{sandbox}", p.sandbox))
	case "shot":
		return p.shoot(limited, s)
	case "film", "hold", "cut":
		return p.film(limited, s)
	case "end":
		return p.terminal.exited(limited)
	}
	return fmt.Errorf("unknown step %q", s.Verb)
}

func (p *player) keys(ctx context.Context, names string) error {
	for name := range strings.FieldsSeq(names) {
		keys, _ := keyBytes(name)
		if err := p.send(ctx, keys, keyHold); err != nil {
			return err
		}
	}
	return nil
}

// typeText types a text: letter by letter in a film.
func (p *player) typeText(ctx context.Context, text string) error {
	if !p.filming {
		return p.terminal.send(text)
	}
	for _, letter := range text {
		if err := p.send(ctx, string(letter), letterHold); err != nil {
			return err
		}
	}
	return nil
}

// send presses one key. A film shows the screen before it for a while.
func (p *player) send(ctx context.Context, keys string, hold time.Duration) error {
	if err := p.frame(ctx, hold); err != nil {
		return err
	}
	return p.terminal.send(keys)
}

func (p *player) shoot(ctx context.Context, s Step) error {
	if err := p.terminal.still(ctx); err != nil {
		return err
	}
	p.take.Shots = append(p.take.Shots, Shot{Name: s.First, Title: s.Rest, Screen: p.screen()})
	return nil
}

// screen returns the current screen, with what differs between runs replaced.
func (p *player) screen() Screen {
	screen := p.terminal.screen()
	for _, same := range p.same {
		screen.replace(same.Pattern, same.Rest)
	}
	return screen
}

// shown returns the screen for an error message.
func (p *player) shown() string {
	if p.terminal == nil {
		return ""
	}
	return "\n--- the screen ---\n" + p.terminal.screen().String() + "------------------"
}

func (p *player) close() {
	if p.terminal != nil {
		p.terminal.close()
	}
}
