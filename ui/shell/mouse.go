package shell

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// mouse is what becomes of clicks and the wheel.
type mouse struct {
	wanted bool // by the settings, or by the key
	on     bool // the terminal sends them
	last   click
}

// click is the latest one, to tell the second half of a double click from a click on what the first half opened.
type click struct {
	x, y int
	at   time.Time
	on   int // how many turns of the screens were before it
}

// doubleClick is how soon after another a click still belongs to that.
const doubleClick = 400 * time.Millisecond

// keyOf is the message of the key that a binding's help shows.
func keyOf(b key.Binding) tea.KeyMsg {
	shown := slices.IndexFunc(b.Keys(), func(name string) bool { return kit.KeyLabel(name) == b.Help().Key })
	return kit.KeyMessage(b.Keys()[max(shown, 0)])
}

// set asks the terminal for clicks, or leaves them to it.
func (m *mouse) set(want bool) tea.Cmd {
	if want == m.on {
		return nil
	}
	m.on = want
	if want {
		return tea.EnableMouseCellMotion
	}
	return tea.DisableMouse
}

// toggle turns it on or off, and says by which key it is turned back.
func (m *mouse) toggle(again string) tea.Cmd {
	m.wanted = !m.wanted
	if m.wanted {
		return kit.Toast("mouse on: it clicks here; hold shift to mark text, or " + again + " turns it off")
	}
	return kit.Toast("mouse off: it marks text, as the terminal does that; " + again + " turns it on")
}

// bounces reports whether a click is the second half of a double one whose first half brought up another screen.
func (m *mouse) bounces(now click) bool {
	last := m.last
	m.last = now
	return !last.at.IsZero() && last.on != now.on && last.x == now.x && last.y == now.y && now.at.Sub(last.at) < doubleClick
}
