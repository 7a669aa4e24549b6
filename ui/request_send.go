package ui

import (
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// A call on its way: signed and sent, waited for, answered.

type answeredMsg struct {
	task   int64
	answer *answer
}

// send signs and sends the current draft, unless it is written wrongly: then the focus goes there.
func (s *request) send() tea.Cmd {
	s.store()
	r, err := s.calls[s.current].request()
	var wrong *lineError
	if errors.As(err, &wrong) {
		s.onResponse = false
		s.focusOn(wrong.part)
		return badToast(wrong.Error())
	}
	s.sending.stop()
	s.sending, s.since, s.touched = s.start(), s.Now(), false
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
