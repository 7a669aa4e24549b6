package viewer

import (
	"strings"
	"testing"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// pilot drives a Model as a program would: it runs commands until there are none left.
type pilot struct {
	testing.TB
	m *Model
}

func newPilot(t testing.TB, width, height int) *pilot {
	m := New(DefaultKeys(), Styles{})
	m.SetSize(width, height)
	return &pilot{t, m}
}

// open shows a body that arrives in pieces of so many bytes.
func (p *pilot) open(contentType string, body []byte, piece int) *pilot {
	p.m.Open(contentType)
	for len(body) > 0 {
		n := min(piece, len(body))
		p.run(p.m.Append(body[:n:n]))
		body = body[n:]
	}
	p.run(p.m.Finish())
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

// press presses keys, one after the other; words are typed.
func (p *pilot) press(keys ...string) *pilot {
	named := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"ctrl+u": tea.KeyCtrlU, "ctrl+d": tea.KeyCtrlD,
	}
	for _, k := range keys {
		if k == "esc" && !p.m.Typing() {
			p.m.Back() // as a host does
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

// frame is what is seen, checked.
func (p *pilot) frame() string {
	p.Helper()
	view := p.m.View()
	lines := strings.Split(view, "\n")
	if len(lines) != p.m.height {
		p.Errorf("the view has %d lines, not %d", len(lines), p.m.height)
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > p.m.width {
			p.Errorf("a line is %d wide, not %d: %q", w, p.m.width, line)
		}
		checkSafe(p, line)
	}
	return view
}

func checkSafe(t testing.TB, line string) {
	t.Helper()
	for _, r := range line {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			t.Errorf("%U is drawn in %q", r, line)
		}
	}
}

// shown is the frame without its right margin and the empty lines below.
func (p *pilot) shown() string {
	p.Helper()
	var lines []string
	for _, line := range strings.Split(p.frame(), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
