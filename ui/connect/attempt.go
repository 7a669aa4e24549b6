package connect

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// attempt is one authorization, from the start to the saved and tested connection.
type attempt struct {
	*kit.Env
	plan
	screen kit.Screen // shows the attempt

	steps   steps
	task    kit.Task         // from the request token to the test
	token   *flow.Token      // not saved yet
	unsaved *flow.Unsaved    // credentials that need no authorization, not saved yet
	conn    *flow.Connection // saved
	account string

	startedAt, connectedAt time.Time
	frame                  int  // of the spinner
	spinning               bool // a tick is scheduled
}

// startNote names the connector and the connection.
func (s *attempt) startNote() string {
	return text.Safe(s.setup.Connector.Name, 40) + ", will be saved as " + s.name
}

// spin starts the ticks of the spinner.
func (s *attempt) spin() tea.Cmd {
	if s.spinning {
		return nil
	}
	s.spinning = true
	id := s.task.ID
	return s.Tick(kit.TickEvery, func(time.Time) tea.Msg { return tickMsg{id} })
}

func (s *attempt) tick(msg tickMsg) tea.Cmd {
	if !s.task.Matches(msg.task) {
		return nil
	}
	s.spinning = false
	if !s.steps.running() {
		return nil
	}
	s.frame++
	return s.spin()
}
