package connect

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// The dance as commands, one step after the other; each answers with one message that starts the next.

type (
	// begunMsg is a request token and the link to authorize it. It holds what the screen shows, so that a picture of it
	// needs no provider.
	begunMsg struct {
		task         int64
		pending      *flow.Pending
		err          error
		ready        time.Duration // until the request token was asked for; zero when it was not
		took         time.Duration // for the answer to that
		requestToken string
		link         string
		callback     string
		deadline     time.Time
		canConsent   bool
		noVerifier   bool
		chosenPort   int  // the person's own for callbacks; 0: none
		signed       bool // a request went out, so that there is a signature to look at
	}
	// askingMsg says that all is ready and the request token asked for.
	askingMsg   struct{ task int64 }
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
	// besidesMsg ends what was done besides the dance, such as opening the browser; then is its own answer.
	besidesMsg struct {
		task int64
		did  string
		then tea.Msg
	}
	// browsedMsg says that the browser was opened.
	browsedMsg struct{ task int64 }
	// tickMsg redraws the time that is left.
	tickMsg struct{ task int64 }
)

// How a verifier arrives.
const (
	cameBack    = "came back by itself"
	pasted      = "pasted"
	allowedHere = "allowed here"
)

// begin asks for a request token, unless the service wants none. An attempt that is still under way ends first.
func (s *authorize) begin() tea.Cmd {
	s.dance.Stop()
	s.dance, s.steps, s.open, s.how, s.doing, s.qr = s.StartTask(), newSteps(), nil, "", "", false
	s.spinning, s.pasteError, s.signedBefore, s.signed = false, nil, latestSigned(s.Flow), false
	s.began, s.left, s.ended = s.Now(), time.Time{}, time.Time{}
	s.paste.Blur()
	s.paste.SetValue("")
	s.steps.now(stepStart, "getting ready for "+text.Safe(s.setup.Connector.Name, 40))

	asked := make(chan struct{})
	return tea.Batch(s.spin(), s.awaitAsking(asked), s.ask(asked))
}

// ask is the command of the first steps. asked is closed once the request token is asked for.
func (s *authorize) ask(asked chan struct{}) tea.Cmd {
	t, m, now, env, settings := s.dance, s.Flow, s.Now, s.Getenv, s.Settings
	setup, outOfBand, anyPort, earlier := s.setup, s.outOfBand, s.anyPort, s.signedBefore
	return func() tea.Msg {
		given, err := m.WithoutAuthorization(t.Ctx, setup)
		switch {
		case err != nil:
			return begunMsg{task: t.ID, err: err}
		case given != nil:
			return givenMsg{t.ID, given}
		}
		port, err := flow.CallbackPort(env, settings.CallbackPort)
		if err != nil {
			return begunMsg{task: t.ID, err: err}
		}
		if anyPort {
			port = 0
		}
		started, ready := now(), time.Duration(0)
		p, err := m.Begin(t.Ctx, setup, flow.BeginOptions{OutOfBand: outOfBand, CallbackPort: port, BeforeRequest: func() {
			ready = max(now().Sub(started), 1)
			close(asked)
		}})
		if err != nil {
			return begunMsg{task: t.ID, err: err, ready: ready, signed: signedSince(m, earlier) != nil}
		}
		// However late this message comes, the listener ends with the attempt.
		context.AfterFunc(t.Ctx, func() { _ = p.Close() })
		return begunMsg{
			task: t.ID, pending: p, ready: ready, took: now().Sub(started) - ready, requestToken: p.RequestToken(), link: p.AuthorizeURL(),
			callback: p.Callback(), deadline: p.Deadline(), canConsent: p.CanConsent(), noVerifier: !p.NeedsVerifier(), signed: true,
			chosenPort: port,
		}
	}
}

func (s *authorize) awaitAsking(asked <-chan struct{}) tea.Cmd {
	t := s.dance
	return func() tea.Msg {
		select {
		case <-asked:
			return askingMsg{t.ID}
		case <-t.Ctx.Done():
			return nil
		}
	}
}

func (s *authorize) asking(msg askingMsg) {
	if s.dance.Matches(msg.task) && s.steps.at(stepStart).state == stepNow {
		s.steps.done(stepStart, s.Now().Sub(s.began), s.started())
		s.steps.now(flow.StepRequestToken, "asking "+text.Safe(s.setup.Connector.Name, 40))
	}
}

