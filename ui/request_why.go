package ui

import (
	"github.com/charmbracelet/bubbles/key"
)

// Why says why an action of the request pane can't be done where one is.
func (s *request) Why(action key.Binding) string {
	if s.onResponse {
		return s.response.why(action)
	}
	switch {
	case s.keys.Same(action, keyRowOff), s.keys.Same(action, keyRowDrop), s.keys.Same(action, keyRowUp), s.keys.Same(action, keyRowDown):
		return "rows are in the query, the headers and a form: " + s.keys.Label(keyNext) + " leads there"
	case s.keys.Same(action, keyEditor):
		return "your editor is for the query, the headers and the body: " + s.keys.Label(keyNext) + " leads there"
	case s.keys.Same(action, keyOpenFile):
		return "a .http file is opened from the ready calls: " + s.keys.Label(keyCalls) + " leads there"
	case s.keys.Same(action, keyTurn):
		return "there is no response yet: " + s.keys.Label(keySendArea) + " sends the call"
	}
	return ""
}
