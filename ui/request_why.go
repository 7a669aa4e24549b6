package ui

import (
	"github.com/charmbracelet/bubbles/key"

	"countersign/ui/viewer"
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

// why says why an action can't be done to the answer.
func (r *response) why(action key.Binding) string {
	raw := r.keys.Same(action, keyRaw)
	switch k := r.body.Keys(); {
	case r.keys.Same(action, keyMatch), r.keys.Same(action, keyMatchBack):
		return "nothing is searched for: " + r.keys.Label(keySearch) + " begins a search"
	case (r.keys.Same(action, keyFold) || r.keys.Same(action, keyFoldAll)) && !k.Raw.Enabled():
		return "there is nothing to fold in a body of this kind"
	case r.keys.Same(action, keyFold), r.keys.Same(action, keyFoldAll):
		return "only the pretty form folds: " + r.keys.Label(keyRaw) + " leads back to it"
	case raw && r.body.Kind() == viewer.Text, raw && r.body.Len() == 0:
		return "a text has one form only; " + r.keys.Label(keyHex) + " shows its bytes"
	case raw:
		return "a body of this kind has one form only; " + r.keys.Label(keyHex) + " shows its bytes"
	case r.keys.Same(action, keyWrap), r.keys.Same(action, keySearch), r.keys.Same(action, keyBodyFilter):
		return "these are no lines; " + r.keys.Label(keyHex) + " leads back to them"
	case r.keys.Same(action, keyAlongLeft), r.keys.Same(action, keyAlongRight):
		return "lines are wrapped: " + r.keys.Label(keyWrap) + " lets them be as long as they are"
	}
	return ""
}
