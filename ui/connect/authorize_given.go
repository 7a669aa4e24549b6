package connect

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/stores"
	"countersign/ui/traffic"
)

// Where the person brings what a dance would give, the screen tests it and keeps it; there is nothing to authorize.

type (
	givenMsg struct {
		task  int64
		given *flow.Unkept
	}
	triedMsg struct {
		task   int64
		result flow.TestResult
		err    error
	}
)

var keyAnyway = kit.NewAction("keep-anyway", kit.Never, "keep anyway", "a")

func (s *authorize) takeGiven(msg givenMsg) tea.Cmd {
	if !s.dance.Answers(msg.task) {
		return nil
	}
	s.given, s.steps = msg.given, newGivenSteps()
	s.steps.done(stepStart, s.Now().Sub(s.began), s.started())
	return s.tryGiven()
}

// tryGiven asks the service whether what was given is good, before any of it is kept.
func (s *authorize) tryGiven() tea.Cmd {
	s.steps.now(flow.StepTest, "calling the service with what you gave")
	t, given := s.dance, s.given
	return tea.Batch(s.spin(), func() tea.Msg {
		result, err := given.Test(t.Ctx)
		return triedMsg{t.Id, result, err}
	})
}

func (s *authorize) tried(msg triedMsg) tea.Cmd {
	if !s.dance.Answers(msg.task) {
		return nil
	}
	s.testDone(dancedTestMsg(msg))
	if msg.err != nil {
		return nil
	}
	return s.keep(s.name, s.replace)
}

func (s *authorize) keepGiven(name string, replace bool) tea.Cmd {
	s.name, s.replace = name, replace
	s.steps.now(flow.StepKeychain, "keeping it as "+name)
	t, now, given := s.dance, s.Now, s.given
	return tea.Batch(s.spin(), func() tea.Msg {
		started := now()
		conn, err := given.Keep(t.Ctx, name, replace)
		return keptMsg{t.Id, conn, err, now().Sub(started)}
	})
}

// unkeptGiven reports that it was the keychain that did not take it.
func (s *authorize) unkeptGiven() bool {
	return s.given != nil && s.conn == nil && s.steps.at(flow.StepKeychain).state == stepFailed
}

// refusedGiven reports that the test did not pass, so that nothing was kept.
func (s *authorize) refusedGiven() bool {
	return s.given != nil && s.conn == nil && s.steps.failed() && !s.unkeptGiven()
}

func (s *authorize) pressGiven(msg tea.KeyMsg) tea.Cmd {
	refused, unkept := s.refusedGiven(), s.unkeptGiven()
	switch {
	case s.Keys.Hit(msg, keyAgain) && unkept, s.Keys.Hit(msg, keyAnyway) && refused:
		return s.keep(s.name, s.replace)
	case s.Keys.Hit(msg, keyStore) && unkept:
		return kit.Push(s, stores.NewKeychain(s.Env, stores.OtherStore))
	case s.Keys.Hit(msg, keyAgain) && refused:
		return s.tryGiven()
	case s.Keys.Hit(msg, traffic.KeySigned) && refused:
		return s.lastSigned()
	}
	return s.whyNot(msg)
}

func (s *authorize) givenHelp(failed bool) []key.Binding {
	correct := s.Keys.Named(kit.KeyBack, "correct")
	switch {
	case s.unkeptGiven():
		return []key.Binding{s.Keys.Named(keyAgain, "keep again"), s.Keys.Of(keyStore), correct}
	case failed:
		return []key.Binding{correct, s.Keys.Named(keyAgain, "test again"), s.Keys.Of(keyAnyway), s.Keys.Of(traffic.KeySigned)}
	}
	return []key.Binding{s.Keys.Named(kit.KeyBack, "stop")}
}

func (s *authorize) givenAdvice() string {
	if s.unkeptGiven() {
		return kit.Paragraph("Nothing is kept yet: r tries the keychain again, k takes another one.", s.width)
	}
	return kit.Paragraph("Nothing is kept. "+s.Keys.Label(kit.KeyBack)+" goes back to correct the values, "+s.Keys.Label(keyAgain)+" tests them again, "+s.Keys.Label(keyAnyway)+" keeps them anyway. "+s.Keys.Label(traffic.KeySigned)+" shows what was signed.", s.width)
}
