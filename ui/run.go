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

// Deps is what the screens need from the outside.
type Deps = kit.Deps

// Run shows the screens until the user quits or ctx ends, and then restores the terminal. options override the
// default ones.
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

	// Signals end ctx. Bubble Tea's own handler would race with that. If it loses, it blocks forever on sending a message,
	// and so does Run.
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

// cursorWithoutColor keeps the cursor visible without colors. NO_COLOR applies to colors and not to reverse video,
// but Lip Gloss omits both.
func cursorWithoutColor() lipgloss.Style {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.ANSI)
	return r.NewStyle()
}

// newApp returns the screens, starting with home.
func newApp(e *kit.Env) *shell.App { return shell.New(e, home.New(e)) }

// New returns the screens as Run shows them, for tests.
func New(d Deps) *shell.App { return newApp(kit.NewEnv(d, keyGroups())) }
