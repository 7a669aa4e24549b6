package uitest

import (
	"context"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/settings"
	"countersign/ui/terminal"
)

// Noon is the time of all tests.
var Noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// SecondsLater is a clock on which everything that began at noon has lasted.
func SecondsLater() time.Time { return Noon.Add(5 * time.Second) }

// HoursAgo is how stale things are in the pictures.
func HoursAgo(n int) time.Time { return Noon.Add(-time.Duration(n) * time.Hour) }

// Deps are screens without colours, on a clock that stands still, whose timers never end and whose connections are
// kept in memory.
func Deps(t *testing.T, change ...func(*flow.Options)) kit.Deps {
	t.Helper()
	o := flow.Options{DataDir: t.TempDir(), ConnectorsDir: t.TempDir(), Store: flow.StoreMemory}
	for _, c := range change {
		c(&o)
	}
	m := flow.New(o)
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Errorf("closing the manager: %v", err)
		}
	})
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	return kit.Deps{
		Flow: m, Renderer: r, Now: func() time.Time { return Noon },
		Tick:        func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil },
		OpenBrowser: func(context.Context, string) error { return terminal.ErrNoBrowser },
		Getenv:      func(string) string { return "" },
		Settings:    settings.Settings{OpenBrowser: true},
		Copy:        func(string) (string, error) { return "", errors.New("no clipboard in tests") },
	}
}

// FrameSizes are the windows of the golden files: the usual one and a large one. frames.Check draws many others.
var FrameSizes = []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 120, Height: 40}}

// keyMsgs are the keys that have a name.
var keyMsgs = map[string]tea.KeyMsg{
	"enter": {Type: tea.KeyEnter}, "esc": {Type: tea.KeyEsc}, "tab": {Type: tea.KeyTab}, "shift+tab": {Type: tea.KeyShiftTab},
	"up": {Type: tea.KeyUp}, "down": {Type: tea.KeyDown}, "left": {Type: tea.KeyLeft}, "right": {Type: tea.KeyRight},
	"pgdn": {Type: tea.KeyPgDown}, "pgup": {Type: tea.KeyPgUp}, "f1": {Type: tea.KeyF1}, "backspace": {Type: tea.KeyBackspace},
	"ctrl+c": {Type: tea.KeyCtrlC}, "ctrl+o": {Type: tea.KeyCtrlO}, "ctrl+r": {Type: tea.KeyCtrlR}, "ctrl+s": {Type: tea.KeyCtrlS},
	"ctrl+t": {Type: tea.KeyCtrlT}, "ctrl+y": {Type: tea.KeyCtrlY}, "ctrl+u": {Type: tea.KeyCtrlU}, "ctrl+j": {Type: tea.KeyCtrlJ},
	"alt+enter": {Type: tea.KeyEnter, Alt: true}, "ctrl+k": {Type: tea.KeyCtrlK}, "ctrl+e": {Type: tea.KeyCtrlE}, "ctrl+g": {Type: tea.KeyCtrlG},
	"ctrl+l": {Type: tea.KeyCtrlL}, "ctrl+p": {Type: tea.KeyCtrlP}, "ctrl+x": {Type: tea.KeyCtrlX},
	"alt+up": {Type: tea.KeyUp, Alt: true}, "alt+down": {Type: tea.KeyDown, Alt: true},
}

// KeyMsg is the message of a key, by its name, or of a text.
func KeyMsg(name string) tea.KeyMsg {
	if msg, ok := keyMsgs[name]; ok {
		return msg
	}
	if msg, ok := kit.NamedKeys[name]; ok {
		return msg
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// Press gives keys to a screen, and what the last of them asks for.
func Press(s kit.Screen, keys ...string) tea.Cmd {
	var cmd tea.Cmd
	for _, k := range keys {
		cmd = s.Update(KeyMsg(k))
	}
	return cmd
}

// Unwrapped is a text as one line: where a sentence breaks is not what most tests are about.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// namesOfKeys are all keys that are no letters, in a fixed order.
var namesOfKeys = slices.Sorted(maps.Keys(kit.NamedKeys))

// usual are the keys that lead somewhere; pressed more often, they bring the fingers to every screen.
var usual = []string{"enter", "enter", "esc", "tab", "shift+tab", "up", "down", "left", "right", "ctrl+k", "ctrl+o", "ctrl+r", "ctrl+t", "ctrl+s", "pgdown", "pgup", "f1", "/", "ctrl+z"}

// Event is whatever a terminal may send: keys, words, pastes, sizes, clicks.
func RandomEvent(f *rand.Rand, width, height int) tea.Msg {
	switch n := f.IntN(100); {
	case n < 40:
		return kit.KeyMessage(usual[f.IntN(len(usual))])
	case n < 52:
		return kit.KeyMessage(namesOfKeys[f.IntN(len(namesOfKeys))])
	case n < 82:
		return kit.KeyMessage(string(rune('!' + f.IntN('~'-'!'+1)))) //nolint:gosec // a printable character of ASCII
	case n < 86:
		return kit.KeyMessage([]string{"é", "漢", "🙂", "ß", "\u0301", "\u202e"}[f.IntN(6)])
	case n < 90:
		return tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune([]string{"a\nb\r\nc", "https://x.example/?a=1&b=2", "\x1b[31mred", "name=value\n漢字=é"}[f.IntN(4)])}
	case n < 93:
		return tea.WindowSizeMsg{Width: 20 + f.IntN(231), Height: 5 + f.IntN(76)}
	case n < 99:
		return tea.MouseMsg{X: f.IntN(width + 2), Y: f.IntN(height + 2), Button: tea.MouseButton(f.IntN(6)), Action: tea.MouseAction(f.IntN(3))}
	}
	return kit.BackgroundMsg{Dark: f.IntN(2) == 0}
}

// stub is a screen that shows nothing: what stands under the one that a test is about.
type stub struct {
	title string
	ways  []kit.Destination
}

func (s *stub) Init() tea.Cmd             { return nil }
func (s *stub) Update(tea.Msg) tea.Cmd    { return nil }
func (s *stub) View() string              { return "" }
func (s *stub) Title() string             { return s.title }
func (s *stub) SetSize(int, int)          {}
func (s *stub) ShortHelp() []key.Binding  { return nil }
func (s *stub) FullHelp() [][]key.Binding { return nil }

// Ways are those that a test gave it.
func (s *stub) Destinations() []kit.Destination { return s.ways }

// ReadWays has nothing to read.
func (s *stub) LoadDestinations() tea.Cmd { return nil }

// Over puts a screen over stubs of these titles; home has none.
func Stack(s kit.Screen, titles ...string) []kit.Screen {
	var stack []kit.Screen
	for _, title := range titles {
		stack = append(stack, &stub{title: title})
	}
	return append(stack, s)
}

// OverWays puts a screen over a first one that offers ways.
func StackWithDestinations(s kit.Screen, ways ...kit.Destination) []kit.Screen {
	return []kit.Screen{&stub{ways: ways}, s}
}
