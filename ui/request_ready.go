package ui

import (
	"fmt"
	"path/filepath"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	flowhistory "countersign/flow/history"
	"countersign/flow/requestfile"
	"countersign/internal/text"
)

// The ready calls beside those of the connector: the person's own, those of any .http file, those of the history.

type (
	// readyMsg is the person's own ready calls.
	readyMsg struct {
		task int64
		file requestfile.File
		path string
		err  error
	}
	// httpReadMsg is a .http file that was asked for.
	httpReadMsg struct {
		task int64
		file requestfile.File
		path string
		err  error
	}
	// againMsg is a call that was chosen from the history.
	againMsg struct{ call flowhistory.Call }
)

func (s *request) readReady() tea.Cmd {
	if s.conn.Connector.Source == "" && s.Flow.Requests == "" {
		return nil
	}
	s.ready.stop()
	s.ready = s.start()
	t, conn := s.ready, s.conn
	return func() tea.Msg {
		file, path, err := conn.OwnReady()
		return readyMsg{t.id, file, path, err}
	}
}

func (s *request) readyRead(msg readyMsg) tea.Cmd {
	if !s.ready.answers(msg.task) {
		return nil
	}
	s.ready.stop()
	if msg.err != nil {
		return badToast("your ready calls: " + flow.Explain(msg.err).What)
	}
	s.store()
	s.addCalls(slices.DeleteFunc(msg.file.Calls, func(c flow.ReadyCall) bool {
		name := text.Safe(c.Name, nameLimit)
		return slices.ContainsFunc(s.calls, func(d draft) bool { return d.name == name })
	}))
	return mistakesIn(msg.file, msg.path)
}

// mistakesIn tells the first mistake of a file, by its place, and else what of it is not done.
func mistakesIn(file requestfile.File, path string) tea.Cmd {
	switch {
	case len(file.Problems) > 0:
		p := file.Problems[0]
		p.File = filepath.Base(path)
		more := ""
		if n := len(file.Problems); n > 1 {
			more = fmt.Sprintf(" (and %d more)", n-1)
		}
		return badToast(text.Safe(p.Error(), 300) + more)
	case len(file.Remarks) > 0:
		p := file.Remarks[0]
		return toast(fmt.Sprintf("read; %s:%d: %s", text.Safe(filepath.Base(path), 60), p.Line, p.What))
	}
	return nil
}

// addCalls puts calls before the empty one at the end; what is being written stays in the editor.
func (s *request) addCalls(calls []flow.ReadyCall) {
	var added []draft
	for _, c := range calls {
		added = append(added, draftOf(c))
	}
	at := len(s.calls) - 1
	s.calls = slices.Insert(s.calls, at, added...)
	if s.current >= at {
		s.current += len(added)
	}
}

// pressOpening gives a key to the prompt for a path.
func (s *request) pressOpening(msg tea.KeyMsg) tea.Cmd {
	if !s.keys.WhileTyping(msg, keyOpen) {
		typeInto(s.opening, msg)
		return nil
	}
	path := inputText(*s.opening)
	if path == "" {
		return badToast("type the path of a .http file, or " + s.keys.Label(keyBack) + " leaves it")
	}
	s.work.stop()
	s.work = s.start()
	t := s.work
	return func() tea.Msg {
		file, err := requestfile.Read(path)
		return httpReadMsg{t.id, file, path, err}
	}
}

func (s *request) httpRead(msg httpReadMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	s.work.stop()
	told := mistakesIn(msg.file, msg.path)
	switch {
	case msg.err != nil:
		return badToast(flow.Explain(msg.err).What)
	case len(msg.file.Calls) == 0 && told != nil:
		return told
	case len(msg.file.Calls) == 0:
		return badToast("there is no call in it: a call is METHOD target, below a line ### name")
	}
	s.opening = nil
	at := len(s.calls) - 1
	s.store()
	s.addCalls(msg.file.Calls)
	s.load(at)
	if told != nil {
		return told
	}
	return toast(fmt.Sprintf("%s read", text.Count(len(msg.file.Calls), "call", "calls")))
}

func (s *request) openHistory() tea.Cmd {
	if s.sending.running() {
		return badToast("first let the call finish, or " + s.keys.Label(keyBack) + " stops it")
	}
	s.store()
	return push(s, newHistory(s.env, s.conn))
}

// resumed is what follows when the history or the variables are left: a call may have been kept as a ready one.
func (s *request) resumed() tea.Cmd { return tea.Batch(s.focusOn(s.focus), s.readReady()) }

// takePast brings a call of the history into the editor, and the focus to what has to be written again.
func (s *request) takePast(p flowhistory.Call) tea.Cmd {
	at := len(s.calls) - 1
	s.calls = slices.Insert(s.calls, at, pastDraft(p))
	s.load(at)
	s.onResponse, s.opening = false, nil
	lost := p.Lost()
	if len(lost) == 0 {
		s.focusOn(partTarget)
		return toast(s.keys.Label(keySendAgain) + " sends it again")
	}
	where := partTarget
	d := s.calls[at]
	for part, text := range map[part]string{partQuery: d.query, partHeaders: d.headers, partBody: d.body} {
		if flowhistory.Hidden(text) {
			where = part
		}
	}
	if d.lost != "" {
		where = partBody
	}
	cmd := s.focusOn(where)
	return tea.Batch(cmd, badToast("not kept, to be written again: "+list(lost)))
}
