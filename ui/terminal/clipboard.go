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
	// terminalCopyLimit is what terminals take by OSC 52 at most, in bytes of base64: the least that is known of one.
	terminalCopyLimit = 74_994
	// copyPatience is how long a clipboard's own program may take.
	copyPatience = 3 * time.Second
)

// The choices of the setting clipboard.
const (
	copyAuto   = "auto"
	copyNative = "native" // the machine's clipboard only
	copyOSC52  = "osc52"  // the terminal's only
	copyNone   = "none"
)

// Copier puts texts on a clipboard: the machine's where the person sits at it, else the terminal's, which is asked by an
// escape sequence (OSC 52). It never reads a clipboard.
type Copier struct {
	choice string
	env    func(string) string
	native func(text string) error // nil: the machine has no clipboard
	tmux   func(text string, args ...string) error
	out    io.Writer // the terminal; a text goes out in one write, so that it can't get between a frame's bytes
}

// NewCopier follows COUNTERSIGN_CLIPBOARD before the setting.
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

// tellTmux runs a command of tmux with a text on its standard input.
func tellTmux(text string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), copyPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tmux", args...) //nolint:gosec // our own arguments
	cmd.Stdin = strings.NewReader(text)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("tmux: %w: %s", err, bytes.TrimSpace(said))
	}
	return nil
}

// Copy says by which way the text went.
func (c *Copier) Copy(content string) (how string, err error) {
	switch c.choice {
	case copyNone:
		return "", errors.New("copying is switched off (clipboard: none): mark it with the mouse")
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
		return "", fmt.Errorf("clipboard is %q: it can be auto, native, osc52 or none", text.Safe(c.choice, 20))
	}
	return "on this machine's clipboard", nil
}

// byMachine waits for the clipboard's program, which hangs where its display does.
func (c *Copier) byMachine(text string) error {
	if c.native == nil {
		return errors.New("this machine has no clipboard program: install wl-clipboard or xclip")
	}
	done := make(chan error, 1)
	go func() { done <- c.native(text) }()
	select {
	case err := <-done:
		return err
	case <-time.After(copyPatience):
		return errors.New("this machine's clipboard does not answer")
	}
}

// byTerminal asks the terminal. tmux is told by its own command, which needs no setting: it would drop the sequence.
func (c *Copier) byTerminal(content string) (how string, err error) {
	encoded := base64.StdEncoding.EncodedLen(len(content))
	long := fmt.Errorf("it has %s as terminals are sent it, and they take %s at most: save it to a file", text.Size(encoded), text.Size(terminalCopyLimit))
	if c.env("TMUX") != "" {
		switch {
		case encoded <= terminalCopyLimit && c.tmux(content, "load-buffer", "-w", "-") == nil:
			return "in tmux's buffer, and sent to your terminal's clipboard, if it allows that", nil
		case encoded > terminalCopyLimit && c.tmux(content, "load-buffer", "-") == nil:
			return "in tmux's buffer only (prefix ] pastes it): it is too long for your terminal's clipboard", nil
		}
	}
	term := c.env("TERM")
	switch {
	case term == "dumb", term == "linux":
		return "", fmt.Errorf("the terminal (TERM=%s) has no clipboard", term)
	case encoded > terminalCopyLimit:
		return "", long
	}
	sequence, through := osc52.New(content), ""
	switch {
	case c.env("TMUX") != "":
		sequence, through = sequence.Tmux(), " through tmux, where allow-passthrough is on"
	case c.env("STY") != "":
		sequence, through = sequence.Screen(), " through screen"
	}
	if _, err := io.WriteString(c.out, sequence.String()); err != nil {
		return "", fmt.Errorf("asking the terminal to copy: %w", err)
	}
	return "sent to your terminal's clipboard (OSC 52)" + through + ", if it allows that", nil
}
