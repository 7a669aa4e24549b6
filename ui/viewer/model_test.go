package viewer

import (
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// pilot drives a Model as a program would: it runs commands until there are none left.
type pilot struct {
	testing.TB
	m    *Model
	body []byte // that has arrived
}

func newPilot(t testing.TB, width, height int) *pilot {
	m := New(testKeys(), Styles{})
	m.SetSize(width, height)
	return &pilot{TB: t, m: m}
}

func testKeys() KeyMap {
	bind := func(keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keys[0], ""))
	}
	return KeyMap{
		Search: bind("/"), Next: bind("n"), Previous: bind("N"), Filter: bind(":"), Fold: bind("z"), FoldAll: bind("Z"),
		Raw: bind("r"), Hex: bind("x"), Wrap: bind("w"), Up: bind("up", "k"), Down: bind("down", "j"),
		Top: bind("g"), Bottom: bind("G"), HalfUp: bind("ctrl+u"), HalfDown: bind("ctrl+d"), PageUp: bind("pgup"),
		PageDown: bind("pgdown"), Left: bind("left", "h"), Right: bind("right", "l"), Enter: bind("enter"),
	}
}

// open shows a body that arrives in pieces of so many bytes.
func (p *pilot) open(contentType string, body []byte, piece int) *pilot {
	p.start(contentType)
	for n := 0; n < len(body); {
		n = min(n+piece, len(body))
		p.body = body[:n:n]
		p.run(p.m.SetBody(p.body, false))
	}
	return p.finish()
}

func (p *pilot) start(contentType string) *pilot {
	p.m.Open(contentType)
	p.body = nil
	return p
}

// arrive is more of the body.
func (p *pilot) arrive(more []byte) {
	p.body = append(p.body, more...)
	p.run(p.m.SetBody(p.body, false))
}

func (p *pilot) finish() *pilot {
	p.run(p.m.SetBody(p.body, true))
	return p
}

func (p *pilot) run(cmd tea.Cmd) {
	for queue := []tea.Cmd{cmd}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == nil {
			continue
		}
		switch msg := queue[0]().(type) {
		case tea.BatchMsg:
			queue = append(queue, msg...)
		default:
			queue = append(queue, p.m.Update(msg))
		}
	}
}

// press presses keys; several letters are typed one by one.
func (p *pilot) press(keys ...string) *pilot {
	named := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "up": tea.KeyUp, "down": tea.KeyDown, "esc": tea.KeyEsc,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"ctrl+u": tea.KeyCtrlU, "ctrl+d": tea.KeyCtrlD,
	}
	for _, k := range keys {
		if k == "esc" && !p.m.Typing() {
			p.m.Back() // as screens do
			continue
		}
		if t, ok := named[k]; ok {
			p.run(p.m.Update(tea.KeyMsg{Type: t}))
			continue
		}
		for _, r := range k {
			p.run(p.m.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		}
	}
	return p
}

// frame returns the view, and checks its size and characters.
func (p *pilot) frame() string {
	p.Helper()
	view := p.m.View()
	lines := strings.Split(view, "\n")
	if len(lines) != p.m.height {
		p.Errorf("the view has %d lines, want %d", len(lines), p.m.height)
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > p.m.width {
			p.Errorf("a line is %d wide, want at most %d: %q", w, p.m.width, line)
		}
		checkSafe(p, line)
	}
	return view
}

func checkSafe(t testing.TB, line string) {
	t.Helper()
	for _, r := range line {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			t.Errorf("unsafe character %U in %q", r, line)
		}
	}
}

// shown returns the frame without trailing spaces and empty lines.
func (p *pilot) shown() string {
	p.Helper()
	var lines []string
	for _, line := range strings.Split(p.frame(), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
