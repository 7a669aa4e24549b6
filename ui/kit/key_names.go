package kit

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// KeyMessage is the message of a key by its name.
func KeyMessage(name string) tea.KeyMsg {
	if msg, ok := NamedKeys[name]; ok {
		return msg
	}
	alt := strings.HasPrefix(name, "alt+")
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(strings.TrimPrefix(name, "alt+")), Alt: alt}
}

// NamedKeys are the messages of all keys that are not letters, with and without Alt, by the names that bindings use.
var NamedKeys = func() map[string]tea.KeyMsg {
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
