package kit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"
)

// The keys of the frame. F1 also opens the help because ? is text in an input.
var (
	KeyPalette = NewAction("palette", InText, "all actions", "ctrl+k")
	// KeyMouse is a function key because letters are text in inputs, and the control keys are in use on some screen.
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

// Keys with the same meaning on every screen.
var (
	KeyUp       = NewAction("up", ControlKeysInText, "up", "up", "k")
	KeyDown     = NewAction("down", ControlKeysInText, "down", "down", "j")
	KeyNext     = NewAction("next", InText, "next", "tab")
	KeyPrevious = NewAction("previous", InText, "previous", "shift+tab")
	KeyLeft     = NewAction("choice-left", NotInText, "previous choice", "left", "h")
	KeyRight    = NewAction("choice-right", NotInText, "next choice", "right", "l")
	KeySpace    = NewAction("choice-next", NotInText, "next choice", " ")
)

// Keys that move in every list and text, in addition to the arrows.
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

// Keys of home that other screens mention.
var (
	KeyReconnect = NewAction("reconnect", NotInText, "reconnect", "c")
	KeyDelete    = NewAction("delete-connection", NotInText, "delete", "x").Formerly("forget")
)

// Keys of long texts, whether the frame or the screen scrolls them.
var (
	KeyFind         = NewAction("find", NotInText, "search", "/").OpensInput()
	KeyFindNext     = NewAction("find-next", NotInText, "next match", "n").Formerly("found-next")
	KeyFindPrevious = NewAction("find-previous", NotInText, "previous match", "N").Formerly("found-previous")
	KeyBodyPageUp   = NewAction("body-page-up", NotInText, "page up", "pgup", "ctrl+b")
	KeyBodyPageDown = NewAction("body-page-down", NotInText, "page down", "pgdown", "ctrl+f", " ")
)

// MoveKeys returns all keys that move in a list, for its help.
func (k *Keys) MoveKeys() []key.Binding {
	return k.Bindings(KeyUp, KeyDown, KeyTop, KeyBottom, KeyHalfUp, KeyHalfDown, KeyPageUp, KeyPageDown)
}

// MoveCursor returns where a key moves the cursor in a list of n lines, page of which are visible. ok is false if the
// key does not move it.
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

// MovesInText reports whether a key moves in a list even while the user types text.
func (k *Keys) MovesInText(msg tea.KeyMsg) bool {
	return k.MatchesInText(msg, KeyUp, KeyDown, KeyPageUp, KeyPageDown)
}

// IsText reports whether a key inserts text into an input.
func IsText(msg tea.KeyMsg) bool {
	return (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt
}

// plainKeys returns those keys of a binding that do not insert text.
func plainKeys(b key.Binding) []string {
	return slices.DeleteFunc(slices.Clone(b.Keys()), func(name string) bool { return IsText(KeyMessage(name)) })
}

// Bind returns a binding. Its help shows the first key.
func Bind(does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(KeyLabel(keys[0]), does))
}

// KeyLabel returns a key as printed on the keyboard: Esc for esc, Ctrl+K for ctrl+k, and the letter itself for a
// letter.
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

// Relabeled returns a binding with another description, for a screen where it does something else.
func Relabeled(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}

// EnabledIf returns a binding, disabled unless ok. The help only shows enabled ones.
func EnabledIf(ok bool, b key.Binding) key.Binding {
	b.SetEnabled(ok)
	return b
}

// SameKeys reports whether two bindings have the same keys, regardless of their descriptions and whether they are
// enabled.
func SameKeys(a, b key.Binding) bool { return slices.Equal(a.Keys(), b.Keys()) }

// HasKey reports whether a key belongs to a binding, enabled or not.
func HasKey(msg tea.KeyMsg, b key.Binding) bool { return slices.Contains(b.Keys(), msg.String()) }

// FrameKeys returns the actions on every screen, for the settings.
func FrameKeys() KeyGroup {
	return KeyGroup{
		Title: "On every screen", Global: true,
		Actions: []Action{
			KeyQuit, KeyHelp, KeyBack, KeyPalette, KeyMouse, KeySuspend,
		},
	}
}

// TextInputKeys returns the actions in inputs, for the settings.
func TextInputKeys() KeyGroup {
	return KeyGroup{
		Title: "In inputs",
		Actions: []Action{
			KeyUndo, KeyRedo, KeyReveal, KeyRun,
		},
	}
}

// QuestionKeys returns the actions in questions, for the settings.
func QuestionKeys() KeyGroup {
	return KeyGroup{
		Title: "In questions",
		Actions: []Action{
			KeyYes, KeyNo,
		},
	}
}

// ListKeys returns the actions in lists and long texts, for the settings.
func ListKeys() KeyGroup {
	return KeyGroup{
		Title: "In lists and long texts",
		Actions: []Action{
			KeyUp, KeyDown, KeyTop, KeyBottom, KeyHalfUp, KeyHalfDown, KeyPageUp, KeyPageDown,
		},
	}
}

// LongTextKeys returns the actions in long texts, for the settings.
func LongTextKeys() KeyGroup {
	return KeyGroup{
		Title: "In long texts", IncludesListKeys: true,
		Actions: []Action{
			KeyFind, KeyFindNext, KeyFindPrevious,
		},
	}
}

// FormKeys returns the actions in forms, for the settings.
func FormKeys() KeyGroup {
	return KeyGroup{
		Title: "In forms",
		Actions: []Action{
			KeyNext, KeyPrevious, KeyLeft, KeyRight, KeySpace,
		},
	}
}

// TextKeys returns the keys that move and search in a long text.
func (k *Keys) TextKeys() []key.Binding {
	return k.Bindings(KeyUp, KeyDown, KeyTop, KeyBottom, KeyHalfUp, KeyHalfDown, KeyFind, KeyFindNext, KeyFindPrevious)
}

// ScrollKeys returns the keys of a viewport. Of the letters, only j and k scroll it.
func ScrollKeys(keys *Keys) viewport.KeyMap {
	return viewport.KeyMap{Up: keys.Binding(KeyUp), Down: keys.Binding(KeyDown), PageUp: keys.Binding(KeyBodyPageUp), PageDown: keys.Binding(KeyBodyPageDown)}
}
