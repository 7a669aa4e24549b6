package ui

import (
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
)

// tab is one view of an answer.
type tab int

const (
	tabBody tab = iota
	tabHeaders
	tabSignature
	tabCount
)

var tabNames = [tabCount]string{"body", "headers", "signature"}

// response is the pane that shows an answer.
type response struct {
	*env
	answer *answer // nil before the first
	tab    tab
	view   viewport.Model
	width  int
	height int
}

var (
	keyTabs     = bind("body, headers, signature", "tab", "right")
	keyTabsBack = bind("the tab before", "shift+tab", "left")
	keyCopyTab  = bind("copy", "y")
	// scrollKeys leave letters alone, but for vi's j and k.
	scrollKeys = viewport.KeyMap{
		Up: bind("up", "up", "k"), Down: bind("down", "down", "j"),
		PageUp: bind("page up", "pgup", "ctrl+b"), PageDown: bind("page down", "pgdown", "ctrl+f", " "),
	}
)

func newResponse(e *env) response {
	r := response{env: e, view: viewport.New(0, 0)}
	r.view.KeyMap = scrollKeys
	return r
}

func (r *response) show(a *answer) {
	r.answer, r.tab = a, tabBody
	r.fill()
	r.view.GotoTop()
}

func (r *response) setSize(width, height int) {
	if r.width == width && r.height == height {
		return
	}
	r.width, r.height = width, height
	r.fill()
}

// fill wraps the tab's text to the pane.
func (r *response) fill() {
	if r.answer == nil || r.width == 0 {
		return
	}
	r.view.Width = r.width
	r.view.Height = max(r.height-height(r.head()), 1)
	r.view.SetContent(r.text())
}

func (r *response) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case r.answer == nil:
		return nil
	case key.Matches(msg, keyTabs):
		r.turn(+1)
	case key.Matches(msg, keyTabsBack):
		r.turn(-1)
	case key.Matches(msg, keyCopyTab):
		return r.copyTab()
	default:
		r.view, _ = r.view.Update(msg)
	}
	return nil
}

func (r *response) turn(by int) {
	r.tab = (r.tab + tab(by) + tabCount) % tabCount
	r.fill()
	r.view.GotoTop()
}

func (r *response) copyTab() tea.Cmd {
	switch {
	case r.tab == tabSignature && r.answer.exchange != nil:
		return r.copy("the base string", r.answer.exchange.BaseString)
	case r.tab == tabHeaders && r.answer.response != nil:
		return r.copy("the headers", headerText(r.answer.response.Header))
	case r.tab == tabBody && r.answer.body != "":
		return r.copy("the body", r.answer.body)
	}
	return badToast("there is nothing to copy here")
}
