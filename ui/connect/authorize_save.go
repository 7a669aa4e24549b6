package connect

import (
	"context"
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

// save saves the connection. On failure the screen keeps the token, so that the user can try again.
func (s *attempt) save(name string, replace bool) tea.Cmd {
	var save func(context.Context) (*flow.Connection, error)
	switch m, setup, unsaved := s.Flow, s.setup, s.unsaved; {
	case unsaved != nil:
		save = func(ctx context.Context) (*flow.Connection, error) { return unsaved.Save(ctx, name, replace) }
	case s.token != nil:
		token := *s.token
		save = func(ctx context.Context) (*flow.Connection, error) {
			return m.Connections.Save(ctx, setup, token, name, replace)
		}
	default:
		return nil
	}
	s.name, s.replace = name, replace
	s.steps.start(flow.StepStore, "saving as "+name)
	t, now := s.task, s.Now
	return tea.Batch(s.spin(), func() tea.Msg {
		started := now()
		conn, err := save(t.Ctx)
		return savedMsg{t.ID, conn, err, now().Sub(started)}
	})
}

func (s *attempt) saveUnderFreeName() tea.Cmd {
	t, m, c := s.task, s.Flow, s.setup.Connector
	return func() tea.Msg { return saveAsMsg{t.ID, m.Connections.FreeName(t.Ctx, c)} }
}

func (s *attempt) saved(msg savedMsg) tea.Cmd {
	if !s.task.Matches(msg.task) {
		return nil
	}
	if msg.err != nil && msg.conn == nil {
		s.steps.fail(flow.StepStore, msg.err)
	}
	switch {
	case errors.Is(msg.err, flow.ErrNameTaken):
		return kit.Ask(kit.AskMsg{
			From: s.screen, Yes: "replace", No: "keep both", OnYes: replaceMsg{}, OnNo: otherNameMsg{},
			Text: fmt.Sprintf("A connection named %s was created in the meantime. Replace it?", s.name),
		})
	case errors.Is(msg.err, flow.ErrPassphraseRequired), errors.Is(msg.err, flow.ErrNoStore):
		return kit.Push(s.screen, stores.NewChoice(s.Env, stores.ForNewConnection))
	case msg.err != nil && msg.conn == nil:
		return nil
	}
	s.token, s.conn = nil, msg.conn
	s.steps.finish(flow.StepStore, msg.took, "saved as "+s.name)
	if msg.err != nil { // saved, but the connector cannot make a client
		s.steps.fail(flow.StepTest, msg.err)
		return nil
	}
	if s.unsaved != nil { // tested before
		s.connectedAt = s.Now()
		return nil
	}
	return s.test()
}

// test sends the connector's test request: with the saved connection, or with entered credentials before they are saved.
func (s *attempt) test() tea.Cmd {
	s.steps.start(flow.StepTest, "sending a test request")
	var test func(context.Context) (flow.TestResult, error)
	if s.conn != nil {
		test = s.conn.Test
	} else {
		test = s.unsaved.Test
	}
	t := s.task
	return tea.Batch(s.spin(), func() tea.Msg {
		result, err := test(t.Ctx)
		return testedMsg{t.ID, result, err}
	})
}

func (s *attempt) tested(msg testedMsg) tea.Cmd {
	if !s.task.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		s.steps.fail(flow.StepTest, msg.err)
		return nil
	}
	note := ""
	if msg.result.NoTest {
		note = "the connector has no test"
	}
	s.account = text.Safe(msg.result.Account, 60)
	s.steps.finish(flow.StepTest, msg.result.Took, note)
	if s.conn == nil {
		return s.save(s.name, s.replace)
	}
	s.conn.Entry.Account = msg.result.Account // as in the index
	s.connectedAt = s.Now()
	return nil
}

// The activity of opening the browser, and its result.
const (
	openingBrowser  = "opening the browser"
	openedInBrowser = "opened in browser"
)

// browserError explains why the browser was not opened.
func browserError(err error) string {
	if _, why, ok := strings.Cut(err.Error(), terminal.ErrNoBrowser.Error()+": "); ok && errors.Is(err, terminal.ErrNoBrowser) {
		return "Cannot open a browser: " + text.Safe(why, 120)
	}
	return text.Safe(err.Error(), 160)
}

// exchangeAfter is the latest exchange if it is later than earlier.
func exchangeAfter(m *flow.Manager, earlier *flow.Exchange) *flow.Exchange {
	latest := latestExchange(m)
	if latest == nil || earlier != nil && !latest.Started.After(earlier.Started) {
		return nil
	}
	return latest
}

func latestExchange(m *flow.Manager) *flow.Exchange {
	trace := m.Traffic.List()
	if len(trace) == 0 {
		return nil
	}
	return &trace[len(trace)-1]
}
