package shell

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
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
	if w, ok := a.stack[0].(kit.Wayfinder); ok {
		return w.ReadWays()
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

// entries are all lines of the palette: what can be done here, the ways, what can't be done now, the rarer ways, and the
// keys that only move.
func (a *App) entries() []entry {
	works, moves, refused := a.doable()
	ways, last := a.ways()
	return slices.Concat(works, ways, refused, last, moves)
}

// doable are the actions of the screen in front: those that work now, with the frame's; those that only move; and those
// that can't be done, with the reason. Where something is being typed, a letter is text, and no action.
func (a *App) doable() (works, moves, refused []entry) {
	typing := isTyping(a.top())
	frame := []key.Binding{a.env.Keys.HelpTyping(), a.env.Keys.Of(kit.KeyMouse), a.env.Keys.Of(kit.KeySuspend), a.env.Keys.Of(kit.KeyQuit)}
	if len(a.stack) > 1 {
		frame = append(a.env.Keys.List(kit.KeyBack), frame...)
	}
	if isReader(a.top()) {
		frame = append(a.env.Keys.TextKeys(), frame...)
	}
	listed := map[string]bool{}
	for _, b := range append(a.actions(), frame...) {
		name := keyOf(b).String()
		if b.Enabled() && !listed[name] && (!typing || utf8.RuneCountInString(name) > 1) {
			listed[name] = true
			to := &works
			if slices.ContainsFunc(a.env.Keys.MoveKeys(), func(m key.Binding) bool { return kit.Same(m, b) }) {
				to = &moves
			}
			*to = append(*to, entry{does: a.env.Keys.SpelledOut(b), key: name, help: b.Help().Key})
		}
	}
	for _, b := range a.actions() {
		name := keyOf(b).String()
		if !listed[name] && !b.Enabled() {
			listed[name] = true
			refused = append(refused, entry{does: a.env.Keys.SpelledOut(b), key: name, help: b.Help().Key, why: cmp.Or(a.why(b), "not now")})
		}
	}
	return works, moves, refused
}

// why is the reason that the screen in front has against an action.
func (a *App) why(b key.Binding) string {
	if r, ok := a.top().(kit.Refusing); ok {
		return r.Why(b)
	}
	return ""
}

// ways lead from any screen to any other that the first one can open, and to what the frame shows itself.
func (a *App) ways() (ways, last []entry) {
	var offered []kit.Way
	if w, ok := a.stack[0].(kit.Wayfinder); ok {
		offered = w.Ways()
	}
	own := []entry{{does: "go to: messages so far", to: toLogMsg{}}}
	if path := a.env.Flow.Settings; path != "" {
		own = append(own, entry{does: "copy: the settings file's path", help: text.Safe(path, 200), to: copySettingsMsg{}})
	}
	if len(a.stack) > 1 {
		ways = append(ways, entry{does: "go to: home", to: kit.GoHomeMsg{}})
	}
	for _, w := range offered {
		line := entry{does: w.Does, help: w.Help, why: w.Why, to: w.To}
		switch {
		case w.Last:
			last = append(last, line)
		case !w.Screen:
			ways, own = append(append(ways, own...), line), nil
		default:
			ways = append(ways, line)
		}
	}
	return append(ways, own...), last
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
		return kit.BadToast(chosen.does + ": " + chosen.why)
	case chosen.key == a.env.Keys.Of(kit.KeySuspend).Keys()[0]:
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
		return a.env.ToClipboard("the path "+text.Safe(a.env.Flow.Settings, 200), a.env.Flow.Settings)
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
