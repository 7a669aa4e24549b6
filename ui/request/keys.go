package request

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow/history"
	"countersign/flow/requestfile"
	"countersign/ui/kit"
	"countersign/ui/response"
	"countersign/ui/traffic"
)

func (s *request) press(msg tea.KeyMsg) tea.Cmd {
	s.keyPressed = true
	switch {
	case s.onResponse && s.response.Typing():
		return s.response.HandleKey(msg)
	case s.Keys.Matches(msg, response.KeyToggleResponse):
		return s.toggleResponse()
	case s.Keys.Matches(msg, keySavedRequests):
		s.onResponse, s.opening = false, nil
		return s.focusOn(partRequests)
	case s.Keys.Matches(msg, keyHistory):
		return s.openHistory()
	case s.onResponse && s.Keys.Matches(msg, response.KeyResend):
		return s.send()
	case s.Keys.Matches(msg, traffic.KeyCopyAs) && !s.Typing():
		return s.copyAs()
	case s.Keys.Matches(msg, traffic.KeyTraffic) && !s.Typing():
		return kit.Push(s, traffic.NewExchanges(s.Env))
	case s.onResponse && s.Keys.Matches(msg, traffic.KeySignature):
		return s.openSignature()
	case s.onResponse:
		return s.response.HandleKey(msg)
	case s.opening != nil:
		return s.pressOpening(msg)
	case s.Keys.Matches(msg, keyVariables):
		s.store()
		return kit.Push(s, newVariables(s.Env, s.conn.Scope(s.drafts[s.current].vars)))
	case s.Keys.Matches(msg, keyKind):
		return s.changeKind()
	case s.Keys.Matches(msg, keyRows):
		return s.toggleRows()
	case s.Keys.Matches(msg, keyEditor) && s.focus >= partQuery:
		return s.startEditor()
	case s.rowsHere() != nil:
		return s.pressRows(s.rowsHere(), msg)
	case s.Keys.Matches(msg, kit.KeyNext):
		return s.focusOn((s.focus + 1) % partCount)
	case s.Keys.Matches(msg, kit.KeyPrevious):
		return s.focusOn((s.focus + partCount - 1) % partCount)
	}
	return s.pressPart(msg)
}

func (s *request) toggleResponse() tea.Cmd {
	if !s.onResponse && s.response.Result == nil {
		return kit.ErrorToast("No response yet. Send the request first.")
	}
	s.onResponse = !s.onResponse
	if !s.onResponse {
		return s.focusOn(s.focus)
	}
	s.blur()
	return nil
}

func (s *request) pressFile(msg tea.KeyMsg) tea.Cmd {
	if s.Keys.Matches(msg, keySend) || s.Keys.Matches(msg, keySendArea) {
		return s.send()
	}
	kit.TypeInto(&s.file.input, msg)
	return s.checkFile()
}

// pressPart handles a key in the part that has the focus.
func (s *request) pressPart(msg tea.KeyMsg) tea.Cmd {
	switch s.focus {
	case partRequests:
		return s.pressRequests(msg)
	case partMethod:
		return s.pressMethod(msg)
	case partTarget:
		return s.pressTarget(msg)
	case partBody:
		switch s.kind() {
		case bodyNone:
			return s.pressNoBody(msg)
		case bodyFile:
			return s.pressFile(msg)
		}
	}
	if s.Keys.Matches(msg, keySendArea) {
		return s.send()
	}
	s.typeText(msg)
	return nil
}

func (s *request) pressRequests(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Matches(msg, keySend):
		return s.send()
	case s.Keys.Matches(msg, kit.KeyUp):
		s.choose(s.current - 1)
	case s.Keys.Matches(msg, kit.KeyDown):
		s.choose(s.current + 1)
	case s.Keys.Matches(msg, keyHistoryHere):
		return s.openHistory()
	case s.Keys.Matches(msg, keyOpenFile):
		in := kit.NewInput(s.Keys, "path of a .http file")
		in.Focus()
		s.opening = &in
	}
	return nil
}

