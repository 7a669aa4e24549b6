package shell

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/kit"
)

type (
	// toLogMsg and copySettingsMsg are ways that the frame goes itself.
	toLogMsg        struct{}
	copySettingsMsg struct{}
	// leaveForMsg is the yes to the question whether to leave for elsewhere.
	leaveForMsg struct{ to tea.Msg }
)

// openPalette lists what the screen in front can do, and the ways.
func (a *App) openPalette() tea.Cmd {
	a.open(noSheet)
	a.palette = newPalette(a.env, a.entries())
	if w, ok := a.stack[0].(kit.Navigator); ok {
		return w.LoadDestinations()
	}
	return nil
}

// listWays gives an open palette the ways anew, under what was typed.
func (a *App) listWays() {
	if p := a.palette; p != nil {
		cursor := p.cursor
		p.all = a.entries()
		p.find()
		p.move(cursor)
	}
}

// pressPalette gives a key to the palette, and does what was chosen there.
func (a *App) pressPalette(msg tea.KeyMsg) tea.Cmd { return a.choose(a.palette.press(msg)) }

func (a *App) clickPalette(x, y int) tea.Cmd { return a.choose(a.palette.click(x, y)) }

// choose does what a line of the palette says, as if its own key had been pressed.
func (a *App) choose(chosen *entry, done bool) tea.Cmd {
	if !done {
		return nil
	}
	a.palette = nil
	switch {
	case chosen == nil:
		return nil
	case chosen.why != "":
		return kit.ErrorToast(chosen.does + ": " + chosen.why)
	case chosen.key == a.env.Keys.Binding(kit.KeySuspend).Keys()[0]:
		return tea.Suspend // in an input that key would mean something else
	case chosen.key != "":
		return a.press(kit.KeyMessage(chosen.key))
	}
	return a.goWay(chosen.to)
}

// goWay goes a way; what the screens would lose that it leaves is asked about first.
func (a *App) goWay(to tea.Msg) tea.Cmd {
	switch to.(type) {
	case toLogMsg:
		a.open(logSheet)
		return nil
	case copySettingsMsg:
		return a.env.CopyToClipboard("the path "+text.Safe(a.env.Flow.SettingsFile, 200), a.env.Flow.SettingsFile)
	}
	if what := a.loses(1); what != "" {
		a.notice.ask(&kit.AskMsg{Text: "Leave? " + what, Yes: "leave", No: "stay", OnYes: leaveForMsg{to}})
		return nil
	}
	return a.homeward(to)
}

// homeward closes all screens above the first, and tells that where to go on.
func (a *App) homeward(to tea.Msg) tea.Cmd {
	return tea.Batch(a.popAll(), a.top().Update(to))
}

// entries are all lines of the palette.
func (a *App) entries() []entry {
	return listing{a.env.Keys, a.stack, a.env.Flow.SettingsFile}.entries()
}
