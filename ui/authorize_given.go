package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
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

var keyAnyway = NewAction("keep-anyway", Never, "keep anyway", "a")

func (s *authorize) takeGiven(msg givenMsg) tea.Cmd {
	if !s.dance.answers(msg.task) {
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
		result, err := given.Test(t.ctx)
		return triedMsg{t.id, result, err}
	})
}

func (s *authorize) tried(msg triedMsg) tea.Cmd {
	if !s.dance.answers(msg.task) {
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
		conn, err := given.Keep(t.ctx, name, replace)
		return keptMsg{t.id, conn, err, now().Sub(started)}
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
	case s.keys.Hit(msg, keyAgain) && unkept, s.keys.Hit(msg, keyAnyway) && refused:
		return s.keep(s.name, s.replace)
	case s.keys.Hit(msg, keyStore) && unkept:
		return push(s, newKeychain(s.env, otherStore))
	case s.keys.Hit(msg, keyAgain) && refused:
		return s.tryGiven()
	case s.keys.Hit(msg, keySigned) && refused:
		return s.lastSigned()
	}
	return s.whyNot(msg)
}

func (s *authorize) givenHelp(failed bool) []key.Binding {
	correct := s.keys.Named(keyBack, "correct")
	switch {
	case s.unkeptGiven():
		return []key.Binding{s.keys.Named(keyAgain, "keep again"), s.keys.Of(keyStore), correct}
	case failed:
		return []key.Binding{correct, s.keys.Named(keyAgain, "test again"), s.keys.Of(keyAnyway), s.keys.Of(keySigned)}
	}
	return []key.Binding{s.keys.Named(keyBack, "stop")}
}

func (s *authorize) givenAdvice() string {
	if s.unkeptGiven() {
		return paragraph("Nothing is kept yet: r tries the keychain again, k takes another one.", s.width)
	}
	return paragraph("Nothing is kept. "+s.keys.Label(keyBack)+" goes back to correct the values, "+s.keys.Label(keyAgain)+" tests them again, "+s.keys.Label(keyAnyway)+" keeps them anyway. "+s.keys.Label(keySigned)+" shows what was signed.", s.width)
}
