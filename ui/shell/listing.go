package shell

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"

	"countersign/internal/text"
	"countersign/ui/kit"
)

// listing makes the entries of the palette.
type listing struct {
	keys     *kit.Keys
	stack    []kit.Screen
	settings string // the path of the settings file; may be empty
}

func (l listing) front() kit.Screen { return l.stack[len(l.stack)-1] }

// entries are all entries of the palette: actions, destinations, disabled actions, rarer destinations, and keys that move.
func (l listing) entries() []entry {
	works, moves, refused := l.doable()
	ways, last := l.ways()
	return slices.Concat(works, ways, refused, last, moves)
}

// doable are the actions of the top screen and the frame: those that work, those that only move, and those that are disabled.
// In an input, letters are text and no actions.
func (l listing) doable() (works, moves, refused []entry) {
	typing := isTyping(l.front())
	frame := []key.Binding{l.keys.HelpInText(), l.keys.Binding(kit.KeyMouse), l.keys.Binding(kit.KeySuspend), l.keys.Binding(kit.KeyQuit)}
	if len(l.stack) > 1 {
		frame = append(l.keys.Bindings(kit.KeyBack), frame...)
	}
	if isReader(l.front()) {
		frame = append(l.keys.TextKeys(), frame...)
	}
	listed := map[string]bool{}
	for _, b := range append(actionsOf(l.front()), frame...) {
		name := keyOf(b).String()
		if b.Enabled() && !listed[name] && (!typing || utf8.RuneCountInString(name) > 1) {
			listed[name] = true
			to := &works
			if slices.ContainsFunc(l.keys.MoveKeys(), func(m key.Binding) bool { return kit.SameKeys(m, b) }) {
				to = &moves
			}
			*to = append(*to, entry{does: l.keys.LongDescription(b), key: name, help: b.Help().Key})
		}
	}
	for _, b := range actionsOf(l.front()) {
		name := keyOf(b).String()
		if !listed[name] && !b.Enabled() {
			listed[name] = true
			refused = append(refused, entry{does: l.keys.LongDescription(b), key: name, help: b.Help().Key, why: cmp.Or(l.why(b), "not now")})
		}
	}
	return works, moves, refused
}

// why is the reason why an action is disabled.
func (l listing) why(b key.Binding) string {
	if r, ok := l.front().(kit.ActionDisabler); ok {
		return r.DisabledReason(b)
	}
	return ""
}

// ways are the destinations.
func (l listing) ways() (ways, last []entry) {
	var offered []kit.Destination
	if w, ok := l.stack[0].(kit.Navigator); ok {
		offered = w.Destinations()
	}
	own := []entry{{does: "go to: messages", to: toLogMsg{}}}
	if path := l.settings; path != "" {
		own = append(own, entry{does: "copy the path of the settings file", help: text.Safe(path, 200), to: copySettingsMsg{}})
	}
	if len(l.stack) > 1 {
		ways = append(ways, entry{does: "go to: home", to: kit.GoHomeMsg{}})
	}
	for _, w := range offered {
		line := entry{does: w.Title, help: w.Help, why: w.DisabledReason, to: w.Msg}
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

// actionsOf are the bindings of a screen, those of the footer first, because their labels fit best.
func actionsOf(s kit.Screen) []key.Binding {
	all := s.ShortHelp()
	for _, group := range s.FullHelp() {
		all = append(all, group...)
	}
	return all
}
