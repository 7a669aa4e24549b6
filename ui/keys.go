package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// The frame's own keys. F1 is there because ? is text while something is being typed.
var (
	keyQuit     = bind("quit", "ctrl+c")
	keyQuitHome = bind("quit", "q")
	keySuspend  = bind("suspend", "ctrl+z")
	keyHelp     = bind("all keys", "?", "f1")
	keyBack     = bind("back", "esc")
	keyPageUp   = bind("page up", "pgup")
	keyPageDown = bind("page down", "pgdown")
	keyYes      = bind("yes", "y", "Y")
	keyNo       = bind("no", "n", "N", "esc")
)

// Keys that mean the same on every screen.
var (
	keyUp       = bind("up", "up", "k")
	keyDown     = bind("down", "down", "j")
	keyNext     = bind("next", "tab")
	keyPrevious = bind("previous", "shift+tab")
	keyLeft     = bind("previous choice", "left", "h")
	keyRight    = bind("next choice", "right", "l")
	keySpace    = bind("next choice", " ")
)

// Keys that move in every list and text, beside the arrows.
var (
	keyTop      = bind("top", "g", "home")
	keyBottom   = bind("end", "G", "end")
	keyHalfUp   = bind("half a page up", "ctrl+u")
	keyHalfDown = bind("half a page down", "ctrl+d")
)

// moveKeys are all of them, for the help of a list.
func moveKeys() []key.Binding {
	return []key.Binding{keyUp, keyDown, keyTop, keyBottom, keyHalfUp, keyHalfDown, keyPageUp, keyPageDown}
}

// stepped is where a key moves the cursor of a list of n lines, of which page are seen; ok is false for another key.
func stepped(msg tea.KeyMsg, cursor, n, page int) (to int, ok bool) {
	page = max(page, 2)
	switch {
	case key.Matches(msg, keyUp):
		cursor--
	case key.Matches(msg, keyDown):
		cursor++
	case key.Matches(msg, keyTop):
		cursor = 0
	case key.Matches(msg, keyBottom):
		cursor = n - 1
	case key.Matches(msg, keyHalfUp):
		cursor -= page / 2
	case key.Matches(msg, keyHalfDown):
		cursor += page / 2
	case key.Matches(msg, keyPageUp):
		cursor -= page - 1
	case key.Matches(msg, keyPageDown):
		cursor += page - 1
	default:
		return cursor, false
	}
	return max(min(cursor, n-1), 0), true
}

// movesWhileTyping reports whether a key moves in a list even where letters are text.
func movesWhileTyping(msg tea.KeyMsg) bool {
	return whileTyping(msg, keyUp, keyDown, keyPageUp, keyPageDown)
}

// isText reports whether a key is text where something is typed.
func isText(msg tea.KeyMsg) bool {
	return (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
}

// whileTyping reports whether a key is one of some bindings' and no text.
func whileTyping(msg tea.KeyMsg, bindings ...key.Binding) bool {
	return !isText(msg) && key.Matches(msg, bindings...)
}

// plainKeys are those of a binding's keys that are no text.
func plainKeys(b key.Binding) []string {
	return slices.DeleteFunc(slices.Clone(b.Keys()), func(name string) bool { return isText(keyFor(name)) })
}

// helpTyping is the way to the help that works everywhere.
func helpTyping() key.Binding { return bind(keyHelp.Help().Desc, plainKeys(keyHelp)...) }

// bind makes a binding whose help shows the first of its keys.
func bind(does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keyWord(keys[0]), does))
}

// keyWord is what a key is called on the screens.
func keyWord(name string) string {
	switch name {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case " ":
		return "space"
	case "pgdown":
		return "pgdn"
	}
	return name
}

// named is a binding under another word, for a screen where it does something of its own.
func named(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// when leaves a binding working only where it has something to do; help shows working ones only.
func when(ok bool, b key.Binding) key.Binding {
	b.SetEnabled(ok)
	return b
}

// same reports whether two bindings are of the same keys, whatever each is called and whether it works.
func same(a, b key.Binding) bool { return slices.Equal(a.Keys(), b.Keys()) }

// isOf reports whether a key is one of a binding's, whether that works or not.
func isOf(msg tea.KeyMsg, b key.Binding) bool { return slices.Contains(b.Keys(), msg.String()) }
