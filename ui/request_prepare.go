package ui

import (
	"context"
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
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
	return tea.Batch(cmd, badToast(e.told(s.keys)))
}

func (s *request) warn(text string) tea.Cmd {
	return ask(askMsg{from: s, text: text, yes: "send", no: "stay", onYes: sendAnywayMsg{}})
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
	s.work.stop()
	s.work = s.start()
	t, path := s.work, r.BodyFile
	return func() tea.Msg {
		content, file, err := requestfile.ReadBody(path)
		return bodyReadMsg{t.id, content, file, err}
	}
}

func (s *request) bodyRead(msg bodyReadMsg) tea.Cmd {
	r := s.pending
	if !s.work.answers(msg.task) || r == nil {
		return nil
	}
	s.work.stop()
	s.pending = nil
	if msg.err != nil {
		x := flow.Explain(msg.err)
		s.onResponse = false
		return tea.Batch(s.focusOn(partBody), badToast("nothing was sent: "+x.What))
	}
	r.Body, r.BodyFile, r.Header = msg.content, msg.file.Path, requestfile.WithContentType(r.Header, msg.file.Type)
	return s.dispatch(*r)
}

// record adds the call to the history. It runs beside the screen; only the end of the program waits for it.
func (s *request) record(o flow.Outcome) tea.Cmd {
	keep := s.Settings.History
	if !keep.Keep {
		return nil
	}
	done := s.conn.StartRecord(s.ctx, s.sentRequest, o, keep) // now: a command may not be run any more
	return func() tea.Msg { return recordedMsg{<-done} }
}

// recordAnswer is record for an answer, or for what came in its place.
func (s *request) recordAnswer(a *answer) tea.Cmd {
	if a.failure == nil {
		return s.record(flow.OutcomeOf(a.response, nil))
	}
	o := flow.OutcomeOf(a.response, nil) // of what had come
	o.Err = errors.New(a.failure.What)
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
	return badToast("the call went out, but " + x.What + "; " + x.Next)
}

// bodyPath is the path of a body from a file, and what is there.
type bodyPath struct {
	input lineInput
	look  task
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
	if b.look.answers(msg.task) {
		b.look.stop()
		b.path, b.file, b.err = msg.path, msg.file, msg.err
	}
}

func (s *request) pressFile(msg tea.KeyMsg) tea.Cmd {
	if s.keys.Hit(msg, keySend) || s.keys.Hit(msg, keySendArea) {
		return s.send()
	}
	typeInto(&s.file.input, msg)
	return s.lookAtFile()
}

// lookAtFile finds out what is at the path as it is written now.
func (s *request) lookAtFile() tea.Cmd {
	s.file.look.stop()
	text, err := s.scope.Expand(inputText(s.file.input))
	if err != nil || text == "" {
		s.file.path, s.file.err = text, err
		return nil
	}
	s.file.look = s.start()
	t := s.file.look
	return func() tea.Msg {
		file, err := requestfile.StatBody(text)
		return bodySeenMsg{t.id, text, file, err}
	}
}
