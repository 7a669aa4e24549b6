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

// The steps of the authorization as commands. The message of each starts the next.
type (
	// begunMsg is a request token and the link that authorizes it. It holds all that the screen shows, so that tests need
	// no provider.
	begunMsg struct {
		task         int64
		flow         *flow.Pending
		err          error
		ready        time.Duration // until the request token was requested; zero if it was not
		took         time.Duration // of that request
		requestToken string
		link         string
		callback     string
		deadline     time.Time
		canConsent   bool
		noVerifier   bool
		chosenPort   int  // callback port from the settings; 0: none
		signed       bool // a request was signed
	}
	// requestingMsg says that the request token is being requested.
	requestingMsg struct{ task int64 }
	// noticeMsg is a notice of the wait, which goes on.
	noticeMsg struct {
		task   int64
		notice flow.Notice
	}
	// startOverMsg is the confirmation to start over, with the other kind of callback if toggle is set.
	startOverMsg struct {
		task   int64
		toggle bool
	}
	verifiedMsg struct {
		task     int64
		verified *flow.Verified
		err      error
	}
	// enteredMsg is the error of a pasted verifier or of the consent. Success arrives as verifiedMsg.
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
	savedMsg struct {
		task int64
		conn *flow.Connection
		err  error
		took time.Duration
	}
	// saveAsMsg is a free name.
	saveAsMsg struct {
		task int64
		name string
	}
	testedMsg struct {
		task   int64
		result flow.TestResult
		err    error
	}
	// activityMsg ends an activity in the background; then is its own message.
	activityMsg struct {
		task int64
		what string
		then tea.Msg
	}
	// browsedMsg says that the browser was opened.
	browsedMsg struct{ task int64 }
	// tickMsg redraws the spinner and the time left.
	tickMsg struct{ task int64 }
)

// How a verifier arrives.
const (
	byCallback   = "received by callback"
	pasted       = "pasted"
	approvedHere = "allowed here"
)

// begin requests a request token, unless the connector provides the credentials. It ends the attempt before.
func (s *authorize) begin() tea.Cmd {
	s.task.Stop()
	s.task, s.steps, s.pending, s.receivedBy, s.activity, s.qr = s.StartTask(), newSteps(), nil, "", "", false
	s.spinning, s.pasteError, s.notice, s.earlier, s.signed = false, nil, "", latestExchange(s.Flow), false
	s.startedAt, s.leftAt, s.connectedAt = s.Now(), time.Time{}, time.Time{}
	s.paste.Blur()
	s.paste.SetValue("")
	s.steps.start(stepStart, "preparing "+text.Safe(s.setup.Connector.Name, 40))

	requesting := make(chan struct{})
	return tea.Batch(s.spin(), s.awaitRequesting(requesting), s.requestToken(requesting))
}

// requestToken closes requesting before it sends the request.
func (s *authorize) requestToken(requesting chan struct{}) tea.Cmd {
	t, m, now, env, settings := s.task, s.Flow, s.Now, s.Getenv, s.Settings
	setup, outOfBand, anyPort, earlier := s.setup, s.outOfBand, s.anyPort, s.earlier
	return func() tea.Msg {
		unsaved, err := m.WithoutAuthorization(t.Ctx, setup)
		switch {
		case err != nil:
			return begunMsg{task: t.ID, err: err}
		case unsaved != nil:
			return unsavedMsg{t.ID, unsaved}
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
			close(requesting)
		}})
		if err != nil {
			return begunMsg{task: t.ID, err: err, ready: ready, signed: exchangeAfter(m, earlier) != nil}
		}
		context.AfterFunc(t.Ctx, func() { _ = p.Close() }) // even if this message arrives too late
		return begunMsg{
			task: t.ID, flow: p, ready: ready, took: now().Sub(started) - ready, requestToken: p.RequestToken(), link: p.AuthorizeURL(),
			callback: p.Callback(), deadline: p.Deadline(), canConsent: p.CanConsent(), noVerifier: !p.NeedsVerifier(), signed: true,
			chosenPort: port,
		}
	}
}

func (s *authorize) awaitRequesting(requesting <-chan struct{}) tea.Cmd {
	t := s.task
	return func() tea.Msg {
		select {
		case <-requesting:
			return requestingMsg{t.ID}
		case <-t.Ctx.Done():
			return nil
		}
	}
}

func (s *authorize) requesting(msg requestingMsg) {
	if s.task.Matches(msg.task) && s.steps.at(stepStart).state == stepRunning {
		s.steps.finish(stepStart, s.Now().Sub(s.startedAt), s.startNote())
		s.steps.start(flow.StepRequestToken, "waiting for "+text.Safe(s.setup.Connector.Name, 40))
	}
}

