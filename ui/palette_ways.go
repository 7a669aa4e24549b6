package ui

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
)

// wayMsg tells home where to go on: to a connection, a connector, the keychains, or the catalogue. The frame goes some of
// the ways itself.
type wayMsg struct {
	to        way
	name      string          // of a connection
	connector *flow.Connector // to be configured
}

type way int

const (
	wayToCatalogue way = iota
	wayHome
	wayToConnection
	wayToConnector
	wayToKeychains
	wayToLog
	wayToSettings
)

// connectorList is what the palette knows of the catalogue.
type connectorList struct {
	fingerprint string
	entries     []flow.ConnectorEntry
}

type connectorsMsg connectorList

// openPalette lists what the screen in front can do, and the ways. The catalogue is read meanwhile, if it has changed.
func (a *App) openPalette() tea.Cmd {
	a.open(noSheet)
	a.palette = newPalette(a.env, a.entries())
	m, known := a.env.Flow, a.connectors
	return func() tea.Msg {
		if fingerprint := m.Connectors.Fingerprint(); known.entries == nil || fingerprint != known.fingerprint {
			return connectorsMsg{fingerprint, m.Connectors.List()}
		}
		return nil
	}
}

// listConnectors takes the catalogue; a palette that is open gets it too, under what was typed.
func (a *App) listConnectors(msg connectorsMsg) {
	a.connectors = connectorList(msg)
	if p := a.palette; p != nil {
		cursor := p.cursor
		p.all = a.entries()
		p.find()
		p.move(cursor)
	}
}

// entries are all lines of the palette: what can be done here, the ways, what can't be done now, all connectors, and the
// keys that only move.
func (a *App) entries() []entry {
	works, moves, refused := a.doable()
	return slices.Concat(works, a.ways(), refused, a.connectorWays(), moves)
}

// doable are the actions of the screen in front: those that work now, with the frame's; those that only move; and those
// that can't be done, with the reason. Where something is being typed, a letter is text, and no action.
func (a *App) doable() (works, moves, refused []entry) {
	typing := isTyping(a.top())
	frame := []key.Binding{a.env.keys.HelpTyping(), a.env.keys.Of(keyMouse), a.env.keys.Of(keySuspend), a.env.keys.Of(keyQuit)}
	if len(a.stack) > 1 {
		frame = append(a.env.keys.List(keyBack), frame...)
	}
	if isReader(a.top()) {
		frame = append(a.env.keys.TextKeys(), frame...)
	}
	listed := map[string]bool{}
	for _, b := range append(a.actions(), frame...) {
		name := keyOf(b).String()
		if b.Enabled() && !listed[name] && (!typing || utf8.RuneCountInString(name) > 1) {
			listed[name] = true
			to := &works
			if slices.ContainsFunc(a.env.keys.MoveKeys(), func(m key.Binding) bool { return same(m, b) }) {
				to = &moves
			}
			*to = append(*to, entry{does: a.env.keys.SpelledOut(b), key: name, help: b.Help().Key})
		}
	}
	for _, b := range a.actions() {
		name := keyOf(b).String()
		if !listed[name] && !b.Enabled() {
			listed[name] = true
			refused = append(refused, entry{does: a.env.keys.SpelledOut(b), key: name, help: b.Help().Key, why: cmp.Or(a.why(b), "not now")})
		}
	}
	return works, moves, refused
}

// why is the reason that the screen in front has against an action.
func (a *App) why(b key.Binding) string {
	if r, ok := a.top().(refusing); ok {
		return r.Why(b)
	}
	return ""
}

// ways lead from any screen to any other that home can open.
func (a *App) ways() []entry {
	var ways []entry
	if len(a.stack) > 1 {
		ways = append(ways, entry{does: "go to: home", to: wayMsg{to: wayHome}})
	}
	ways = append(ways,
		entry{does: "go to: new connection", to: wayMsg{to: wayToCatalogue}},
		entry{does: "go to: keychains", to: wayMsg{to: wayToKeychains}},
		entry{does: "go to: messages so far", to: wayMsg{to: wayToLog}})
	if path := a.env.Flow.Settings; path != "" {
		ways = append(ways, entry{does: "copy: the settings file's path", help: text.Safe(path, 200), to: wayMsg{to: wayToSettings}})
	}
	if h, ok := a.stack[0].(*connections); ok {
		for _, e := range h.entries {
			ways = append(ways, entry{does: "open: " + text.Safe(e.Name, 70), help: accountOf(e), to: wayMsg{to: wayToConnection, name: e.Name}})
		}
	}
	return ways
}

// connectorWays lead to the form of each connector.
func (a *App) connectorWays() []entry {
	var ways []entry
	for _, c := range a.connectors.entries {
		e := entry{does: "connect: " + connectorName(c), help: sourceOf(c), to: wayMsg{to: wayToConnector, connector: c.Connector}}
		if c.Err != nil {
			e.why = "its mistakes must be mended first"
		}
		ways = append(ways, e)
	}
	return ways
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
		return badToast(chosen.does + ": " + chosen.why)
	case chosen.key == a.env.keys.Of(keySuspend).Keys()[0]:
		return tea.Suspend // in an input that key would mean something else
	case chosen.key != "":
		return a.press(keyFor(chosen.key))
	}
	return a.goWay(chosen.to)
}

// goWay goes a way; what the screens would lose that it leaves is asked about first.
func (a *App) goWay(to wayMsg) tea.Cmd {
	switch to.to {
	case wayToLog:
		a.open(logSheet)
		return nil
	case wayToSettings:
		return a.env.copy("the path "+text.Safe(a.env.Flow.Settings, 200), a.env.Flow.Settings)
	}
	if what := a.loses(1); what != "" {
		a.notice.ask(&askMsg{text: "Leave? " + what, yes: "leave", no: "stay", onYes: to})
		return nil
	}
	return a.homeward(to)
}

// homeward closes all screens above home, and tells that where to go on.
func (a *App) homeward(to wayMsg) tea.Cmd {
	return tea.Batch(a.popAll(), a.top().Update(to))
}

// goWay opens what home can open.
func (s *connections) goWay(msg wayMsg) tea.Cmd {
	s.leaveRename()
	s.filter.Blur()
	switch msg.to {
	case wayHome:
		return nil
	case wayToKeychains:
		return s.openKeychains()
	case wayToConnector:
		return push(s, newConfigure(s.env, msg.connector))
	case wayToConnection:
		if s.busy() {
			return s.waitFirst()
		}
		at := slices.IndexFunc(s.entries, func(e flow.Entry) bool { return e.Name == msg.name })
		if at < 0 {
			return badToast("there is no connection " + msg.name + " any more")
		}
		return s.inItsStore(s.entries[at], s.open)
	}
	return push(s, newCatalogue(s.env))
}
