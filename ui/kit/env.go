package kit

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/settings"
	"countersign/ui/terminal"
)

// Deps is what the screens may do to the world. Only Flow has no default.
type Deps struct {
	Flow *flow.Manager
	// OpenBrowser shows a page. nil: terminal.OpenBrowser.
	OpenBrowser func(ctx context.Context, url string) error
	// Copy puts text on the clipboard and says by which way. nil: as the settings have it, see terminal.Copier.
	Copy func(text string) (how string, err error)
	// Getenv looks up a variable of the environment. nil: os.Getenv.
	Getenv func(key string) string
	// Now is the clock of what is shown. nil: time.Now.
	Now func() time.Time
	// Tick calls back once, later. nil: tea.Tick.
	Tick func(d time.Duration, message func(time.Time) tea.Msg) tea.Cmd
	// Renderer knows the terminal's colours. nil: lipgloss.DefaultRenderer().
	Renderer *lipgloss.Renderer
	// Settings are the person's. The zero value is no mouse, no history and no opening of browsers.
	Settings settings.Settings
	// ChosenBy says what chose the keychain for this run alone, such as "--keychain" or a variable. Empty: nothing did.
	StoreChosenBy string
	// Debug gets one line for every message, by type and without what was typed. nil: none.
	Debug io.Writer
}

// Env is what all screens share.
type Env struct {
	Deps
	Keys   *Keys
	Ctx    context.Context // of the whole run; every task's context comes from it
	Styles Styles
	Cursor lipgloss.Style // of inputs; reversed wherever it is drawn
	tasks  int64

	Hyperlinks      bool // the terminal may be given hyperlinks
	SoftWraps       bool // what goes to the terminal passes terminal.SoftWrapped
	Dark, DarkKnown bool // the background, where it was found out
}

// NewEnv is what the screens of one run share: the actions have the keys that the settings give them.
func NewEnv(d Deps, groups []KeyGroup) *Env {
	if d.OpenBrowser == nil {
		d.OpenBrowser = terminal.OpenBrowser
	}
	if d.Getenv == nil {
		d.Getenv = os.Getenv
	}
	if d.Copy == nil {
		d.Copy = terminal.NewCopier(d.Settings.Clipboard, d.Getenv, os.Stdout).Copy
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
	return &Env{Deps: d, Keys: NewKeys(groups, d.Settings), Ctx: context.Background(), Styles: NewStyles(d.Renderer, true, d.Settings.Colors), Cursor: d.Renderer.NewStyle(), Hyperlinks: terminal.SupportsHyperlinks(d.Getenv)}
}

// Paint chooses the colours for a background.
func (e *Env) ApplyTheme(dark bool) { e.Styles = NewStyles(e.Renderer, dark, e.Settings.Colors) }

// Trace writes a message's type to the debug log. Values stay out of it: they hold keys that were typed and tokens.
func (e *Env) Trace(msg tea.Msg) {
	if e.Debug != nil {
		_, _ = fmt.Fprintf(e.Debug, "%T\n", msg)
	}
}

// ToClipboard puts text on the clipboard and tells the person how it went.
func (e *Env) CopyToClipboard(what, words string) tea.Cmd {
	put := e.Copy
	return func() tea.Msg {
		how, err := put(words)
		if err != nil {
			return ToastMsg{Text: "copying " + what + ": " + text.Safe(err.Error(), 200), IsError: true}
		}
		return ToastMsg{Text: what + " copied: " + how}
	}
}
