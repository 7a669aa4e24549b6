package connect

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// attempt is one authorization, from its start to the saved and tested connection: how far it is, and what it has brought.
type attempt struct {
	*kit.Env
	plan
	screen kit.Screen // that it belongs to

	steps   steps
	dance   kit.Task         // from the request token to the test
	token   *flow.Token      // got, and not kept yet
	given   *flow.Unsaved    // in place of a dance
	conn    *flow.Connection // kept
	account string

	began    time.Time
	ended    time.Time // well
	frame    int       // of the spinner
	spinning bool      // its next tick is on the way
}

// started says what was.
func (s *attempt) started() string {
	return text.Safe(s.setup.Connector.Name, 40) + ", to be kept as " + s.name
}

// spin starts the ticks, unless they run already.
func (s *attempt) spin() tea.Cmd {
	if s.spinning {
		return nil
	}
	s.spinning = true
	id := s.dance.ID
	return s.Tick(kit.TickEvery, func(time.Time) tea.Msg { return tickMsg{id} })
}

// tick goes on for as long as something moves.
func (s *attempt) tick(msg tickMsg) tea.Cmd {
	if !s.dance.Matches(msg.task) {
		return nil
	}
	s.spinning = false
	if !s.steps.moving() {
		return nil
	}
	s.frame++
	return s.spin()
}
