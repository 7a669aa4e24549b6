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

// Deps are the dependencies of the screens. Only Flow has no default.
type Deps struct {
	Flow *flow.Manager
	// OpenBrowser shows a page. nil: terminal.OpenBrowser.
	OpenBrowser func(ctx context.Context, url string) error
	// Copy puts text on the clipboard and says how. nil: by the settings, see terminal.Copier.
	Copy func(text string) (how string, err error)
	// Getenv reads an environment variable. nil: os.Getenv.
	Getenv func(key string) string
	// Now is the clock. nil: time.Now.
	Now func() time.Time
	// Tick calls back once, later. nil: tea.Tick.
	Tick func(d time.Duration, message func(time.Time) tea.Msg) tea.Cmd
	// Renderer knows the terminal's colors. nil: lipgloss.DefaultRenderer().
	Renderer *lipgloss.Renderer
	// Settings are the user's. The zero value has no mouse, no history, and opens no browser.
	Settings settings.Settings
	// StoreChosenBy is what chose the credential store for this run only, such as "--keychain" or a variable. May be empty.
	StoreChosenBy string
	// Debug receives one line per message: its type only. nil: none.
	Debug io.Writer
}

// Env is shared by all screens.
type Env struct {
	Deps
	Keys   *Keys
	Ctx    context.Context // of the run; the parent of every task's context
	Styles Styles
	Cursor lipgloss.Style // of inputs; drawn in reverse
	tasks  int64

	Hyperlinks      bool // the terminal supports them
	SoftWraps       bool // output passes through terminal.JoinSoftWraps
	Dark, DarkKnown bool // the background, if known
}

// NewEnv fills in the defaults, and binds the actions of the groups to their keys.
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

// ApplyTheme chooses the colors for a background.
func (e *Env) ApplyTheme(dark bool) { e.Styles = NewStyles(e.Renderer, dark, e.Settings.Colors) }

// Trace writes a message's type to the debug log. Messages hold typed keys and tokens, so their values stay out of it.
func (e *Env) Trace(msg tea.Msg) {
	if e.Debug != nil {
		_, _ = fmt.Fprintf(e.Debug, "%T\n", msg)
	}
}

// CopyToClipboard copies text, and shows a toast that names what was copied.
func (e *Env) CopyToClipboard(what, words string) tea.Cmd {
	put := e.Copy
	return func() tea.Msg {
		how, err := put(words)
		if err != nil {
			return ToastMsg{Text: "Cannot copy " + what + ": " + text.Safe(err.Error(), 200), IsError: true}
		}
		return ToastMsg{Text: "Copied " + what + " " + how}
	}
}
