package request

import (
	"context"
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/ui/kit"
	"countersign/ui/response"
)

// What stands between a draft and its way to the service: its mistakes, a warning, a body that is in a file; and behind it,
// the history.

type (
	// sendAnywayMsg is the yes to a warning.
	sendAnywayMsg struct{}
	bodyReadMsg   struct {
		task    int64
		content []byte
		file    requestfile.BodyFile
		err     error
	}
	recordedMsg struct{ err error }
)

// prepared is the current draft as a request. Where it is written wrongly, the focus goes there, and wrong is what to do.
func (s *request) prepared() (r flow.Request, wrong tea.Cmd) {
	s.store()
	d := s.calls[s.current]
	if requestfile.IsCurl(d.target) { // typed, or pasted where the terminal does not tell
		return r, s.takeCurl(d.target)
	}
	if d.method == "" {
		return r, s.mistaken(&lineError{partMethod, 0, "write a method, such as GET", false})
	}
	r, err := d.request(s.conn.Scope(d.vars))
	var mistake *lineError
	if errors.As(err, &mistake) {
		return r, s.mistaken(mistake)
	}
	return r, nil
}

// send sends the current draft.
func (s *request) send() tea.Cmd {
	r, wrong := s.prepared()
	if wrong != nil {
		return wrong
	}
	d := s.calls[s.current]
	s.pending = &r
	if d.lost != "" {
		return s.warn(fmt.Sprintf("The history did not keep the body (%s). Send the call without one?", d.lost))
	}
	if d.kind == bodyJSON {
		if what, line, column := jsonMistake(string(r.Body)); what != "" {
			return s.warn(fmt.Sprintf("The body is no JSON: line %d, column %d: %s. Send it all the same?", line, column, what))
		}
	}
	return s.sendPending()
}

func (s *request) mistaken(e *lineError) tea.Cmd {
	s.onResponse = false
	cmd := s.focusOn(e.part)
	if s.inRows(e.part) && e.line > 0 {
		s.rows[e.part].goTo(e.line-1, 0)
	}
	return tea.Batch(cmd, kit.BadToast(e.told(s.Keys)))
}

func (s *request) warn(text string) tea.Cmd {
	return kit.Ask(kit.AskMsg{From: s, Text: text, Yes: "send", No: "stay", OnYes: sendAnywayMsg{}})
}

// sendPending sends what was made ready, once its body is read.
func (s *request) sendPending() tea.Cmd {
	r := s.pending
	if r == nil {
		return nil
	}
	if r.BodyFile == "" {
		s.pending = nil
		return s.dispatch(*r)
	}
	s.work.Stop()
	s.work = s.Start()
	t, path := s.work, r.BodyFile
	return func() tea.Msg {
		content, file, err := requestfile.ReadBody(path)
		return bodyReadMsg{t.ID, content, file, err}
	}
}

func (s *request) bodyRead(msg bodyReadMsg) tea.Cmd {
	r := s.pending
	if !s.work.Answers(msg.task) || r == nil {
		return nil
	}
	s.work.Stop()
	s.pending = nil
	if msg.err != nil {
		x := flow.Explain(msg.err)
		s.onResponse = false
		return tea.Batch(s.focusOn(partBody), kit.BadToast("nothing was sent: "+x.What))
	}
	r.Body, r.BodyFile, r.Header = msg.content, msg.file.Path, requestfile.WithContentType(r.Header, msg.file.Type)
	return s.dispatch(*r)
}

// record adds the call to the history. It runs beside the screen, and nothing waits for it.
func (s *request) record(o flow.Outcome) tea.Cmd {
	keep := s.Settings.History
	if !keep.Keep {
		return nil
	}
	ctx, conn, r := s.Ctx, s.conn, s.sentRequest
	return func() tea.Msg { return recordedMsg{conn.Record(ctx, r, o, keep)} }
}

// recordAnswer is record for an answer, or for what came in its place.
func (s *request) recordAnswer(a *response.Answer) tea.Cmd {
	if a.Failure == nil {
		return s.record(flow.OutcomeOf(a.Response, nil))
	}
	o := flow.OutcomeOf(a.Response, nil) // of what had come
	o.Err = errors.New(a.Failure.What)
	return s.record(o)
}

func (s *request) recordStopped() tea.Cmd { return s.record(flow.Outcome{Err: context.Canceled}) }

// recorded tells once that the history can't be written.
func (s *request) recorded(msg recordedMsg) tea.Cmd {
	if msg.err == nil || s.unrecorded {
		return nil
	}
	s.unrecorded = true
	x := flow.Explain(msg.err)
	return kit.BadToast("the call went out, but " + x.What + "; " + x.Next)
}

// bodyPath is the path of a body from a file, and what is there.
type bodyPath struct {
	input kit.LineInput
	look  kit.Task
	path  string // that file and err are about
	file  requestfile.BodyFile
	err   error
}

type bodySeenMsg struct {
	task int64
	path string
	file requestfile.BodyFile
	err  error
}

func (b *bodyPath) seen(msg bodySeenMsg) {
	if b.look.Answers(msg.task) {
		b.look.Stop()
		b.path, b.file, b.err = msg.path, msg.file, msg.err
	}
}

func (s *request) pressFile(msg tea.KeyMsg) tea.Cmd {
	if s.Keys.Hit(msg, keySend) || s.Keys.Hit(msg, keySendArea) {
		return s.send()
	}
	kit.TypeInto(&s.file.input, msg)
	return s.lookAtFile()
}

// lookAtFile finds out what is at the path as it is written now.
func (s *request) lookAtFile() tea.Cmd {
	s.file.look.Stop()
	text, err := s.scope.Expand(kit.InputText(s.file.input))
	if err != nil || text == "" {
		s.file.path, s.file.err = text, err
		return nil
	}
	s.file.look = s.Start()
	t := s.file.look
	return func() tea.Msg {
		file, err := requestfile.StatBody(text)
		return bodySeenMsg{t.ID, text, file, err}
	}
}
