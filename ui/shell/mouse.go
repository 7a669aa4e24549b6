package shell

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// mouse is the state of mouse support.
type mouse struct {
	wanted bool // by the settings or by its key
	on     bool // the terminal sends mouse events
	last   click
}

// click is the latest click, to drop the second half of a double click whose first half opened another screen.
type click struct {
	x, y int
	at   time.Time
	on   int // the number of screen changes before it
}

// doubleClick is the time between the clicks of a double click.
const doubleClick = 400 * time.Millisecond

// keyOf is the message of the key that a binding's help shows.
func keyOf(b key.Binding) tea.KeyMsg {
	shown := slices.IndexFunc(b.Keys(), func(name string) bool { return kit.KeyLabel(name) == b.Help().Key })
	return kit.KeyMessage(b.Keys()[max(shown, 0)])
}

// set turns mouse events of the terminal on or off.
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

// toggle turns mouse support on or off.
func (m *mouse) toggle(again string) tea.Cmd {
	m.wanted = !m.wanted
	if m.wanted {
		return kit.Toast("Mouse on. Hold Shift to select text, or press " + again + " to turn it off.")
	}
	return kit.Toast("Mouse off: the terminal selects text. Press " + again + " to turn it on.")
}

// bounces reports whether a click is the second half of a double click whose first half changed the screen.
func (m *mouse) bounces(now click) bool {
	last := m.last
	m.last = now
	return !last.at.IsZero() && last.on != now.on && last.x == now.x && last.y == now.y && now.at.Sub(last.at) < doubleClick
}
