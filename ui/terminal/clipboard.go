package terminal

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"

	"countersign/internal/text"
)

const (
	// terminalCopyLimit is the lowest known limit of a terminal for OSC 52, in bytes of base64.
	terminalCopyLimit = 74_994
	// copyTimeout is the time limit of a clipboard program.
	copyTimeout = 3 * time.Second
)

// The choices of the setting clipboard.
const (
	copyAuto   = "auto"
	copyNative = "native" // the machine's clipboard only
	copyOSC52  = "osc52"  // the terminal's only
	copyNone   = "none"
)

// Copier copies text to the machine's clipboard, or over ssh to the terminal's by an escape sequence (OSC 52). It never reads
// a clipboard.
type Copier struct {
	choice string
	env    func(string) string
	native func(text string) error // nil: none
	tmux   func(text string, args ...string) error
	out    io.Writer // the terminal; one write per text, so that it is not interleaved with a frame
}

// NewCopier makes a Copier. COUNTERSIGN_CLIPBOARD overrides the setting.
func NewCopier(setting string, env func(string) string, out io.Writer) *Copier {
	c := &Copier{choice: setting, env: env, native: clipboard.WriteAll, tmux: tellTmux, out: out}
	if choice := env("COUNTERSIGN_CLIPBOARD"); choice != "" {
		c.choice = choice
	}
	if clipboard.Unsupported {
		c.native = nil
	}
	return c
}

// tellTmux runs a tmux command with a text on its standard input.
func tellTmux(text string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), copyTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tmux", args...) //nolint:gosec // our own arguments
	cmd.Stdin = strings.NewReader(text)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("tmux: %w: %s", err, bytes.TrimSpace(said))
	}
	return nil
}

// Copy copies a text, and returns where to, as in "copied to …".
func (c *Copier) Copy(content string) (how string, err error) {
	switch c.choice {
	case copyNone:
		return "", errors.New("copying is disabled (clipboard: none)")
	case copyOSC52:
		return c.byTerminal(content)
	case copyNative:
		if err := c.byMachine(content); err != nil {
			return "", fmt.Errorf("%w (clipboard: native)", err)
		}
	case copyAuto, "":
		if IsSSH(c.env) || c.byMachine(content) != nil {
			return c.byTerminal(content)
		}
	default:
		return "", fmt.Errorf("invalid clipboard %q: use auto, native, osc52 or none", text.Safe(c.choice, 20))
	}
	return "to this machine's clipboard", nil
}

// byMachine waits for the clipboard program, which hangs if its display does.
func (c *Copier) byMachine(text string) error {
	if c.native == nil {
		return errors.New("no clipboard program: install wl-clipboard or xclip")
	}
	done := make(chan error, 1)
	go func() { done <- c.native(text) }()
	select {
	case err := <-done:
		return err
	case <-time.After(copyTimeout):
		return errors.New("the clipboard program timed out")
	}
}

// byTerminal uses OSC 52, or the command of tmux, which drops that sequence by default.
func (c *Copier) byTerminal(content string) (how string, err error) {
	encoded := base64.StdEncoding.EncodedLen(len(content))
	long := fmt.Errorf("too long for the terminal's clipboard (%s, limit %s): save it to a file", text.Size(encoded), text.Size(terminalCopyLimit))
	if c.env("TMUX") != "" {
		switch {
		case encoded <= terminalCopyLimit && c.tmux(content, "load-buffer", "-w", "-") == nil:
			return "to tmux's buffer, and to the terminal's clipboard if it allows that", nil
		case encoded > terminalCopyLimit && c.tmux(content, "load-buffer", "-") == nil:
			return "to tmux's buffer only (paste with prefix ]): too long for the terminal's clipboard", nil
		}
	}
	term := c.env("TERM")
	switch {
	case term == "dumb", term == "linux":
		return "", fmt.Errorf("this terminal (TERM=%s) has no clipboard", term)
	case encoded > terminalCopyLimit:
		return "", long
	}
	sequence, through := osc52.New(content), ""
	switch {
	case c.env("TMUX") != "":
		sequence, through = sequence.Tmux(), " through tmux (needs allow-passthrough)"
	case c.env("STY") != "":
		sequence, through = sequence.Screen(), " through screen"
	}
	if _, err := io.WriteString(c.out, sequence.String()); err != nil {
		return "", fmt.Errorf("cannot write to the terminal: %w", err)
	}
	return "to the terminal's clipboard (OSC 52)" + through + ", if it allows that", nil
}
