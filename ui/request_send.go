package ui

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// A call on its way: signed and sent, waited for, answered.

type answeredMsg struct {
	task   int64
	answer *answer
}

// send signs and sends the current draft, unless it is written wrongly: then the focus goes there.
func (s *request) send() tea.Cmd {
	r, wrong := s.readDraft()
	if wrong != nil {
		return wrong
	}
	s.sending.stop()
	s.sending, s.since, s.touched = s.start(), s.Now(), false
	t, m, conn, base := s.sending, s.Flow, s.conn, s.base
	return tea.Batch(s.spin(), func() tea.Msg {
		response, err := conn.Call(t.ctx, r)
		return answeredMsg{t.id, newAnswer(m, r, base, response, err)}
	})
}

// readDraft takes what was written as a request; wrong tells what keeps it from being one.
func (s *request) readDraft() (r flow.Request, wrong tea.Cmd) {
	s.store()
	r, err := s.calls[s.current].request()
	var mistake *lineError
	if errors.As(err, &mistake) {
		s.onResponse = false
		s.focusOn(mistake.part)
		return r, badToast(mistake.Error())
	}
	return r, nil
}

// copyAs copies the call for another program: what was sent where its answer is looked at, else what is written here.
func (s *request) copyAs() tea.Cmd {
	if s.onResponse && s.response.answer.exchange != nil {
		return s.copyExchange(s, s.response.answer.exchange)
	}
	r, wrong := s.readDraft()
	if wrong != nil {
		return wrong
	}
	return s.copyCall(s, s.conn, r)
}

// openSignature shows why the signature of the call is what it is.
func (s *request) openSignature() tea.Cmd {
	if x := s.response.answer.exchange; x != nil {
		return push(s, newSignature(s.env, x))
	}
	return badToast("nothing was signed")
}

func (s *request) answered(msg answeredMsg) tea.Cmd {
	if !s.sending.answers(msg.task) {
		return nil
	}
	s.sending.stop()
	s.response.show(msg.answer)
	if s.touched && !s.onResponse {
		return toast("the answer is there: ctrl+t shows it")
	}
	s.onResponse = true
	s.blur()
	return nil
}

func (s *request) spin() tea.Cmd {
	id := s.sending.id
	return s.Tick(tickEvery, func(time.Time) tea.Msg { return tickMsg{id} })
}

func (s *request) tick(msg tickMsg) tea.Cmd {
	if !s.sending.answers(msg.task) {
		return nil
	}
	s.frame++
	return s.spin()
}
