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

type (
	// savedRequestsMsg holds the requests saved by the user.
	savedRequestsMsg struct {
		task int64
		file requestfile.File
		path string
		err  error
	}
	// httpReadMsg is a .http file.
	httpReadMsg struct {
		task int64
		file requestfile.File
		path string
		err  error
	}
	// reuseMsg is a request chosen from the history.
	reuseMsg struct{ entry history.Entry }
)

func (s *editor) loadSaved() tea.Cmd {
	if s.conn.Connector.Source == "" && s.Flow.RequestsDir == "" {
		return nil
	}
	s.loading.Stop()
	s.loading = s.StartTask()
	t, conn := s.loading, s.conn
	return func() tea.Msg {
		file, path, err := conn.SavedRequests()
		return savedRequestsMsg{t.ID, file, path, err}
	}
}

func (s *editor) savedLoaded(msg savedRequestsMsg) tea.Cmd {
	if !s.loading.Matches(msg.task) {
		return nil
	}
	s.loading.Stop()
	if msg.err != nil {
		return kit.ErrorToast("Cannot load your saved requests: " + flow.Explain(msg.err).What)
	}
	s.store()
	s.addRequests(slices.DeleteFunc(msg.file.Requests, func(c flow.SavedRequest) bool {
		name := text.Safe(c.Name, nameLimit)
		return slices.ContainsFunc(s.drafts, func(d draft) bool { return d.name == name })
	}))
	return fileProblems(msg.file, msg.path)
}

// fileProblems reports the first problem or remark of a .http file.
func fileProblems(file requestfile.File, path string) tea.Cmd {
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
		return kit.Toast(fmt.Sprintf("Loaded, but %s:%d: %s", text.Safe(filepath.Base(path), 60), p.Line, p.Message))
	}
	return nil
}

// addRequests adds requests before the empty one at the end.
func (s *editor) addRequests(requests []flow.SavedRequest) {
	var added []draft
	for _, c := range requests {
		added = append(added, draftOf(c))
	}
	at := len(s.drafts) - 1
	s.drafts = slices.Insert(s.drafts, at, added...)
	if s.current >= at {
		s.current += len(added)
	}
}

// pressOpening handles a key in the prompt for a path.
func (s *editor) pressOpening(msg tea.KeyMsg) tea.Cmd {
	if !s.Keys.MatchesInText(msg, kit.KeyOpen) {
		kit.TypeInto(s.opening, msg)
		return nil
	}
	path := kit.InputText(*s.opening)
	if path == "" {
		return kit.ErrorToast("Enter the path of a .http file, or press " + s.Keys.Label(kit.KeyBack) + " to cancel.")
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
	problem := fileProblems(msg.file, msg.path)
	switch {
	case msg.err != nil:
		return kit.ErrorToast(flow.Explain(msg.err).What)
	case len(msg.file.Requests) == 0 && problem != nil:
		return problem
	case len(msg.file.Requests) == 0:
		return kit.ErrorToast("No requests in this file. Write METHOD target below a line ### name.")
	}
	s.opening = nil
	at := len(s.drafts) - 1
	s.store()
	s.addRequests(msg.file.Requests)
	s.load(at)
	if problem != nil {
		return problem
	}
	return kit.Toast("Loaded " + text.Count(len(msg.file.Requests), "request", "requests"))
}
