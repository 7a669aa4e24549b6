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
	on   kit.Screen
}

// doubleClick is how soon after another a click still belongs to that.
const doubleClick = 400 * time.Millisecond

// setMouse asks the terminal for clicks, or leaves them to it: as the person wants it, and never where there is something
// to be marked.
func (a *App) setMouse() tea.Cmd {
	want := a.mouse.wanted
	if s, ok := a.top().(kit.Selectable); ok && s.Selectable() {
		want = false
	}
	if want == a.mouse.on || a.width == 0 {
		return nil
	}
	a.mouse.on = want
	if want {
		return tea.EnableMouseCellMotion
	}
	return tea.DisableMouse
}

func (a *App) toggleMouse() tea.Cmd {
	a.mouse.wanted = !a.mouse.wanted
	again := a.env.Keys.Label(kit.KeyMouse)
	if a.mouse.wanted {
		return kit.Toast("mouse on: it clicks here; hold shift to mark text, or " + again + " turns it off")
	}
	return kit.Toast("mouse off: it marks text, as the terminal does that; " + again + " turns it on")
}

// point is a click, or a turn of the wheel.
func (a *App) point(msg tea.MouseMsg) tea.Cmd {
	switch {
	case a.width == 0 || a.tooSmall():
		return nil
	case msg.Button == tea.MouseButtonWheelUp:
		return a.wheel(msg.X, msg.Y, -1)
	case msg.Button == tea.MouseButtonWheelDown:
		return a.wheel(msg.X, msg.Y, +1)
	case msg.Button != tea.MouseButtonLeft || msg.Action != tea.MouseActionPress || a.bounces(msg):
		return nil
	case msg.Y == a.height-1:
		return a.clickFooter(msg.X)
	case a.notice.question != nil:
		return nil
	case a.palette != nil:
		return a.clickPalette(msg.X, msg.Y-bodyTop)
	case a.sheet != noSheet:
		return nil
	}
	line := msg.Y - bodyTop
	if c, ok := a.top().(kit.Clicker); ok && line >= 0 && line < a.room() {
		return c.Click(msg.X, line+a.scroll)
	}
	return nil
}

// bounces reports whether a click is the second half of a double one whose first half brought up another screen.
func (a *App) bounces(msg tea.MouseMsg) bool {
	last, now := a.mouse.last, click{msg.X, msg.Y, a.env.Now(), a.top()}
	a.mouse.last = now
	return last.on != nil && last.on != now.on && last.x == now.x && last.y == now.y && now.at.Sub(last.at) < doubleClick
}

// wheelLines is how far one notch of the wheel goes in a text.
const wheelLines = 3

func (a *App) wheel(x, y, notches int) tea.Cmd {
	if a.palette != nil {
		a.palette.move(notches)
		return nil
	}
	w, ok := a.top().(kit.Wheeler)
	line := y - bodyTop
	if ok && a.sheet == noSheet && a.notice.question == nil && line >= 0 && line < a.room() {
		a.pinned = false
		return w.Wheel(x, line+a.scroll, notches)
	}
	if hidden := a.overflow(); hidden > 0 {
		a.scroll, a.pinned = max(min(a.scroll+wheelLines*notches, hidden), 0), true
	}
	return nil
}

// clickFooter presses the key that stands there.
func (a *App) clickFooter(x int) tea.Cmd {
	_, spots := a.footer()
	i := slices.IndexFunc(spots, func(s spot) bool { return x >= s.from && x < s.to })
	if i < 0 {
		return nil
	}
	return a.press(keyOf(spots[i].action))
}

// keyOf is the message of a binding's key: of the one that its help shows, where that is one of several.
func keyOf(b key.Binding) tea.KeyMsg {
	name := b.Keys()[0]
	if slices.Contains(b.Keys(), b.Help().Key) {
		name = b.Help().Key
	}
	return kit.KeyMessage(name)
}
