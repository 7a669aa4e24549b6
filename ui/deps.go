package ui

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"countersign/flow"
)

// Deps is what the screens may do to the world. Only Flow has no default.
type Deps struct {
	Flow *flow.Manager
	// OpenBrowser shows a page. nil: flow.OpenBrowser.
	OpenBrowser func(ctx context.Context, url string) error
	// Copy puts text on the clipboard and says by which way. nil: the system's clipboard, over ssh the terminal's.
	Copy func(text string) (how string, err error)
	// Now is the clock of what is shown. nil: time.Now.
	Now func() time.Time
	// Tick calls back once, later. nil: tea.Tick.
	Tick func(d time.Duration, message func(time.Time) tea.Msg) tea.Cmd
	// Renderer knows the terminal's colours. nil: lipgloss.DefaultRenderer().
	Renderer *lipgloss.Renderer
	// Settings are the person's. The zero value is no mouse, no history and no opening of browsers.
	Settings flow.Settings
	// ChosenBy says what chose the keychain for this run alone, such as "--keychain" or a variable. Empty: nothing did.
	ChosenBy string
	// Debug gets one line for every message, by type and without what was typed. nil: none.
	Debug io.Writer
}

// env is what all screens share.
type env struct {
	Deps
	ctx    context.Context // of the whole run; every task's context comes from it
	styles Styles
	cursor lipgloss.Style // of inputs; reversed wherever it is drawn
	tasks  int64
}

func newEnv(d Deps) *env {
	if d.OpenBrowser == nil {
		d.OpenBrowser = flow.OpenBrowser
	}
	if d.Copy == nil {
		d.Copy = copyText
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Tick == nil {
		d.Tick = tea.Tick
	}
	if d.Renderer == nil {
		d.Renderer = lipgloss.DefaultRenderer()
	}
	return &env{Deps: d, ctx: context.Background(), styles: NewStyles(d.Renderer, true), cursor: d.Renderer.NewStyle()}
}

// trace writes a message's type to the debug log. Values stay out of it: they hold keys that were typed and tokens.
func (e *env) trace(msg tea.Msg) {
	if e.Debug != nil {
		_, _ = fmt.Fprintf(e.Debug, "%T\n", msg)
	}
}

// copy puts text on the clipboard and tells the person how it went.
func (e *env) copy(what, text string) tea.Cmd {
	put := e.Copy
	return func() tea.Msg {
		how, err := put(text)
		if err != nil {
			return toastMsg{text: "copying " + what + ": " + flow.Safe(err.Error(), 200), bad: true}
		}
		return toastMsg{text: what + " copied: " + how}
	}
}

// copyText uses the machine's clipboard. Over ssh that is the wrong machine's, so there the terminal is asked to copy
// (OSC 52), as where no clipboard tool is installed.
func copyText(text string) (string, error) {
	remote := os.Getenv("SSH_CONNECTION") != "" || os.Getenv("SSH_TTY") != ""
	if !remote && !clipboard.Unsupported && clipboard.WriteAll(text) == nil {
		return "on this machine's clipboard", nil
	}
	sequence := osc52.New(text)
	switch {
	case os.Getenv("TMUX") != "":
		sequence = sequence.Tmux()
	case os.Getenv("STY") != "":
		sequence = sequence.Screen()
	}
	if _, err := sequence.WriteTo(os.Stdout); err != nil {
		return "", fmt.Errorf("asking the terminal to copy: %w", err)
	}
	return "sent to your terminal's clipboard (OSC 52), if it allows that", nil
}
