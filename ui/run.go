package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"countersign/ui/home"
	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/terminal"
)

// Deps is what the screens may do to the world.
type Deps = kit.Deps

// Run shows the screens until the person leaves or ctx ends, and leaves the terminal as it was. options come after our
// own, so they win.
func Run(ctx context.Context, d Deps, options ...tea.ProgramOption) error {
	if err := CheckSettings(d.Settings); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	background := watchBackground(os.Stdin, os.Stdout, d.Settings.Theme, os.Getenv)
	if d.Copy == nil {
		d.Copy = terminal.NewCopier(d.Settings.Clipboard, os.Getenv, background.out).Copy
	}
	if d.Settings.Theme == "none" {
		lipgloss.SetColorProfile(termenv.Ascii)
	}
	e := kit.NewEnv(d, keyGroups())
	e.Ctx = ctx
	e.SoftWraps = true
	e.Dark, e.DarkKnown = settledBackground(d.Settings.Theme, os.Getenv)
	e.ApplyTheme(background.dark)
	if e.Renderer.ColorProfile() == termenv.Ascii {
		e.Cursor = cursorWithoutColor()
	}
	app := newApp(e)
	defer app.Close()

	// Signals end ctx. Bubble Tea's own handler would race with that, and when it loses, it waits for ever to hand in a
	// message that nobody takes, and Run with it.
	own := append(background.options(), tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithAltScreen())
	program := tea.NewProgram(app, append(own, options...)...)
	background.tell(program.Send)

	_, err := program.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, tea.ErrInterrupted):
		return context.Canceled
	}
	return fmt.Errorf("running the screens: %w", err)
}

// cursorWithoutColor keeps the cursor visible without colours: NO_COLOR speaks of those and not of reverse video. Lip Gloss
// leaves out both.
func cursorWithoutColor() lipgloss.Style {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.ANSI)
	return r.NewStyle()
}

// newApp makes the screens; home is the list of connections.
func newApp(e *kit.Env) *shell.App { return shell.New(e, home.New(e)) }

// New makes the screens as Run shows them, for tests.
func New(d Deps) *shell.App { return newApp(kit.NewEnv(d, keyGroups())) }
