package terminal

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// ErrNoBrowser says that there is no browser to open here.
var ErrNoBrowser = errors.New("no browser available")

// browserGrace is how long a browser's launcher may take to fail before it counts as opened: some stay until the browser
// ends.
var browserGrace = 2 * time.Second

// OpenBrowser opens an http or https link with $BROWSER, which may name several commands with ":" between them and hold
// %s for the link, or else with the system's own opener: xdg-open, open, and under WSL wslview or Windows itself. Nothing
// passes through a shell and nothing is written to the terminal. ErrNoBrowser, with the reason around it, says that there is
// nothing to try: on a remote machine without a display only $BROWSER is, which may well know a way to the person.
func OpenBrowser(ctx context.Context, link string) error {
	return thisMachine().open(ctx, link)
}

// desk is the machine that a link is opened on.
type desk struct {
	system  string // as runtime.GOOS
	wsl     bool   // Linux inside Windows
	environ []string
}

func thisMachine() desk {
	d := desk{system: runtime.GOOS, environ: os.Environ()}
	d.wsl = d.env("WSL_DISTRO_NAME") != "" || d.env("WSL_INTEROP") != ""
	if kernel, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil && strings.Contains(strings.ToLower(string(kernel)), "microsoft") {
		d.wsl = true // sudo and ssh take the variables away
	}
	return d
}

// env looks a variable up; the last one of a name counts.
func (d desk) env(name string) (value string) {
	for _, variable := range d.environ {
		if n, v, _ := strings.Cut(variable, "="); n == name {
			value = v
		}
	}
	return value
}

// RemoteMachine reports whether the person sits at another machine, from which they came by ssh.
func IsSSH(env func(string) string) bool {
	return env("SSH_CONNECTION") != "" || env("SSH_TTY") != ""
}

func (d desk) open(ctx context.Context, link string) error {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("cannot open the link: not an http or https URL")
	}
	commands, err := d.openers()
	if err != nil {
		return fmt.Errorf("cannot open the link: %w", err)
	}
	return d.openWith(ctx, commands, link)
}

// windowsOpener takes the link as one argument. cmd.exe /c start would read its & as the end of a command.
const windowsOpener = "rundll32.exe url.dll,FileProtocolHandler"

// openers are the commands to try, in their order.
func (d desk) openers() ([]string, error) {
	if own := d.env("BROWSER"); own != "" {
		return strings.Split(own, ":"), nil
	}
	display := d.env("DISPLAY") != "" || d.env("WAYLAND_DISPLAY") != ""
	switch {
	case IsSSH(d.env) && !display:
		return nil, fmt.Errorf("%w: this is a remote machine without a display", ErrNoBrowser)
	case d.system == "windows":
		return []string{windowsOpener}, nil
	case d.system == "darwin":
		return []string{"open"}, nil
	case d.wsl:
		return []string{"wslview", windowsOpener, "/mnt/c/Windows/System32/" + windowsOpener}, nil
	case !display:
		return nil, fmt.Errorf("%w: there is no display", ErrNoBrowser)
	}
	return []string{"xdg-open", "gio open", "x-www-browser"}, nil
}

// openWith tries commands in their order until one starts. What is not installed is no failure of what is.
func (d desk) openWith(ctx context.Context, commands []string, link string) error {
	failure := fmt.Errorf("opening the link: %w: %s is not installed", ErrNoBrowser, strings.Join(names(commands), " or "))
	for _, command := range commands {
		words := strings.Fields(command)
		if len(words) == 0 {
			continue
		}
		program, found := d.find(words[0])
		if !found {
			continue
		}
		if strings.Contains(command, "%s") {
			for i := range words {
				words[i] = strings.ReplaceAll(words[i], "%s", link)
			}
		} else {
			words = append(words, link)
		}
		// Not bound to ctx: leaving the screen must not close a person's browser.
		cmd := exec.Command(program, words[1:]...) //nolint:gosec,noctx // the person's own $BROWSER
		cmd.Env = d.browserEnviron()
		detach(cmd)
		err := started(ctx, cmd.Run)
		if err == nil {
			return nil
		}
		failure = fmt.Errorf("cannot open the link: %s: %w", filepath.Base(words[0]), err)
	}
	return failure
}

func names(commands []string) (programs []string) {
	for _, command := range commands {
		if words := strings.Fields(command); len(words) > 0 && !strings.ContainsRune(words[0], '/') {
			programs = append(programs, words[0])
		}
	}
	if programs == nil {
		return []string{"$BROWSER"}
	}
	return programs
}

// find looks for a program on the desk's PATH; a path is taken as it is.
func (d desk) find(name string) (string, bool) {
	if strings.ContainsAny(name, `/\`) {
		_, err := exec.LookPath(name)
		return name, err == nil
	}
	for _, dir := range filepath.SplitList(d.env("PATH")) {
		if program, err := exec.LookPath(filepath.Join(dir, name)); err == nil && filepath.IsAbs(program) {
			return program, true
		}
	}
	return "", false
}

// browserEnviron is the environment without our own variables: some hold secrets, which are none of a browser's business.
func (d desk) browserEnviron() []string {
	var kept []string
	for _, variable := range d.environ {
		if !strings.HasPrefix(variable, "COUNTERSIGN_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

// started runs a launcher and waits until it ended, or has not failed for a while.
func started(ctx context.Context, run func() error) error {
	ended := make(chan error, 1)
	go func() {
		err := errors.New("the browser could not be started")
		defer func() { ended <- err }()
		defer func() { _ = recover() }() // a panic here would end the program with the terminal as the screens left it
		err = run()
	}()
	grace := time.NewTimer(browserGrace)
	defer grace.Stop()
	select {
	case err := <-ended:
		return err
	case <-grace.C:
		return nil
	case <-ctx.Done():
		return nil
	}
}
