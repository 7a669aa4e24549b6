package shell

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"

	"countersign/internal/text"
	"countersign/ui/kit"
)

// listing makes the lines of the palette from what the screens offer.
type listing struct {
	keys     *kit.Keys
	stack    []kit.Screen
	settings string // the settings file's path; empty: there is none
}

func (l listing) front() kit.Screen { return l.stack[len(l.stack)-1] }

// entries are all lines of the palette: what can be done here, the ways, what can't be done now, the rarer ways, and the
// keys that only move.
func (l listing) entries() []entry {
	works, moves, refused := l.doable()
	ways, last := l.ways()
	return slices.Concat(works, ways, refused, last, moves)
}

// doable are the actions of the screen in front: those that work now, with the frame's; those that only move; and those
// that can't be done, with the reason. Where something is being typed, a letter is text, and no action.
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

// why is the reason that the screen in front has against an action.
func (l listing) why(b key.Binding) string {
	if r, ok := l.front().(kit.ActionDisabler); ok {
		return r.DisabledReason(b)
	}
	return ""
}

// ways lead from any screen to any other that the first one can open, and to what the frame shows itself.
func (l listing) ways() (ways, last []entry) {
	var offered []kit.Destination
	if w, ok := l.stack[0].(kit.Navigator); ok {
		offered = w.Destinations()
	}
	own := []entry{{does: "go to: messages so far", to: toLogMsg{}}}
	if path := l.settings; path != "" {
		own = append(own, entry{does: "copy: the settings file's path", help: text.Safe(path, 200), to: copySettingsMsg{}})
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

// actionsOf are the keys of a screen, those of the footer first, which have the words that fit best now.
func actionsOf(s kit.Screen) []key.Binding {
	all := s.ShortHelp()
	for _, group := range s.FullHelp() {
		all = append(all, group...)
	}
	return all
}
