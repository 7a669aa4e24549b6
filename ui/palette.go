package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// commandPalette lists what can be done on the screen in front, under the words of its keys, to be found by typing. It lies over
// the body of that screen and is no screen itself: whatever is chosen is done there, as its key would do it.
type commandPalette struct {
	*env
	all    []entry
	shown  []entry
	filter lineInput
	cursor int
}

// entry is one line of the palette.
type entry struct {
	does string
	key  string // as Bubble Tea names it; empty for a way to another screen
	help string // as people read it
	to   wayMsg // of a way
}

var (
	keyPalette = bind("all actions", "ctrl+k")
	keyRun     = bind("do it", "enter")
)

// newPalette lists the bindings that work now. Where something is being typed, a letter is text, and no action.
func newPalette(e *env, groups [][]key.Binding, typing bool, ways []entry) *commandPalette {
	p := &commandPalette{env: e, filter: newInput("type to find an action")}
	for _, b := range slices.Concat(groups...) {
		name := b.Keys()[0]
		known := slices.ContainsFunc(p.all, func(o entry) bool { return o.key == name })
		if b.Enabled() && !known && (!typing || utf8.RuneCountInString(name) > 1) {
			p.all = append(p.all, entry{does: b.Help().Desc, key: name, help: b.Help().Key})
		}
	}
	p.all = append(p.all, ways...)
	p.filter.Focus()
	p.find()
	return p
}

// find keeps the lines that hold every word of the filter.
func (p *commandPalette) find() {
	p.shown, p.cursor = nil, 0
	words := strings.Fields(strings.ToLower(inputText(p.filter)))
	for _, e := range p.all {
		text := strings.ToLower(e.does + " " + e.help)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			p.shown = append(p.shown, e)
		}
	}
}

// press takes a key; chosen is the line that was taken, and done says that the palette closes.
func (p *commandPalette) press(msg tea.KeyMsg) (chosen *entry, done bool) {
	switch {
	case key.Matches(msg, keyBack, keyPalette):
		return nil, true
	case msg.Type == tea.KeyUp || key.Matches(msg, keyPrevious):
		p.cursor = max(p.cursor-1, 0)
	case msg.Type == tea.KeyDown || key.Matches(msg, keyNext):
		p.cursor = max(min(p.cursor+1, len(p.shown)-1), 0)
	case key.Matches(msg, keyRun):
		if p.cursor < len(p.shown) {
			return &p.shown[p.cursor], true
		}
	default:
		typeInto(&p.filter, msg)
		p.find()
	}
	return nil, false
}

// keys are for the footer.
func (p *commandPalette) keys() []key.Binding {
	return []key.Binding{keyRun, named(keyDown, "choose"), named(keyBack, "close")}
}

func (p *commandPalette) view(width, height int) string {
	lines := []string{indent + p.styles.Accent.Render("> ") + p.inputView(p.filter, width-margin-3), ""}
	room := max(height-len(lines), 1)
	if len(p.shown) == 0 {
		return strings.Join(append(lines, indent+p.styles.Muted.Render("nothing of that name can be done here")), "\n")
	}
	from, to := window(p.cursor, len(p.shown), room)
	for i, e := range p.shown[from:to] {
		here := from+i == p.cursor
		does := fit(e.does, max(width-margin-2-14, 10))
		lines = append(lines, indent+p.mark(here)+p.pick(here, does)+p.styles.Muted.Render(e.help))
	}
	return strings.Join(lines, "\n")
}

// openPalette lists what the screen in front can do, and the ways that home knows.
func (a *App) openPalette() {
	frame := []key.Binding{keyHelpTyping, keySuspend, keyQuit}
	if len(a.stack) > 1 {
		frame = append([]key.Binding{keyBack}, frame...)
	}
	var ways []entry
	if h, ok := a.stack[0].(*connections); ok {
		ways = h.ways()
	}
	a.palette = newPalette(a.env, append(a.top().FullHelp(), frame), isTyping(a.top()), ways)
	a.scroll, a.pinned, a.help = 0, false, false
}

// pressPalette gives a key to the palette, and does what was chosen there as if its own key had been pressed. A way to
// another screen first leaves this one by esc, so that what it would lose is asked about.
func (a *App) pressPalette(msg tea.KeyMsg) tea.Cmd {
	chosen, done := a.palette.press(msg)
	if !done {
		return nil
	}
	a.palette = nil
	switch {
	case chosen == nil:
		return nil
	case chosen.key == "":
		return a.wayHome(chosen.to)
	}
	return a.press(keyFor(chosen.key))
}

// wayHome goes back as esc would, as long as nothing is asked, and tells home where to go on.
func (a *App) wayHome(to wayMsg) tea.Cmd {
	var cmds []tea.Cmd
	for range maxEscapes {
		if len(a.stack) == 1 {
			return tea.Batch(append(cmds, a.top().Update(to))...)
		}
		depth := len(a.stack)
		cmd := a.back()
		cmds = append(cmds, cmd)
		if len(a.stack) == depth && cmd != nil { // it asks, or leaves in a way of its own
			break
		}
	}
	return tea.Batch(cmds...)
}

// maxEscapes is more than any screen's inner places, one left by each esc.
const maxEscapes = 40

// keyFor is the message of a key by its name.
func keyFor(name string) tea.KeyMsg {
	if msg, ok := typed[name]; ok {
		return msg
	}
	alt := strings.HasPrefix(name, "alt+")
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strings.TrimPrefix(name, "alt+")), Alt: alt}
}

// typed are the messages of all keys that are no letters, with alt and without, by the names that bindings use.
var typed = func() map[string]tea.KeyMsg {
	out := map[string]tea.KeyMsg{" ": {Type: tea.KeySpace, Runes: []rune(" ")}}
	for kind := tea.KeyType(-100); kind < 128; kind++ {
		for _, alt := range []bool{false, true} {
			msg := tea.KeyMsg{Type: kind, Alt: alt}
			if name := msg.String(); kind != tea.KeyRunes && kind != tea.KeySpace && name != "" {
				out[name] = msg
			}
		}
	}
	return out
}()

// ways are what home can open, for the palette of any screen.
func (s *connections) ways() []entry {
	ways := []entry{
		{does: "go to: new connection", to: wayMsg{}},
		{does: "go to: keychains", to: wayMsg{keychains: true}},
	}
	for _, e := range s.entries {
		ways = append(ways, entry{does: "open: " + e.Name, to: wayMsg{open: e.Name}})
	}
	return ways
}

// wayMsg tells home where to go on: to a connection, the keychains, or the catalogue.
type wayMsg struct {
	open      string
	keychains bool
}

func (s *connections) goWay(msg wayMsg) tea.Cmd {
	switch {
	case msg.keychains:
		return s.openKeychains()
	case msg.open != "":
		at := slices.IndexFunc(s.entries, func(e flow.Entry) bool { return e.Name == msg.open })
		if at < 0 {
			return badToast("there is no connection " + msg.open + " any more")
		}
		return s.inItsStore(s.entries[at], s.open)
	}
	return push(s, newCatalogue(s.env))
}