func (s *authorize) begun(msg begunMsg) tea.Cmd {
	if !s.dance.Matches(msg.task) {
		return nil
	}
	s.signed = msg.signed
	switch {
	case msg.err != nil && msg.ready == 0: // nothing was asked yet
		s.fail(stepStart, msg.err)
		return nil
	case msg.err != nil:
		s.steps.done(stepStart, msg.ready, s.started())
		s.fail(flow.StepRequestToken, msg.err)
		return nil
	}
	s.steps.done(stepStart, msg.ready, s.started())
	s.steps.done(flow.StepRequestToken, msg.took, text.Safe(msg.requestToken, 20))
	s.steps.now(stepLink, "it waits for you below")
	s.open, s.waited = &msg, s.Now()
	t, p := s.dance, msg.pending
	return func() tea.Msg {
		v, err := p.Wait(t.Ctx)
		return verifiedMsg{t.ID, v, err}
	}
}

// sent notes that the person was sent to the link at that time, the first time.
func (s *authorize) sent(at time.Time, how string) {
	if s.open != nil && s.left.IsZero() {
		s.left = at
		s.steps.done(stepLink, max(at.Sub(s.waited), 1), how)
		s.steps.now(flow.StepAuthorize, "sign in there and allow the access")
	}
}

// sentSomehow notes it at the latest when the answer is there: by the browser that is being opened, or by nothing here.
func (s *authorize) sentSomehow() {
	switch {
	case s.doing == openingBrowser:
		s.sent(s.opening, openedInBrowser)
	case s.left.IsZero():
		s.left = s.waited
		s.steps.done(stepLink, 0, "followed elsewhere")
	}
}

// beside does something besides the dance, and shows that it is at work.
func (s *authorize) beside(what string, cmd tea.Cmd) tea.Cmd {
	s.doing = what
	t := s.dance
	return func() tea.Msg { return besidesMsg{t.ID, what, cmd()} }
}

func (s *authorize) besides(msg besidesMsg) tea.Cmd {
	if s.dance.Matches(msg.task) && s.doing == msg.did {
		s.doing = ""
	}
	if msg.then == nil {
		return nil
	}
	return func() tea.Msg { return msg.then }
}

// consent answers the sandbox's page in the browser's place.
func (s *authorize) consent(allow bool) tea.Cmd {
	s.how = allowedHere
	s.sent(s.Now(), "answered here")
	t, p := s.dance, s.open.pending
	return s.beside("answering the sandbox's page", func() tea.Msg { return consentedMsg{t.ID, p.Consent(t.Ctx, allow)} })
}

func (s *authorize) consented(msg consentedMsg) {
	if s.dance.Matches(msg.task) && s.open != nil && msg.err != nil && !errors.Is(msg.err, flow.ErrDenied) {
		x := flow.Explain(msg.err)
		s.pasteError, s.how = &x, ""
	}
}

// enter hands in what was pasted or typed.
func (s *authorize) enter() tea.Cmd {
	t, p, text := s.dance, s.open.pending, kit.InputText(s.paste)
	s.pasteError = nil
	return func() tea.Msg { return enteredMsg{t.ID, p.Enter(text)} }
}

// entered leaves the dance open when the text was no verifier: the next one may be, and the callback may still come.
func (s *authorize) entered(msg enteredMsg) {
	if !s.dance.Matches(msg.task) || s.open == nil || msg.err == nil {
		return
	}
	x := flow.Explain(msg.err)
	s.pasteError = &x
}

func (s *authorize) verified(msg verifiedMsg) tea.Cmd {
	if !s.dance.Matches(msg.task) {
		return nil
	}
	s.sentSomehow()
	if msg.err != nil && msg.verified == nil { // a listener that ended badly spoils nothing
		s.fail(flow.StepAuthorize, msg.err)
		return nil
	}
	s.open, s.doing, s.qr = nil, "", false
	s.paste.Blur()
	s.verifierCame(msg.verified)
	s.steps.now(flow.StepAccessToken, "exchanging the verifier")
	t, now, v := s.dance, s.Now, msg.verified
	return func() tea.Msg {
		started := now()
		token, err := v.AccessToken(t.Ctx)
		return exchangedMsg{t.ID, token, err, now().Sub(started)}
	}
}

// verifierCame puts the times of the person's part on their lines.
func (s *authorize) verifierCame(v *flow.Verified) {
	now := s.Now()
	arrived, how, note := now, cameBack, "allowed"
	if v != nil {
		arrived = v.ReceivedAt()
		if v.Pasted() {
			how, note = pasted, "" // whatever it is, nobody has judged it yet
		}
	}
	if s.how != "" {
		how, note = s.how, "allowed"
	}
	s.steps.done(flow.StepAuthorize, arrived.Sub(s.left), note)
	s.steps.done(flow.StepVerifier, max(now.Sub(arrived), 1), how)
}

func (s *authorize) exchanged(msg exchangedMsg) tea.Cmd {
	if !s.dance.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		s.fail(flow.StepAccessToken, msg.err)
		return nil
	}
	s.steps.done(flow.StepAccessToken, msg.took, text.Safe(msg.token.String(), 20))
	s.token = &msg.token
	return s.keep(s.name, s.replace)
}
