package kit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
)

// The frame's own keys. F1 is there because ? is text while something is being typed.
var (
	// keyMouse is a function key: letters are text in places, and the control keys are taken on one screen or another.
	KeyPalette  = NewAction("palette", InText, "all actions", "ctrl+k")
	KeyMouse    = NewAction("mouse", InText, "toggle mouse", "f2")
	KeyMessages = NewAction("messages", NotInText, "messages", "M")
	KeyQuit     = NewAction("quit", InText, "quit", "ctrl+c")
	KeyQuitHome = NewAction("quit-home", NotInText, "quit", "q")
	KeySuspend  = NewAction("suspend", InText, "suspend", "ctrl+z")
	KeyHelp     = NewAction("help", ControlKeysInText, "all keys", "?", "f1")
	KeyBack     = NewAction("back", InText, "back", "esc")
	KeyPageUp   = NewAction("page-up", ControlKeysInText, "page up", "pgup")
	KeyPageDown = NewAction("page-down", ControlKeysInText, "page down", "pgdown")
	KeyYes      = NewAction("yes", NotInText, "yes", "y", "Y")
	KeyNo       = NewAction("no", NotInText, "no", "n", "N", "esc")
)

// Keys that mean the same on every screen.
var (
	KeyUp       = NewAction("up", ControlKeysInText, "up", "up", "k")
	KeyDown     = NewAction("down", ControlKeysInText, "down", "down", "j")
	KeyNext     = NewAction("next", InText, "next", "tab")
	KeyPrevious = NewAction("previous", InText, "previous", "shift+tab")
	KeyLeft     = NewAction("choice-left", NotInText, "previous choice", "left", "h")
	KeyRight    = NewAction("choice-right", NotInText, "next choice", "right", "l")
	KeySpace    = NewAction("choice-next", NotInText, "next choice", " ")
)

// Keys that move in every list and text, beside the arrows.
var (
	KeyTop      = NewAction("top", NotInText, "top", "g", "home")
	KeyBottom   = NewAction("bottom", NotInText, "end", "G", "end")
	KeyHalfUp   = NewAction("half-up", NotInText, "half a page up", "ctrl+u")
	KeyHalfDown = NewAction("half-down", NotInText, "half a page down", "ctrl+d")
)

// Keys of many screens.
var (
	KeyOpen   = NewAction("open", ControlKeysInText, "open", "enter")
	KeyFilter = NewAction("filter", NotInText, "filter", "/").OpensInput()
	KeyRun    = NewAction("run", InText, "run", "enter")
)

// Keys of home that other screens name in their advice.
var (
	KeyReconnect = NewAction("reconnect", NotInText, "reconnect", "c")
	KeyDelete    = NewAction("delete-connection", NotInText, "delete", "x").Formerly("forget")
)

// Keys of a text that the frame scrolls, and of one that a screen scrolls itself.
var (
	KeyFind         = NewAction("find", NotInText, "search", "/").OpensInput()
	KeyFindNext     = NewAction("find-next", NotInText, "next match", "n").Formerly("found-next")
	KeyFindPrevious = NewAction("find-previous", NotInText, "previous match", "N").Formerly("found-previous")
	KeyBodyPageUp   = NewAction("body-page-up", NotInText, "page up", "pgup", "ctrl+b")
	KeyBodyPageDown = NewAction("body-page-down", NotInText, "page down", "pgdown", "ctrl+f", " ")
)

// MoveKeys are all of them, for the help of a list.
func (k *Keys) MoveKeys() []key.Binding {
	return k.Bindings(KeyUp, KeyDown, KeyTop, KeyBottom, KeyHalfUp, KeyHalfDown, KeyPageUp, KeyPageDown)
}

// Stepped is where a key moves the cursor of a list of n lines, of which page are seen; ok is false for another key.
func (k *Keys) MoveCursor(msg tea.KeyMsg, cursor, n, page int) (to int, ok bool) {
	page = max(page, 2)
	switch {
	case k.Matches(msg, KeyUp):
		cursor--
	case k.Matches(msg, KeyDown):
		cursor++
	case k.Matches(msg, KeyTop):
		cursor = 0
	case k.Matches(msg, KeyBottom):
		cursor = n - 1
	case k.Matches(msg, KeyHalfUp):
		cursor -= page / 2
	case k.Matches(msg, KeyHalfDown):
		cursor += page / 2
	case k.Matches(msg, KeyPageUp):
		cursor -= page - 1
	case k.Matches(msg, KeyPageDown):
		cursor += page - 1
	default:
		return cursor, false
	}
	return max(min(cursor, n-1), 0), true
}

