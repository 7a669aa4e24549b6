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

// ErrNoBrowser means that there is no browser to open.
var ErrNoBrowser = errors.New("no browser available")

// browserGrace is how long to wait for a browser's launcher to fail. After that the link counts as opened: some
// launchers run until the browser ends.
var browserGrace = 2 * time.Second

// OpenBrowser opens an http or https link with $BROWSER, which may list several commands separated by ":" with %s for
// the link, or else with the system's opener: xdg-open, open, or under WSL wslview or Windows itself. It uses no
// shell and writes nothing to the terminal. The error wraps ErrNoBrowser if there is nothing to try: on a remote
// machine without a display, only $BROWSER may work.
func OpenBrowser(ctx context.Context, link string) error {
	return thisMachine().open(ctx, link)
}

// desk is the machine on which to open a link.
type desk struct {
	system  string // a runtime.GOOS
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

// env returns a variable. The last one of a name wins.
func (d desk) env(name string) (value string) {
	for _, variable := range d.environ {
		if n, v, _ := strings.Cut(variable, "="); n == name {
			value = v
		}
	}
	return value
}

// IsSSH reports whether the user is connected through SSH.
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

// windowsOpener takes the link as one argument. cmd.exe /c start would treat & as the end of a command.
const windowsOpener = "rundll32.exe url.dll,FileProtocolHandler"

// openers returns the commands to try, in order.
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

// openWith tries commands in order until one starts. It skips those that are not installed.
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
		// Not bound to ctx: leaving the screen must not close the user's browser.
		cmd := exec.Command(program, words[1:]...) //nolint:gosec,noctx // the user's $BROWSER
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

// find looks for a program on the PATH of the desk. It returns a path unchanged.
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

// browserEnviron returns the environment without the variables of countersign, some of which are secret.
func (d desk) browserEnviron() []string {
	var kept []string
	for _, variable := range d.environ {
		if !strings.HasPrefix(variable, "COUNTERSIGN_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

// started runs a launcher and waits until it ends, or has not failed for a while.
func started(ctx context.Context, run func() error) error {
	ended := make(chan error, 1)
	go func() {
		err := errors.New("the browser could not be started")
		defer func() { ended <- err }()
		defer func() { _ = recover() }() // a panic here would end the program without restoring the terminal
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
