package connect

import (
	"errors"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
	"countersign/ui/stores"
	"countersign/ui/traffic"
)

// keep puts the token into the keychain. Until that has worked, the token stays with the screen.
func (s *authorize) keep(name string, replace bool) tea.Cmd {
	if s.given != nil {
		return s.keepGiven(name, replace)
	}
	if s.token == nil {
		return nil
	}
	s.name, s.replace = name, replace
	s.steps.now(flow.StepKeychain, "keeping it as "+name)
	t, m, now, setup, token := s.dance, s.Flow, s.Now, s.setup, *s.token
	return tea.Batch(s.spin(), func() tea.Msg {
		started := now()
		conn, err := m.Connections.Save(t.Ctx, setup, token, name, replace)
		return keptMsg{t.Id, conn, err, now().Sub(started)}
	})
}

// keepBeside keeps the token under a name that is free.
func (s *authorize) keepBeside() tea.Cmd {
	t, m, c := s.dance, s.Flow, s.setup.Connector
	return func() tea.Msg {
		return keepAsMsg{t.Id, m.Connections.FreeName(t.Ctx, c)}
	}
}

func (s *authorize) kept(msg keptMsg) tea.Cmd {
	if !s.dance.Answers(msg.task) {
		return nil
	}
	switch {
	case errors.Is(msg.err, flow.ErrTaken):
		s.steps.fail(flow.StepKeychain, msg.err)
		return kit.Ask(kit.AskMsg{
			From: s, Yes: "replace it", No: "keep both", OnYes: replaceMsg{}, OnNo: otherNameMsg{},
			Text: fmt.Sprintf("A connection %s was kept in the meantime. Replace it?", s.name),
		})
	case errors.Is(msg.err, flow.ErrNeedsPassphrase), errors.Is(msg.err, flow.ErrNoKeychain):
		s.steps.fail(flow.StepKeychain, msg.err)
		return kit.Push(s, stores.NewKeychain(s.Env, stores.ToKeep))
	case msg.err != nil && msg.conn == nil:
		s.steps.fail(flow.StepKeychain, msg.err)
		return nil
	}
	s.token = nil
	s.conn = msg.conn
	s.steps.done(flow.StepKeychain, msg.took, "kept as "+s.name)
	if msg.err != nil { // kept, but the connector does not make a client of it
		s.steps.fail(flow.StepTest, msg.err)
		return nil
	}
	if s.given != nil { // tested before
		s.ended = s.Now()
		return nil
	}
	return s.test()
}

func (s *authorize) test() tea.Cmd {
	s.steps.now(flow.StepTest, "calling the service with it")
	t, conn := s.dance, s.conn
	return tea.Batch(s.spin(), func() tea.Msg {
		result, err := conn.Test(t.Ctx)
		return dancedTestMsg{t.Id, result, err}
	})
}

func (s *authorize) testDone(msg dancedTestMsg) {
	if !s.dance.Answers(msg.task) {
		return
	}
	if msg.err != nil {
		s.steps.fail(flow.StepTest, msg.err)
		return
	}
	note := ""
	if msg.result.None {
		note = "the connector has none"
	}
	s.account = text.Safe(msg.result.Account, 60)
	if s.conn != nil {
		s.conn.Entry.Account = msg.result.Account // as the index has it now
	}
	s.steps.done(flow.StepTest, msg.result.Took, note)
	s.ended = s.Now()
}

// What the browser's opening is called while it is under way, and after.
const (
	openingBrowser  = "opening the browser"
	openedInBrowser = "opened in the browser"
)

// browse opens the link. That it cannot be opened is no failure of the dance: the link stands on the screen.
func (s *authorize) browse() tea.Cmd {
	if !s.Settings.OpenBrowser {
		return kit.BadToast("opening a browser is switched off (openBrowser: false in the settings): " + s.Keys.Label(keyCopyLink) + " copies the link")
	}
	t, show, link, consent := s.dance, s.OpenBrowser, s.open.link, s.open.canConsent
	s.opening = s.Now()
	return s.beside(openingBrowser, func() tea.Msg {
		err := show(t.Ctx, link)
		if err == nil {
			return browsedMsg{t.Id}
		}
		remark := s.Keys.Label(keyCopyLink) + " copies the link, " + s.Keys.Label(keyQR) + " shows it as a QR code: open it anywhere, then paste what it ends on"
		if consent {
			remark = s.Keys.Label(keyAllow) + " allows, " + s.Keys.Label(keyDeny) + " denies, or open the link elsewhere"
		}
		return kit.ToastMsg{Text: unopened(err) + ": " + remark, Bad: true}
	})
}

// unopened says why the browser is not open.
func unopened(err error) string {
	if errors.Is(err, flow.ErrNoBrowser) {
		if _, why, ok := strings.Cut(err.Error(), flow.ErrNoBrowser.Error()+": "); ok {
			return "no browser is opened: " + text.Safe(why, 120)
		}
		return flow.ErrNoBrowser.Error()
	}
	return text.Safe(err.Error(), 160)
}

func (s *authorize) browsed(msg browsedMsg) tea.Cmd {
	if s.dance.Answers(msg.task) {
		s.sent(s.opening, openedInBrowser)
	}
	return kit.Toast("the link is open in your browser")
}

// lastSigned shows the latest exchange of the dance; what was signed before it, for this connection or another, explains
// nothing here.
func (s *authorize) lastSigned() tea.Cmd {
	t, m, earlier := s.dance, s.Flow, s.signedBefore
	return func() tea.Msg { return tracedMsg{t.Id, signedSince(m, earlier)} }
}

// signedSince is the latest exchange, unless that is an earlier one already.
func signedSince(m *flow.Manager, earlier *flow.Exchange) *flow.Exchange {
	latest := latestSigned(m)
	if latest == nil || earlier != nil && !latest.Started.After(earlier.Started) {
		return nil
	}
	return latest
}

func latestSigned(m *flow.Manager) *flow.Exchange {
	trace := m.Traffic.List()
	if len(trace) == 0 {
		return nil
	}
	return &trace[len(trace)-1]
}

func (s *authorize) traced(msg tracedMsg) tea.Cmd {
	switch {
	case !s.dance.Answers(msg.task):
		return nil
	case msg.exchange == nil:
		return kit.BadToast(nothingSigned)
	}
	return kit.Push(s, traffic.NewSignature(s.Env, msg.exchange))
}
