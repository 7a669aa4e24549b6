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
	"countersign/ui/terminal"
)

// keep puts the token into the keychain. Until that has worked, the token stays with the screen.
func (s *attempt) keep(name string, replace bool) tea.Cmd {
	if s.given != nil {
		return s.keepGiven(name, replace)
	}
	if s.token == nil {
		return nil
	}
	s.name, s.replace = name, replace
	s.steps.now(flow.StepStore, "keeping it as "+name)
	t, m, now, setup, token := s.dance, s.Flow, s.Now, s.setup, *s.token
	return tea.Batch(s.spin(), func() tea.Msg {
		started := now()
		conn, err := m.Connections.Save(t.Ctx, setup, token, name, replace)
		return keptMsg{t.ID, conn, err, now().Sub(started)}
	})
}

// keepBeside keeps the token under a name that is free.
func (s *attempt) keepBeside() tea.Cmd {
	t, m, c := s.dance, s.Flow, s.setup.Connector
	return func() tea.Msg {
		return keepAsMsg{t.ID, m.Connections.FreeName(t.Ctx, c)}
	}
}

func (s *attempt) kept(msg keptMsg) tea.Cmd {
	if !s.dance.Matches(msg.task) {
		return nil
	}
	switch {
	case errors.Is(msg.err, flow.ErrNameTaken):
		s.steps.fail(flow.StepStore, msg.err)
		return kit.Ask(kit.AskMsg{
			From: s.screen, Yes: "replace it", No: "keep both", OnYes: replaceMsg{}, OnNo: otherNameMsg{},
			Text: fmt.Sprintf("A connection %s was kept in the meantime. Replace it?", s.name),
		})
	case errors.Is(msg.err, flow.ErrPassphraseRequired), errors.Is(msg.err, flow.ErrNoStore):
		s.steps.fail(flow.StepStore, msg.err)
		return kit.Push(s.screen, stores.NewChoice(s.Env, stores.ForNewConnection))
	case msg.err != nil && msg.conn == nil:
		s.steps.fail(flow.StepStore, msg.err)
		return nil
	}
	s.token = nil
	s.conn = msg.conn
	s.steps.done(flow.StepStore, msg.took, "kept as "+s.name)
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

func (s *attempt) test() tea.Cmd {
	s.steps.now(flow.StepTest, "calling the service with it")
	t, conn := s.dance, s.conn
	return tea.Batch(s.spin(), func() tea.Msg {
		result, err := conn.Test(t.Ctx)
		return dancedTestMsg{t.ID, result, err}
	})
}

func (s *attempt) testDone(msg dancedTestMsg) {
	if !s.dance.Matches(msg.task) {
		return
	}
	if msg.err != nil {
		s.steps.fail(flow.StepTest, msg.err)
		return
	}
	note := ""
	if msg.result.NoTest {
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

// unopened says why the browser is not open.
func unopened(err error) string {
	if errors.Is(err, terminal.ErrNoBrowser) {
		if _, why, ok := strings.Cut(err.Error(), terminal.ErrNoBrowser.Error()+": "); ok {
			return "no browser is opened: " + text.Safe(why, 120)
		}
		return terminal.ErrNoBrowser.Error()
	}
	return text.Safe(err.Error(), 160)
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