func (s *authorize) begun(msg begunMsg) tea.Cmd {
	if !s.task.Matches(msg.task) {
		return nil
	}
	s.signed = msg.signed
	if msg.err != nil && msg.ready == 0 { // before the request
		s.fail(stepStart, msg.err)
		return nil
	}
	s.steps.finish(stepStart, msg.ready, s.startNote())
	if msg.err != nil {
		s.fail(flow.StepRequestToken, msg.err)
		return nil
	}
	s.steps.finish(flow.StepRequestToken, msg.took, text.Safe(msg.requestToken, 20))
	s.steps.start(stepLink, "open the link below")
	s.pending, s.waitingSince = &msg, s.Now()
	t, p := s.task, msg.flow
	return tea.Batch(s.nextNotice(), func() tea.Msg {
		v, err := p.Wait(t.Ctx)
		return verifiedMsg{t.ID, v, err}
	})
}

// nextNotice waits for a notice until the attempt ends.
func (s *authorize) nextNotice() tea.Cmd {
	t, p := s.task, s.pending.flow
	return func() tea.Msg {
		select {
		case n := <-p.Notices():
			return noticeMsg{t.ID, n}
		case <-t.Ctx.Done():
			return nil
		}
	}
}

func (s *authorize) noticed(msg noticeMsg) tea.Cmd {
	if !s.task.Matches(msg.task) || s.pending == nil {
		return nil
	}
	s.notice = msg.notice
	return s.nextNotice()
}

// sent notes when and how the user was first sent to the link.
func (s *authorize) sent(at time.Time, how string) {
	if s.pending != nil && s.leftAt.IsZero() {
		s.leftAt = at
		s.steps.finish(stepLink, max(at.Sub(s.waitingSince), 1), how)
		s.steps.start(flow.StepAuthorize, "sign in and allow access")
	}
}

// sentElsewhere finishes the link step when the response arrives first.
func (s *authorize) sentElsewhere() {
	switch {
	case s.activity == openingBrowser:
		s.sent(s.openedAt, openedInBrowser)
	case s.leftAt.IsZero():
		s.leftAt = s.waitingSince
		s.steps.finish(stepLink, 0, "opened elsewhere")
	}
}

// startActivity runs cmd in the background and shows what it does.
func (s *authorize) startActivity(what string, cmd tea.Cmd) tea.Cmd {
	s.activity = what
	t := s.task
	return func() tea.Msg { return activityMsg{t.ID, what, cmd()} }
}

func (s *authorize) activityDone(msg activityMsg) tea.Cmd {
	if s.task.Matches(msg.task) && s.activity == msg.what {
		s.activity = ""
	}
	if msg.then == nil {
		return nil
	}
	return func() tea.Msg { return msg.then }
}

// consent submits the sandbox's consent page.
func (s *authorize) consent(allow bool) tea.Cmd {
	s.receivedBy = approvedHere
	s.sent(s.Now(), "submitted here")
	t, p := s.task, s.pending.flow
	return s.startActivity("submitting the consent page", func() tea.Msg { return enteredMsg{t.ID, p.Consent(t.Ctx, allow)} })
}

// enter submits the pasted text.
func (s *authorize) enter() tea.Cmd {
	t, p, text := s.task, s.pending.flow, kit.InputText(s.paste)
	s.pasteError = nil
	return func() tea.Msg { return enteredMsg{t.ID, p.Enter(text)} }
}

// entered shows an error. The attempt goes on: the next text may be valid, and the callback may still arrive.
func (s *authorize) entered(msg enteredMsg) {
	if s.task.Matches(msg.task) && s.pending != nil && msg.err != nil && !errors.Is(msg.err, flow.ErrDenied) {
		x := flow.Explain(msg.err)
		s.pasteError, s.receivedBy = &x, ""
	}
}

func (s *authorize) verified(msg verifiedMsg) tea.Cmd {
	if !s.task.Matches(msg.task) {
		return nil
	}
	s.sentElsewhere()
	if msg.err != nil && msg.verified == nil { // with a verifier, an error of the listener does not matter
		s.fail(flow.StepAuthorize, msg.err)
		return nil
	}
	s.pending, s.activity, s.qr = nil, "", false
	s.paste.Blur()
	s.verifierReceived(msg.verified)
	s.steps.start(flow.StepAccessToken, "exchanging the verifier")
	t, now, v := s.task, s.Now, msg.verified
	return func() tea.Msg {
		started := now()
		token, err := v.AccessToken(t.Ctx)
		return exchangedMsg{t.ID, token, err, now().Sub(started)}
	}
}

// verifierReceived finishes the steps of the user.
func (s *authorize) verifierReceived(v *flow.Verified) {
	now := s.Now()
	arrived, how, note := now, byCallback, "allowed"
	if v != nil {
		arrived = v.ReceivedAt()
		if v.Pasted() {
			how, note = pasted, "" // not checked yet
		}
	}
	if s.receivedBy != "" {
		how, note = s.receivedBy, "allowed"
	}
	s.steps.finish(flow.StepAuthorize, arrived.Sub(s.leftAt), note)
	s.steps.finish(flow.StepVerifier, max(now.Sub(arrived), 1), how)
}

func (s *authorize) exchanged(msg exchangedMsg) tea.Cmd {
	if !s.task.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		s.fail(flow.StepAccessToken, msg.err)
		return nil
	}
	s.steps.finish(flow.StepAccessToken, msg.took, text.Safe(msg.token.String(), 20))
	s.token = &msg.token
	return s.save(s.name, s.replace)
}
