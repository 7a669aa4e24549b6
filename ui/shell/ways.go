package shell

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/kit"
)

type (
	// toLogMsg and copySettingsMsg are destinations of the frame itself.
	toLogMsg        struct{}
	copySettingsMsg struct{}
	// leaveForMsg is the yes to leaving the screens for a destination.
	leaveForMsg struct{ to tea.Msg }
)

// openPalette opens the palette.
func (a *App) openPalette() tea.Cmd {
	a.open(noSheet)
	a.palette = newPalette(a.env, a.entries())
	if w, ok := a.stack[0].(kit.Navigator); ok {
		return w.LoadDestinations()
	}
	return nil
}

// listWays updates the destinations of an open palette.
func (a *App) listWays() {
	if p := a.palette; p != nil {
		cursor := p.cursor
		p.all = a.entries()
		p.find()
		p.move(cursor)
	}
}

// pressPalette gives a key to the palette, and runs the chosen entry.
func (a *App) pressPalette(msg tea.KeyMsg) tea.Cmd { return a.choose(a.palette.press(msg)) }

func (a *App) clickPalette(x, y int) tea.Cmd { return a.choose(a.palette.click(x, y)) }

// choose runs an entry of the palette, as its key would.
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
		return tea.Suspend // in an input that key is undo
	case chosen.key != "":
		return a.press(kit.KeyMessage(chosen.key))
	}
	return a.goWay(chosen.to)
}

// goWay goes to a destination. It asks first if that would discard changes.
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

// homeward closes all screens above the first, which then opens the destination.
func (a *App) homeward(to tea.Msg) tea.Cmd {
	return tea.Batch(a.popAll(), a.top().Update(to))
}

// entries are all entries of the palette.
func (a *App) entries() []entry {
	return listing{a.env.Keys, a.stack, a.env.Flow.SettingsFile}.entries()
}
