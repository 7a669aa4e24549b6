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
