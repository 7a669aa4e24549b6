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

// What a key does, and why it can't.

func (s *request) press(msg tea.KeyMsg) tea.Cmd {
	s.touched = true
	switch {
	case s.onResponse && s.response.Typing():
		return s.response.HandleKey(msg)
	case s.Keys.Matches(msg, response.KeyToggleResponse):
		return s.turn()
	case s.Keys.Matches(msg, keyCalls):
		s.onResponse, s.opening = false, nil
		return s.focusOn(partCalls)
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
		return kit.Push(s, newVariables(s.Env, s.conn.Scope(s.calls[s.current].vars)))
	case s.Keys.Matches(msg, keyKind):
		return s.changeKind()
	case s.Keys.Matches(msg, keyPlain):
		return s.togglePlain()
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

func (s *request) turn() tea.Cmd {
	if !s.onResponse && s.response.Result == nil {
		return kit.ErrorToast("there is no answer yet: send the call first")
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
	return s.lookAtFile()
}

// pressPart gives a key to what has the focus.
func (s *request) pressPart(msg tea.KeyMsg) tea.Cmd {
	switch s.focus {
	case partCalls:
		return s.pressCalls(msg)
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

func (s *request) pressCalls(msg tea.KeyMsg) tea.Cmd {
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
		in := kit.NewInput(s.Keys, "the path of a .http file")
		in.Focus()
		s.opening = &in
	}
	return nil
}

// pressMethod chooses a usual method, or takes the letters of any other.
func (s *request) pressMethod(msg tea.KeyMsg) tea.Cmd {
	d := &s.calls[s.current]
	switch {
	case s.Keys.Matches(msg, keySend):
		return s.send()
	case s.Keys.Matches(msg, kit.KeyLeft):
		s.changeMethod(-1)
	case s.Keys.Matches(msg, kit.KeyRight):
		s.changeMethod(+1)
	case msg.Type == tea.KeyBackspace && d.method != "":
		d.method, d.changed, s.spelling = d.method[:len(d.method)-1], true, true
	case msg.Type == tea.KeyRunes:
		if !s.spelling {
			d.method = ""
		}
		for _, r := range strings.ToUpper(string(msg.Runes)) {
			if (r >= 'A' && r <= 'Z' || r == '-') && len(d.method) < 20 {
				d.method += string(r)
			}
		}
		d.changed, s.spelling = true, true
	}
	return nil
}

func (s *request) pressTarget(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Matches(msg, keySend):
		return s.send()
	case kit.IsPaste(msg) && requestfile.IsCurl(string(msg.Runes)):
		return s.takeCurl(string(msg.Runes))
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
	case leftForward:
		return s.focusOn((s.focus + 1) % partCount)
	case leftBack:
		return s.focusOn(s.focus - 1)
	default:
		return cmd
	}
}

// Why says why an action of the request pane can't be done where one is.
func (s *request) DisabledReason(action key.Binding) string {
	if s.onResponse {
		return s.response.DisabledReason(action)
	}
	switch {
	case s.Keys.SameKeys(action, keyRowOff), s.Keys.SameKeys(action, keyRowDrop), s.Keys.SameKeys(action, keyRowUp), s.Keys.SameKeys(action, keyRowDown):
		return "rows are in the query, the headers and a form: " + s.Keys.Label(kit.KeyNext) + " leads there"
	case s.Keys.SameKeys(action, keyEditor):
		return "your editor is for the query, the headers and the body: " + s.Keys.Label(kit.KeyNext) + " leads there"
	case s.Keys.SameKeys(action, keyOpenFile):
		return "a .http file is opened from the ready calls: " + s.Keys.Label(keyCalls) + " leads there"
	case s.Keys.SameKeys(action, response.KeyToggleResponse):
		return "there is no response yet: " + s.Keys.Label(keySendArea) + " sends the call"
	}
	return ""
}

func (s *request) openHistory() tea.Cmd {
	if s.sending.Running() {
		return kit.ErrorToast("first let the call finish, or " + s.Keys.Label(kit.KeyBack) + " stops it")
	}
	s.store()
	return kit.Push(s, newHistory(s.Env, s.conn))
}

// resumed is what follows when the history or the variables are left: a call may have been kept as a ready one.
func (s *request) resumed() tea.Cmd { return tea.Batch(s.focusOn(s.focus), s.readReady()) }

// takePast brings a call of the history into the editor, and the focus to what has to be written again.
func (s *request) takePast(p history.Entry) tea.Cmd {
	at := len(s.calls) - 1
	s.calls = slices.Insert(s.calls, at, pastDraft(p))
	s.load(at)
	s.onResponse, s.opening = false, nil
	lost := p.Missing()
	if len(lost) == 0 {
		s.focusOn(partTarget)
		return kit.Toast(s.Keys.Label(response.KeyResend) + " sends it again")
	}
	where := partTarget
	d := s.calls[at]
	for part, text := range map[part]string{partQuery: d.query, partHeaders: d.headers, partBody: d.body} {
		if history.HasMask(text) {
			where = part
		}
	}
	if d.lost != "" {
		where = partBody
	}
	cmd := s.focusOn(where)
	return tea.Batch(cmd, kit.ErrorToast("not kept, to be written again: "+list(lost)))
}