// MovesWhileTyping reports whether a key moves in a list even where letters are text.
func (k *Keys) MovesInText(msg tea.KeyMsg) bool {
	return k.MatchesInText(msg, KeyUp, KeyDown, KeyPageUp, KeyPageDown)
}

// IsText reports whether a key is text where something is typed.
func IsText(msg tea.KeyMsg) bool {
	return (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
}

// plainKeys are those of a binding's keys that are no text.
func plainKeys(b key.Binding) []string {
	return slices.DeleteFunc(slices.Clone(b.Keys()), func(name string) bool { return IsText(KeyMessage(name)) })
}

// Bind makes a binding whose help shows the first of its keys.
func Bind(does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(KeyLabel(keys[0]), does))
}

// KeyLabel is a key as printed on the keyboard: Esc for esc, Ctrl+K for ctrl+k, and the letter itself for a letter.
func KeyLabel(name string) string {
	parts := strings.Split(name, "+")
	for i, part := range parts {
		switch {
		case keyLabels[part] != "":
			parts[i] = keyLabels[part]
		case part != "" && (len(parts) > 1 || utf8.RuneCountInString(part) > 1):
			parts[i] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "+")
}

var keyLabels = map[string]string{
	"up": "↑", "down": "↓", "left": "←", "right": "→", " ": "Space", "pgdown": "PgDn", "pgup": "PgUp",
}

// Named is a binding under another word, for a screen where it does something of its own.
func Relabeled(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// When leaves a binding working only where it has something to do; help shows working ones only.
func EnabledIf(ok bool, b key.Binding) key.Binding {
	b.SetEnabled(ok)
	return b
}

// Same reports whether two bindings are of the same keys, whatever each is called and whether it works.
func SameKeys(a, b key.Binding) bool { return slices.Equal(a.Keys(), b.Keys()) }

// IsOf reports whether a key is one of a binding's, whether that works or not.
func HasKey(msg tea.KeyMsg, b key.Binding) bool { return slices.Contains(b.Keys(), msg.String()) }

// FrameKeys are the actions under that title in the settings.
func FrameKeys() KeyGroup {
	return KeyGroup{
		Title: "On every screen", Global: true,
		Actions: []Action{
			KeyQuit, KeyHelp, KeyBack, KeyPalette, KeyMouse, KeySuspend,
		},
	}
}

// TextInputKeys are the actions under that title in the settings.
func TextInputKeys() KeyGroup {
	return KeyGroup{
		Title: "In inputs",
		Actions: []Action{
			KeyUndo, KeyRedo, KeyReveal, KeyRun,
		},
	}
}

// QuestionKeys are the actions under that title in the settings.
func QuestionKeys() KeyGroup {
	return KeyGroup{
		Title: "In questions",
		Actions: []Action{
			KeyYes, KeyNo,
		},
	}
}

// ListKeys are the actions under that title in the settings.
func ListKeys() KeyGroup {
	return KeyGroup{
		Title: "In lists and long texts",
		Actions: []Action{
			KeyUp, KeyDown, KeyTop, KeyBottom, KeyHalfUp, KeyHalfDown, KeyPageUp, KeyPageDown,
		},
	}
}

// LongTextKeys are the actions under that title in the settings.
func LongTextKeys() KeyGroup {
	return KeyGroup{
		Title: "In long texts", IncludesListKeys: true,
		Actions: []Action{
			KeyFind, KeyFindNext, KeyFindPrevious,
		},
	}
}

// FormKeys are the actions under that title in the settings.
func FormKeys() KeyGroup {
	return KeyGroup{
		Title: "In forms",
		Actions: []Action{
			KeyNext, KeyPrevious, KeyLeft, KeyRight, KeySpace,
		},
	}
}

// TextKeys move and search in such a text.
func (k *Keys) TextKeys() []key.Binding {
	return k.Bindings(KeyUp, KeyDown, KeyTop, KeyBottom, KeyHalfUp, KeyHalfDown, KeyFind, KeyFindNext, KeyFindPrevious)
}

// ScrollKeys leave letters alone, but for vi's j and k.
func ScrollKeys(keys *Keys) viewport.KeyMap {
	return viewport.KeyMap{Up: keys.Binding(KeyUp), Down: keys.Binding(KeyDown), PageUp: keys.Binding(KeyBodyPageUp), PageDown: keys.Binding(KeyBodyPageDown)}
}
