package ui

import "github.com/charmbracelet/bubbles/key"

// The frame's own keys. F1 is there because ? is text while something is being typed.
var (
	keyQuit     = bind("quit", "ctrl+c")
	keyQuitHome = bind("quit", "q")
	keySuspend  = bind("suspend", "ctrl+z")
	keyHelp     = bind("all keys", "?", "f1")
	// keyHelpTyping is the one of them that works everywhere.
	keyHelpTyping = bind("all keys", "f1")
	keyBack       = bind("back", "esc")
	keyPageUp     = bind("page up", "pgup")
	keyPageDown   = bind("page down", "pgdown")
	keyYes        = bind("yes", "y", "Y")
	keyNo         = bind("no", "n", "N", "esc")
)

// Keys that mean the same on every screen.
var (
	keyUp       = bind("up", "up", "k")
	keyDown     = bind("down", "down", "j")
	keyNext     = bind("next", "tab")
	keyPrevious = bind("previous", "shift+tab")
	keyLeft     = bind("previous choice", "left")
	keyRight    = bind("next choice", "right")
	keySpace    = bind("next choice", " ")
)

// bind makes a binding whose help shows the first of its keys.
func bind(does string, keys ...string) key.Binding {
	shown := keys[0]
	switch shown {
	case "up":
		shown = "↑"
	case "down":
		shown = "↓"
	case "left":
		shown = "←"
	case "right":
		shown = "→"
	case " ":
		shown = "space"
	case "pgdown":
		shown = "pgdn"
	}
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
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
