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

// SecondsLater is a clock that is five seconds past Noon.
func SecondsLater() time.Time { return Noon.Add(5 * time.Second) }

// HoursAgo returns a time n hours before Noon.
func HoursAgo(n int) time.Time { return Noon.Add(-time.Duration(n) * time.Hour) }

// Deps returns dependencies without colors, whose clock is always Noon, whose timers never fire and whose connections are
// in memory.
func Deps(t *testing.T, change ...func(*flow.Options)) kit.Deps {
	t.Helper()
	o := flow.Options{DataDir: t.TempDir(), ConnectorsDir: t.TempDir(), Store: flow.StoreMemory}
	for _, c := range change {
		c(&o)
	}
	m := flow.New(o)
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Errorf("cannot close the manager: %v", err)
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

// FrameSizes are the window sizes of golden files. frames.Check draws many others.
var FrameSizes = []tea.WindowSizeMsg{{Width: 80, Height: 24}, {Width: 120, Height: 40}}

// KeyMsg returns the message of a key by its name, or of a text.
func KeyMsg(name string) tea.KeyMsg { return kit.KeyMessage(name) }

// Press sends keys to a screen and returns the command of the last one.
func Press(s kit.Screen, keys ...string) tea.Cmd {
	var cmd tea.Cmd
	for _, k := range keys {
		cmd = s.Update(KeyMsg(k))
	}
	return cmd
}

// OneLine joins wrapped text, for tests that don't care where lines break.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// keyNames are the names of all keys but letters, in a fixed order.
var keyNames = slices.Sorted(maps.Keys(kit.NamedKeys))

// frequent are keys that lead to other screens, so that random events reach all of them.
var frequent = []string{"enter", "enter", "esc", "tab", "shift+tab", "up", "down", "left", "right", "ctrl+k", "ctrl+o", "ctrl+r", "ctrl+t", "ctrl+s", "pgdown", "pgup", "f1", "/", "ctrl+z"}

// RandomEvent returns anything that a terminal may send: keys, text, pastes, window sizes, clicks.
func RandomEvent(f *rand.Rand, width, height int) tea.Msg {
	switch n := f.IntN(100); {
	case n < 40:
		return kit.KeyMessage(frequent[f.IntN(len(frequent))])
	case n < 52:
		return kit.KeyMessage(keyNames[f.IntN(len(keyNames))])
	case n < 82:
		return kit.KeyMessage(string(rune('!' + f.IntN('~'-'!'+1)))) //nolint:gosec // printable ASCII
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

// stub is an empty screen below the one under test.
type stub struct {
	title        string
	destinations []kit.Destination
}

func (s *stub) Init() tea.Cmd             { return nil }
func (s *stub) Update(tea.Msg) tea.Cmd    { return nil }
func (s *stub) View() string              { return "" }
func (s *stub) Title() string             { return s.title }
func (s *stub) SetSize(int, int)          {}
func (s *stub) ShortHelp() []key.Binding  { return nil }
func (s *stub) FullHelp() [][]key.Binding { return nil }

func (s *stub) Destinations() []kit.Destination { return s.destinations }
func (s *stub) LoadDestinations() tea.Cmd       { return nil }

// Stack returns a screen on top of empty screens with these titles; the home screen has none.
func Stack(s kit.Screen, titles ...string) []kit.Screen {
	var stack []kit.Screen
	for _, title := range titles {
		stack = append(stack, &stub{title: title})
	}
	return append(stack, s)
}

// StackWithDestinations returns a screen on top of one that offers destinations.
func StackWithDestinations(s kit.Screen, destinations ...kit.Destination) []kit.Screen {
	return []kit.Screen{&stub{destinations: destinations}, s}
}
