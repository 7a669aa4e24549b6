package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/cli/browser"
)

// browserGrace is how long a browser's launcher may take to fail before it counts as opened: some stay until the browser
// ends.
const browserGrace = 2 * time.Second

// OpenBrowser opens an http or https link with $BROWSER, which may name several commands with ":" between them and hold
// %s for the link, or else with the system's own opener. Nothing passes through a shell and nothing is written to the
// terminal. ErrNoBrowser says that there is nothing to try, as on a remote machine without a display.
func OpenBrowser(ctx context.Context, link string) error {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("opening the link: it is neither http nor https")
	}
	if commands := os.Getenv("BROWSER"); commands != "" {
		return openWith(ctx, strings.Split(commands, ":"), link)
	}
	switch {
	case os.Getenv("WSL_DISTRO_NAME") != "":
		return openWith(ctx, []string{"wslview"}, link)
	case runtime.GOOS != "windows" && runtime.GOOS != "darwin" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "",
		os.Getenv("SSH_CONNECTION") != "" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "":
		return ErrNoBrowser
	}
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return started(ctx, func() error { return browser.OpenURL(link) })
}

// openWith tries commands in their order until one starts.
func openWith(ctx context.Context, commands []string, link string) error {
	err := ErrNoBrowser
	for _, command := range commands {
		words := strings.Fields(command)
		if len(words) == 0 {
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
		cmd := exec.Command(words[0], words[1:]...) //nolint:gosec,noctx // the person's own $BROWSER
		if err = started(ctx, cmd.Run); err == nil {
			return nil
		}
	}
	return fmt.Errorf("opening the browser: %w", err)
}

// started runs a launcher and waits until it ended, or has not failed for a while.
func started(ctx context.Context, run func() error) error {
	ended := make(chan error, 1)
	go func() {
		err := errors.New("its launcher failed")
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
