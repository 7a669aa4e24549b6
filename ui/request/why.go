package request

import (
	"github.com/charmbracelet/bubbles/key"

	"countersign/ui/kit"
	"countersign/ui/response"
)

// Why says why an action of the request pane can't be done where one is.
func (s *request) Why(action key.Binding) string {
	if s.onResponse {
		return s.response.Why(action)
	}
	switch {
	case s.Keys.Same(action, keyRowOff), s.Keys.Same(action, keyRowDrop), s.Keys.Same(action, keyRowUp), s.Keys.Same(action, keyRowDown):
		return "rows are in the query, the headers and a form: " + s.Keys.Label(kit.KeyNext) + " leads there"
	case s.Keys.Same(action, keyEditor):
		return "your editor is for the query, the headers and the body: " + s.Keys.Label(kit.KeyNext) + " leads there"
	case s.Keys.Same(action, keyOpenFile):
		return "a .http file is opened from the ready calls: " + s.Keys.Label(keyCalls) + " leads there"
	case s.Keys.Same(action, response.KeyTurn):
		return "there is no response yet: " + s.Keys.Label(keySendArea) + " sends the call"
	}
	return ""
}