// pressMethod chooses a common method, or types any other.
func (s *request) pressMethod(msg tea.KeyMsg) tea.Cmd {
	d := &s.drafts[s.current]
	switch {
	case s.Keys.Matches(msg, keySend):
		return s.send()
	case s.Keys.Matches(msg, kit.KeyLeft):
		s.changeMethod(-1)
	case s.Keys.Matches(msg, kit.KeyRight):
		s.changeMethod(+1)
	case msg.Type == tea.KeyBackspace && d.method != "":
		d.method, d.changed, s.typingMethod = d.method[:len(d.method)-1], true, true
	case msg.Type == tea.KeyRunes:
		if !s.typingMethod {
			d.method = ""
		}
		for _, r := range strings.ToUpper(string(msg.Runes)) {
			if (r >= 'A' && r <= 'Z' || r == '-') && len(d.method) < 20 {
				d.method += string(r)
			}
		}
		d.changed, s.typingMethod = true, true
	}
	return nil
}

func (s *request) pressTarget(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Matches(msg, keySend):
		return s.send()
	case kit.IsPaste(msg) && requestfile.IsCurl(string(msg.Runes)):
		return s.importCurl(string(msg.Runes))
	}
	kit.TypeInto(&s.target, msg)
	return nil
}

func (s *request) pressNoBody(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Matches(msg, keySend), s.Keys.Matches(msg, keySendArea):
		return s.send()
	case msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace:
		return s.beginBody(msg)
	}
	return nil
}

func (s *request) pressRows(rows *rowsEditor, msg tea.KeyMsg) tea.Cmd {
	if s.Keys.Matches(msg, keySendArea) {
		return s.send()
	}
	switch left, cmd := rows.press(msg); left {
	case exitForward:
		return s.focusOn((s.focus + 1) % partCount)
	case exitBack:
		return s.focusOn(s.focus - 1)
	default:
		return cmd
	}
}

// DisabledReason explains why an action is not available.
func (s *request) DisabledReason(action key.Binding) string {
	if s.onResponse {
		return s.response.DisabledReason(action)
	}
	switch {
	case s.Keys.SameKeys(action, keyRowOff), s.Keys.SameKeys(action, keyRowDelete), s.Keys.SameKeys(action, keyRowUp), s.Keys.SameKeys(action, keyRowDown):
		return "Rows are in the query, headers and form body. Press " + s.Keys.Label(kit.KeyNext) + " to go there."
	case s.Keys.SameKeys(action, keyEditor):
		return "Only the query, headers and body open in an editor. Press " + s.Keys.Label(kit.KeyNext) + " to go there."
	case s.Keys.SameKeys(action, keyOpenFile):
		return "Open a .http file from the list of requests. Press " + s.Keys.Label(keySavedRequests) + " to go there."
	case s.Keys.SameKeys(action, response.KeyToggleResponse):
		return "No response yet. Press " + s.Keys.Label(keySendArea) + " to send the request."
	}
	return ""
}

func (s *request) openHistory() tea.Cmd {
	if s.sending.Running() {
		return kit.ErrorToast("A request is in flight. Wait for it, or press " + s.Keys.Label(kit.KeyBack) + " to stop it.")
	}
	s.store()
	return kit.Push(s, newHistory(s.Env, s.conn))
}

// resumed reloads the saved requests, since the history can save one.
func (s *request) resumed() tea.Cmd { return tea.Batch(s.focusOn(s.focus), s.loadSaved()) }

// reuse loads a request from the history, and moves the focus to what it does not store.
func (s *request) reuse(p history.Entry) tea.Cmd {
	at := len(s.drafts) - 1
	s.drafts = slices.Insert(s.drafts, at, historyDraft(p))
	s.load(at)
	s.onResponse, s.opening = false, nil
	missing := p.Missing()
	if len(missing) == 0 {
		s.focusOn(partTarget)
		return kit.Toast("Press " + s.Keys.Label(response.KeyResend) + " to send it again.")
	}
	where := partTarget
	d := s.drafts[at]
	for part, text := range map[part]string{partQuery: d.query, partHeaders: d.headers, partBody: d.body} {
		if history.HasMask(text) {
			where = part
		}
	}
	if d.missingBody != "" {
		where = partBody
	}
	cmd := s.focusOn(where)
	return tea.Batch(cmd, kit.ErrorToast("Not stored, enter again: "+strings.Join(missing, ", ")))
}
