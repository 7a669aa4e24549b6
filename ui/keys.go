package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
)

// The frame's own keys. F1 is there because ? is text while something is being typed.
var (
	// keyMouse is a function key: letters are text in places, and the control keys are taken on one screen or another.
	keyPalette  = NewAction("palette", Always, "all actions", "ctrl+k")
	keyMouse    = NewAction("mouse", Always, "mouse on or off", "f2")
	keyLog      = NewAction("messages", Never, "messages so far", "M")
	keyQuit     = NewAction("quit", Always, "quit", "ctrl+c")
	keyQuitHome = NewAction("quit-home", Never, "quit", "q")
	keySuspend  = NewAction("suspend", Always, "suspend", "ctrl+z")
	keyHelp     = NewAction("help", Both, "all keys", "?", "f1")
	keyBack     = NewAction("back", Always, "back", "esc")
	keyPageUp   = NewAction("page-up", Both, "page up", "pgup")
	keyPageDown = NewAction("page-down", Both, "page down", "pgdown")
	keyYes      = NewAction("yes", Never, "yes", "y", "Y")
	keyNo       = NewAction("no", Never, "no", "n", "N", "esc")
)

// Keys that mean the same on every screen.
var (
	keyUp       = NewAction("up", Both, "up", "up", "k")
	keyDown     = NewAction("down", Both, "down", "down", "j")
	keyNext     = NewAction("next", Always, "next", "tab")
	keyPrevious = NewAction("previous", Always, "previous", "shift+tab")
	keyLeft     = NewAction("choice-left", Never, "previous choice", "left", "h")
	keyRight    = NewAction("choice-right", Never, "next choice", "right", "l")
	keySpace    = NewAction("choice-next", Never, "next choice", " ")
)

// Keys that move in every list and text, beside the arrows.
var (
	keyTop      = NewAction("top", Never, "top", "g", "home")
	keyBottom   = NewAction("bottom", Never, "end", "G", "end")
	keyHalfUp   = NewAction("half-up", Never, "half a page up", "ctrl+u")
	keyHalfDown = NewAction("half-down", Never, "half a page down", "ctrl+d")
)

// Keys of many screens.
var (
	keyOpen   = NewAction("open", Both, "open", "enter")
	keyFilter = NewAction("filter", Never, "filter", "/").OpensInput()
	keyRun    = NewAction("run", Always, "do it", "enter")
)

// Keys of home that other screens name in their advice.
var (
	keyReconnect = NewAction("reconnect", Never, "connect again", "c")
	keyForget    = NewAction("forget", Never, "forget", "x")
)

// Keys of a text that the frame scrolls, and of one that a screen scrolls itself.
var (
	keyFind         = NewAction("find", Never, "search", "/").OpensInput()
	keyFound        = NewAction("found-next", Never, "next match", "n")
	keyFoundAbove   = NewAction("found-previous", Never, "match before", "N")
	keyBodyPageUp   = NewAction("body-page-up", Never, "page up", "pgup", "ctrl+b")
	keyBodyPageDown = NewAction("body-page-down", Never, "page down", "pgdown", "ctrl+f", " ")
)

// MoveKeys are all of them, for the help of a list.
func (k *Keys) MoveKeys() []key.Binding {
	return k.List(keyUp, keyDown, keyTop, keyBottom, keyHalfUp, keyHalfDown, keyPageUp, keyPageDown)
}

// Stepped is where a key moves the cursor of a list of n lines, of which page are seen; ok is false for another key.
func (k *Keys) Stepped(msg tea.KeyMsg, cursor, n, page int) (to int, ok bool) {
	page = max(page, 2)
	switch {
	case k.Hit(msg, keyUp):
		cursor--
	case k.Hit(msg, keyDown):
		cursor++
	case k.Hit(msg, keyTop):
		cursor = 0
	case k.Hit(msg, keyBottom):
		cursor = n - 1
	case k.Hit(msg, keyHalfUp):
		cursor -= page / 2
	case k.Hit(msg, keyHalfDown):
		cursor += page / 2
	case k.Hit(msg, keyPageUp):
		cursor -= page - 1
	case k.Hit(msg, keyPageDown):
		cursor += page - 1
	default:
		return cursor, false
	}
	return max(min(cursor, n-1), 0), true
}

// MovesWhileTyping reports whether a key moves in a list even where letters are text.
func (k *Keys) MovesWhileTyping(msg tea.KeyMsg) bool {
	return k.WhileTyping(msg, keyUp, keyDown, keyPageUp, keyPageDown)
}

// isText reports whether a key is text where something is typed.
func isText(msg tea.KeyMsg) bool {
	return (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
}

// plainKeys are those of a binding's keys that are no text.
func plainKeys(b key.Binding) []string {
	return slices.DeleteFunc(slices.Clone(b.Keys()), func(name string) bool { return isText(keyFor(name)) })
}

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

// frameKeys are the actions under that title in the settings.
func frameKeys() KeyGroup {
	return KeyGroup{
		Title: "On every screen", First: true,
		Actions: []Action{
			keyQuit, keyHelp, keyBack, keyPalette, keyMouse, keySuspend,
		},
	}
}

// textInputKeys are the actions under that title in the settings.
func textInputKeys() KeyGroup {
	return KeyGroup{
		Title: "In texts, and lists to choose from while typing",
		Actions: []Action{
			keyUndo, keyRedo, keyReveal, keyRun,
		},
	}
}

// questionKeys are the actions under that title in the settings.
func questionKeys() KeyGroup {
	return KeyGroup{
		Title: "In a question",
		Actions: []Action{
			keyYes, keyNo,
		},
	}
}

// listKeys are the actions under that title in the settings.
func listKeys() KeyGroup {
	return KeyGroup{
		Title: "In lists, and in long texts",
		Actions: []Action{
			keyUp, keyDown, keyTop, keyBottom, keyHalfUp, keyHalfDown, keyPageUp, keyPageDown,
		},
	}
}

// longTextKeys are the actions under that title in the settings.
func longTextKeys() KeyGroup {
	return KeyGroup{
		Title: "In long texts", Moves: true,
		Actions: []Action{
			keyFind, keyFound, keyFoundAbove,
		},
	}
}

// formKeys are the actions under that title in the settings.
func formKeys() KeyGroup {
	return KeyGroup{
		Title: "In forms",
		Actions: []Action{
			keyNext, keyPrevious, keyLeft, keyRight, keySpace,
		},
	}
}

// TextKeys move and search in such a text.
func (k *Keys) TextKeys() []key.Binding {
	return k.List(keyUp, keyDown, keyTop, keyBottom, keyHalfUp, keyHalfDown, keyFind, keyFound, keyFoundAbove)
}

// scrollKeys leave letters alone, but for vi's j and k.
func scrollKeys(keys *Keys) viewport.KeyMap {
	return viewport.KeyMap{Up: keys.Of(keyUp), Down: keys.Of(keyDown), PageUp: keys.Of(keyBodyPageUp), PageDown: keys.Of(keyBodyPageDown)}
}
