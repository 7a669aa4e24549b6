package connect

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// Where the person brings what a dance would give, the screen tests it and keeps it; there is nothing to authorize.

type (
	givenMsg struct {
		task  int64
		given *flow.Unsaved
	}
	triedMsg struct {
		task   int64
		result flow.TestResult
		err    error
	}
)

var keyAnyway = kit.NewAction("keep-anyway", kit.NotInText, "keep anyway", "a")

func (s *attempt) takeGiven(msg givenMsg) tea.Cmd {
	if !s.dance.Matches(msg.task) {
		return nil
	}
	s.given, s.steps = msg.given, newGivenSteps()
	s.steps.done(stepStart, s.Now().Sub(s.began), s.started())
	return s.tryGiven()
}

// tryGiven asks the service whether what was given is good, before any of it is kept.
func (s *attempt) tryGiven() tea.Cmd {
	s.steps.now(flow.StepTest, "calling the service with what you gave")
	t, given := s.dance, s.given
	return tea.Batch(s.spin(), func() tea.Msg {
		result, err := given.Test(t.Ctx)
		return triedMsg{t.ID, result, err}
	})
}

func (s *attempt) tried(msg triedMsg) tea.Cmd {
	if !s.dance.Matches(msg.task) {
		return nil
	}
	s.testDone(dancedTestMsg(msg))
	if msg.err != nil {
		return nil
	}
	return s.keep(s.name, s.replace)
}

func (s *attempt) keepGiven(name string, replace bool) tea.Cmd {
	s.name, s.replace = name, replace
	s.steps.now(flow.StepStore, "keeping it as "+name)
	t, now, given := s.dance, s.Now, s.given
	return tea.Batch(s.spin(), func() tea.Msg {
		started := now()
		conn, err := given.Save(t.Ctx, name, replace)
		return keptMsg{t.ID, conn, err, now().Sub(started)}
	})
}

// unkeptGiven reports that it was the keychain that did not take it.
func (s *attempt) unkeptGiven() bool {
	return s.given != nil && s.conn == nil && s.steps.at(flow.StepStore).state == stepFailed
}

// refusedGiven reports that the test did not pass, so that nothing was kept.
func (s *attempt) refusedGiven() bool {
	return s.given != nil && s.conn == nil && s.steps.failed() && !s.unkeptGiven()
}
