package connect

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// unsavedMsg is a connection that needs no authorization, because the user entered all credentials.
type unsavedMsg struct {
	task    int64
	unsaved *flow.Unsaved
}

var keySaveAnyway = kit.NewAction("save-anyway", kit.NotInText, "save anyway", "a").Formerly("keep-anyway")

func (s *attempt) useUnsaved(msg unsavedMsg) tea.Cmd {
	if !s.task.Matches(msg.task) {
		return nil
	}
	s.unsaved, s.steps = msg.unsaved, newUnsavedSteps()
	s.steps.finish(stepStart, s.Now().Sub(s.startedAt), s.startNote())
	return s.test()
}

// saveFailed reports whether entered credentials could not be saved.
func (s *attempt) saveFailed() bool {
	return s.unsaved != nil && s.conn == nil && s.steps.at(flow.StepStore).state == stepFailed
}

// testFailed reports whether entered credentials did not pass the test, so that nothing was saved.
func (s *attempt) testFailed() bool {
	return s.unsaved != nil && s.conn == nil && s.steps.failed() && !s.saveFailed()
}
