package request

import (
	"fmt"
	"path/filepath"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/history"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/ui/kit"
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
	againMsg struct{ call history.Call }
)

func (s *editor) readReady() tea.Cmd {
	if s.conn.Connector.Source == "" && s.Flow.Requests == "" {
		return nil
	}
	s.ready.Stop()
	s.ready = s.Start()
	t, conn := s.ready, s.conn
	return func() tea.Msg {
		file, path, err := conn.OwnReady()
		return readyMsg{t.ID, file, path, err}
	}
}

func (s *editor) readyRead(msg readyMsg) tea.Cmd {
	if !s.ready.Answers(msg.task) {
		return nil
	}
	s.ready.Stop()
	if msg.err != nil {
		return kit.BadToast("your ready calls: " + flow.Explain(msg.err).What)
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
		return kit.BadToast(text.Safe(p.Error(), 300) + more)
	case len(file.Remarks) > 0:
		p := file.Remarks[0]
		return kit.Toast(fmt.Sprintf("read; %s:%d: %s", text.Safe(filepath.Base(path), 60), p.Line, p.What))
	}
	return nil
}

// addCalls puts calls before the empty one at the end; what is being written stays in the editor.
func (s *editor) addCalls(calls []flow.ReadyCall) {
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
func (s *editor) pressOpening(msg tea.KeyMsg) tea.Cmd {
	if !s.Keys.WhileTyping(msg, kit.KeyOpen) {
		kit.TypeInto(s.opening, msg)
		return nil
	}
	path := kit.InputText(*s.opening)
	if path == "" {
		return kit.BadToast("type the path of a .http file, or " + s.Keys.Label(kit.KeyBack) + " leaves it")
	}
	s.work.Stop()
	s.work = s.Start()
	t := s.work
	return func() tea.Msg {
		file, err := requestfile.Read(path)
		return httpReadMsg{t.ID, file, path, err}
	}
}

func (s *editor) httpRead(msg httpReadMsg) tea.Cmd {
	if !s.work.Answers(msg.task) {
		return nil
	}
	s.work.Stop()
	told := mistakesIn(msg.file, msg.path)
	switch {
	case msg.err != nil:
		return kit.BadToast(flow.Explain(msg.err).What)
	case len(msg.file.Calls) == 0 && told != nil:
		return told
	case len(msg.file.Calls) == 0:
		return kit.BadToast("there is no call in it: a call is METHOD target, below a line ### name")
	}
	s.opening = nil
	at := len(s.calls) - 1
	s.store()
	s.addCalls(msg.file.Calls)
	s.load(at)
	if told != nil {
		return told
	}
	return kit.Toast(fmt.Sprintf("%s read", text.Count(len(msg.file.Calls), "call", "calls")))
}
