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
	againMsg struct{ call history.Entry }
)

func (s *editor) readReady() tea.Cmd {
	if s.conn.Connector.Source == "" && s.Flow.RequestsDir == "" {
		return nil
	}
	s.ready.Stop()
	s.ready = s.StartTask()
	t, conn := s.ready, s.conn
	return func() tea.Msg {
		file, path, err := conn.SavedRequests()
		return readyMsg{t.ID, file, path, err}
	}
}

func (s *editor) readyRead(msg readyMsg) tea.Cmd {
	if !s.ready.Matches(msg.task) {
		return nil
	}
	s.ready.Stop()
	if msg.err != nil {
		return kit.ErrorToast("your ready calls: " + flow.Explain(msg.err).What)
	}
	s.store()
	s.addCalls(slices.DeleteFunc(msg.file.Requests, func(c flow.SavedRequest) bool {
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
		return kit.ErrorToast(text.Safe(p.Error(), 300) + more)
	case len(file.Warnings) > 0:
		p := file.Warnings[0]
		return kit.Toast(fmt.Sprintf("read; %s:%d: %s", text.Safe(filepath.Base(path), 60), p.Line, p.Message))
	}
	return nil
}

// addCalls puts calls before the empty one at the end; what is being written stays in the editor.
func (s *editor) addCalls(calls []flow.SavedRequest) {
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
	if !s.Keys.MatchesInText(msg, kit.KeyOpen) {
		kit.TypeInto(s.opening, msg)
		return nil
	}
	path := kit.InputText(*s.opening)
	if path == "" {
		return kit.ErrorToast("type the path of a .http file, or " + s.Keys.Label(kit.KeyBack) + " leaves it")
	}
	s.work.Stop()
	s.work = s.StartTask()
	t := s.work
	return func() tea.Msg {
		file, err := requestfile.Read(path)
		return httpReadMsg{t.ID, file, path, err}
	}
}

func (s *editor) httpRead(msg httpReadMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.work.Stop()
	told := mistakesIn(msg.file, msg.path)
	switch {
	case msg.err != nil:
		return kit.ErrorToast(flow.Explain(msg.err).What)
	case len(msg.file.Requests) == 0 && told != nil:
		return told
	case len(msg.file.Requests) == 0:
		return kit.ErrorToast("there is no call in it: a call is METHOD target, below a line ### name")
	}
	s.opening = nil
	at := len(s.calls) - 1
	s.store()
	s.addCalls(msg.file.Requests)
	s.load(at)
	if told != nil {
		return told
	}
	return kit.Toast(fmt.Sprintf("%s read", text.Count(len(msg.file.Requests), "call", "calls")))
}
