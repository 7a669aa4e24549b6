package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Shot is a picture that a tape took.
type Shot struct {
	Name, Title string
	Theme       Theme
	Screen      Screen
}

// Take is all that a tape gives.
type Take struct {
	Shots []Shot
	Films []Film
}

// waitLimit is for a text to come, and for the program to end. Tests on a slow machine raise it.
var waitLimit = 30 * time.Second

const (
	stillFor   = 150 * time.Millisecond // a screen is painted when nothing was written for this long
	stillLimit = 2 * time.Second        // a spinner is never still
)

// play runs a tape's steps in a home of its own, on a terminal of the theme, and hands over its pictures.
func play(ctx context.Context, t Tape, theme Theme, program, home string) (take Take, err error) {
	if err := os.MkdirAll(home, 0o700); err != nil {
		return take, fmt.Errorf("making the tape's home: %w", err)
	}
	env := environment(home, theme)
	keys, err := startKeyring(ctx, home, env)
	if err != nil {
		return take, err
	}
	defer keys.close()
	if keys.address == "" {
		fmt.Println("no gnome-keyring is installed: connections are kept in memory, and the pictures say so")
		env = append(env, "COUNTERSIGN_KEYCHAIN=memory")
	} else {
		env = append(env, "DBUS_SESSION_BUS_ADDRESS="+keys.address)
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

// environment has nothing of the environment here: NO_COLOR, CI, a DISPLAY or an ssh session would show in the pictures,
// and whatever the program keeps goes into home.
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
	sandbox        string // base address of the tape's own
	columns, lines int
	terminal       *terminal // nil before the first run
	same           []Step
	take           Take
	filming        bool // the last of the take's films is not done
}

// ports are those of the tapes that play now: a sandbox takes its port later than it is found free.
var ports sync.Map

// freeAddress finds a port near to the sandbox's usual one, so that it looks the same, but none that someone else's sandbox
// may have.
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
	return "", errors.New("finding a port for the sandbox: 5950 to 5999 are all taken")
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
		p.terminal, err = start(p.theme, p.columns, p.lines, p.env, p.program, strings.Fields(s.Text))
		return err
	}
	if p.terminal == nil {
		return fmt.Errorf("the program is not running yet")
	}
	limited, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	switch s.Verb {
	case "wait":
		return p.terminal.until(limited, func(screen Screen) bool { return strings.Contains(screen.String(), s.Text) })
	case "gone":
		return p.terminal.until(limited, func(screen Screen) bool { return !strings.Contains(screen.String(), s.Text) })
	case "key":
		return p.keys(limited, s.Text)
	case "type":
		return p.write(limited, strings.ReplaceAll(s.Text, "{sandbox}", p.sandbox))
	case "shot":
		return p.shoot(limited, s)
	case "film", "hold", "cut":
		return p.film(limited, s)
	case "end":
		return p.terminal.ended(limited)
	}
	return fmt.Errorf("no step is called %q", s.Verb)
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

// write types a text: at once, or letter by letter where somebody will watch.
func (p *player) write(ctx context.Context, text string) error {
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

// send presses what one key sends; a film shows what stood there before.
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
	name, _, _ := strings.Cut(s.Text, " ")
	p.take.Shots = append(p.take.Shots, Shot{Name: name, Title: s.Argument, Theme: p.theme, Screen: p.screen()})
	return nil
}

// screen is what is shown now, without what differs between runs.
func (p *player) screen() Screen {
	screen := p.terminal.screen()
	for _, same := range p.same {
		screen.replace(same.Pattern, same.Argument)
	}
	return screen
}

// shown is the screen for an error message.
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
