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
	case same(action, keyRowOff), same(action, keyRowDrop), same(action, keyRowUp), same(action, keyRowDown):
		return "rows are in the query, the headers and a form: " + keyNext.Help().Key + " leads there"
	case same(action, keyEditor):
		return "your editor is for the query, the headers and the body: " + keyNext.Help().Key + " leads there"
	case same(action, keyOpenFile):
		return "a .http file is opened from the ready calls: " + keyCalls.Help().Key + " leads there"
	case same(action, keyTurn):
		return "there is no response yet: " + keySendArea.Help().Key + " sends the call"
	}
	return ""
}

// why says why an action can't be done to the answer.
func (r *response) why(action key.Binding) string {
	raw := same(action, keyRaw)
	switch k := r.body.Keys(); {
	case same(action, keyMatch), same(action, keyMatchBack):
		return "nothing is searched for: " + keySearch.Help().Key + " begins a search"
	case (same(action, keyFold) || same(action, keyFoldAll)) && !k.Raw.Enabled():
		return "there is nothing to fold in a body of this kind"
	case same(action, keyFold), same(action, keyFoldAll):
		return "only the pretty form folds: " + keyRaw.Help().Key + " leads back to it"
	case raw && r.body.Kind() == viewer.Text, raw && r.body.Len() == 0:
		return "a text has one form only; " + keyHex.Help().Key + " shows its bytes"
	case raw:
		return "a body of this kind has one form only; " + keyHex.Help().Key + " shows its bytes"
	case same(action, keyWrap), same(action, keySearch), same(action, keyBodyFilter):
		return "these are no lines; " + keyHex.Help().Key + " leads back to them"
	case same(action, keyAlongLeft), same(action, keyAlongRight):
		return "lines are wrapped: " + keyWrap.Help().Key + " lets them be as long as they are"
	}
	return ""
}
