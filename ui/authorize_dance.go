package ui

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// The dance as commands, one step after the other; each answers with one message that starts the next.

type (
	// begunMsg is a request token and the link to authorize it. It holds what the screen shows, so that a picture of it
	// needs no provider.
	begunMsg struct {
		task         int64
		pending      *flow.Pending
		err          error
		took         time.Duration
		requestToken string
		link         string
		callback     string
		deadline     time.Time
		canConsent   bool
		noVerifier   bool
		signed       bool // a request went out, so that there is a signature to look at
	}
	verifiedMsg struct {
		task     int64
		verified *flow.Verified
		err      error
	}
	// consentedMsg and enteredMsg tell only of what went wrong: what went right settles the wait.
	consentedMsg struct {
		task int64
		err  error
	}
	enteredMsg struct {
		task int64
		err  error
	}
	exchangedMsg struct {
		task  int64
		token flow.Token
		err   error
		took  time.Duration
	}
	keptMsg struct {
		task int64
		conn *flow.Connection
		err  error
		took time.Duration
	}
	// keepAsMsg is a name that is free.
	keepAsMsg struct {
		task int64
		name string
	}
	dancedTestMsg struct {
		task   int64
		result flow.TestResult
		err    error
	}
	tracedMsg struct {
		task     int64
		exchange *flow.Exchange
	}
	tickMsg struct{ task int64 }
)

// tickEvery is the pace of the spinner and the countdown.
const tickEvery = 120 * time.Millisecond

// How a verifier arrives: nobody handed it in, or a person did.
const (
	cameBack = "came back by itself"
	pasted   = "pasted"
)

// begin asks for a request token, unless the service wants none. An attempt that is still under way ends first.
func (s *authorize) begin() tea.Cmd {
	s.dance.stop()
	s.dance, s.steps, s.open, s.how = s.start(), newSteps(), nil, cameBack
	s.spinning, s.pasteError, s.signedBefore, s.signed = false, nil, latestSigned(s.Flow), false
	s.paste.Blur()
	s.paste.SetValue("")
	s.steps.now(flow.StepRequestToken, "asking "+flow.Safe(s.setup.Connector.Name, 40))

	t, m, now, setup, options, earlier := s.dance, s.Flow, s.Now, s.setup, flow.BeginOptions{OutOfBand: s.outOfBand}, s.signedBefore
	return tea.Batch(s.spin(), func() tea.Msg {
		given, err := m.Given(t.ctx, setup)
		switch {
		case err != nil:
			return begunMsg{task: t.id, err: err}
		case given != nil:
			return givenMsg{t.id, given}
		}
		started := now()
		p, err := m.Begin(t.ctx, setup, options)
		if err != nil {
			return begunMsg{task: t.id, err: err, signed: signedSince(m, earlier) != nil}
		}
		// However late this message comes, the listener ends with the attempt.
		context.AfterFunc(t.ctx, func() { _ = p.Close() })
		return begunMsg{
			task: t.id, pending: p, took: now().Sub(started), requestToken: p.RequestToken(), link: p.AuthorizeURL(),
			callback: p.Callback(), deadline: p.Deadline(), canConsent: p.CanConsent(), noVerifier: !p.NeedsVerifier(), signed: true,
		}
	})
}

// spin starts the ticks, unless they run already.
func (s *authorize) spin() tea.Cmd {
	if s.spinning {
		return nil
	}
	s.spinning = true
	id := s.dance.id
	return s.Tick(tickEvery, func(time.Time) tea.Msg { return tickMsg{id} })
}

// tick goes on for as long as something moves.
func (s *authorize) tick(msg tickMsg) tea.Cmd {
	if !s.dance.answers(msg.task) {
		return nil
	}
	s.spinning = false
	if !s.steps.moving() {
		return nil
	}
	s.frame++
	return s.spin()
}

func (s *authorize) begun(msg begunMsg) tea.Cmd {
	if !s.dance.answers(msg.task) {
		return nil
	}
	s.signed = msg.signed
	if msg.err != nil {
		s.fail(flow.StepRequestToken, msg.err)
		return nil
	}
	s.steps.done(flow.StepRequestToken, msg.took, flow.Safe(msg.requestToken, 20))
	s.steps.now(flow.StepAuthorize, "open the link and allow access")
	s.open, s.waited = &msg, s.Now()
	t, p := s.dance, msg.pending
	return func() tea.Msg {
		v, err := p.Wait(t.ctx)
		return verifiedMsg{t.id, v, err}
	}
}

// consent answers the sandbox's page in the browser's place.
func (s *authorize) consent(allow bool) tea.Cmd {
	s.how = "allowed here"
	t, p := s.dance, s.open.pending
	return func() tea.Msg { return consentedMsg{t.id, p.Consent(t.ctx, allow)} }
}

func (s *authorize) consented(msg consentedMsg) {
	if s.dance.answers(msg.task) && s.open != nil && msg.err != nil && !errors.Is(msg.err, flow.ErrDenied) {
		x := flow.Explain(msg.err)
		s.pasteError = &x
	}
}

// enter hands in what was pasted or typed.
func (s *authorize) enter() tea.Cmd {
	t, p, text := s.dance, s.open.pending, inputText(s.paste)
	s.how, s.pasteError = pasted, nil
	return func() tea.Msg { return enteredMsg{t.id, p.Enter(text)} }
}

// entered leaves the dance open when the text was no verifier: the next one may be, and the callback may still come.
func (s *authorize) entered(msg enteredMsg) {
	if !s.dance.answers(msg.task) || s.open == nil || msg.err == nil {
		return
	}
	x := flow.Explain(msg.err)
	s.pasteError, s.how = &x, cameBack
}

func (s *authorize) verified(msg verifiedMsg) tea.Cmd {
	if !s.dance.answers(msg.task) {
		return nil
	}
	if msg.err != nil && msg.verified == nil { // a listener that ended badly spoils nothing
		s.fail(flow.StepAuthorize, msg.err)
		return nil
	}
	s.open = nil
	s.paste.Blur()
	note := "allowed"
	if s.how == pasted {
		note = "" // whatever it is, nobody has judged it yet
	}
	s.steps.done(flow.StepAuthorize, s.Now().Sub(s.waited), note)
	s.steps.done(flow.StepVerifier, 0, s.how)
	s.steps.now(flow.StepAccessToken, "exchanging the verifier")
	t, now, v := s.dance, s.Now, msg.verified
	return func() tea.Msg {
		started := now()
		token, err := v.Exchange(t.ctx)
		return exchangedMsg{t.id, token, err, now().Sub(started)}
	}
}

func (s *authorize) exchanged(msg exchangedMsg) tea.Cmd {
	if !s.dance.answers(msg.task) {
		return nil
	}
	if msg.err != nil {
		s.fail(flow.StepAccessToken, msg.err)
		return nil
	}
	s.steps.done(flow.StepAccessToken, msg.took, flow.Safe(msg.token.String(), 20))
	s.token = &msg.token
	return s.keep(s.name, s.replace)
}
