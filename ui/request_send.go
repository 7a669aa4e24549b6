package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// A call on its way: signed and sent, waited for, answered.

type answeredMsg struct {
	task   int64
	answer *answer
}

// dispatch signs and sends a request.
func (s *request) dispatch(r flow.Request) tea.Cmd {
	s.sending.stop()
	s.sending, s.since, s.touched, s.sentRequest = s.start(), s.Now(), false, r
	t, m, conn, base := s.sending, s.Flow, s.conn, s.base
	return tea.Batch(s.spin(), func() tea.Msg {
		response, err := conn.Call(t.ctx, r)
		return answeredMsg{t.id, newAnswer(m, r, base, response, err)}
	})
}

// copyAs copies the call for another program: what was sent where its answer is looked at, else what is written here.
func (s *request) copyAs() tea.Cmd {
	if s.onResponse && s.response.answer.exchange != nil {
		return s.copyExchange(s, s.response.answer.exchange)
	}
	r, wrong := s.written()
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
	recording := s.recordAnswer(msg.answer)
	if s.touched && !s.onResponse {
		return tea.Batch(recording, toast("the answer is there: ctrl+t shows it"))
	}
	s.onResponse = true
	s.blur()
	return recording
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
