package ui

import (
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

func (s *connections) open(name string) tea.Cmd {
	t, m := s.begin("opening…", name), s.Flow
	return func() tea.Msg {
		conn, err := m.Open(t.ctx, name)
		return openedMsg{t.id, conn, err}
	}
}

func (s *connections) opened(msg openedMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	if msg.err != nil {
		name := s.onto
		return s.failed(msg.err, func() tea.Cmd { return s.open(name) })
	}
	s.finish()
	return push(s, newRequest(s.env, msg.conn))
}

func (s *connections) test(name string) tea.Cmd {
	t, m := s.begin("testing…", name), s.Flow
	return func() tea.Msg {
		conn, err := m.Open(t.ctx, name)
		if err != nil {
			return testedMsg{task: t.id, err: err}
		}
		result, err := conn.Test(t.ctx)
		return testedMsg{t.id, result, err}
	}
}

func (s *connections) tested(msg testedMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	name := s.onto
	if msg.err != nil {
		return tea.Batch(s.failed(msg.err, func() tea.Cmd { return s.test(name) }), s.reload())
	}
	s.finish()
	return tea.Batch(s.reload(), toast(testOutcome(name, msg.result)))
}

// testOutcome says in words what a passed test found.
func testOutcome(name string, r flow.TestResult) string {
	switch {
	case r.None:
		return name + ": its connector has no test"
	case r.Account != "":
		return fmt.Sprintf("%s works, as %s (%s)", name, flow.Safe(r.Account, 60), took(r.Took))
	}
	return fmt.Sprintf("%s works (%s)", name, took(r.Took))
}

func (s *connections) askForget(name string) tea.Cmd {
	return ask(askMsg{
		from: s, yes: "forget " + clip(name, 16), no: "keep it", onYes: forgetMsg{name},
		text: fmt.Sprintf("Forget %s? Its tokens are removed from the keychain here. The provider still honours them, until access is taken back there.", name),
	})
}

func (s *connections) forget(name string) tea.Cmd {
	t, m := s.begin("forgetting…", name), s.Flow
	return func() tea.Msg { return forgottenMsg{t.id, name, m.Forget(t.ctx, name)} }
}

func (s *connections) forgotten(msg forgottenMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	if errors.Is(msg.err, flow.ErrNotDisconnected) {
		s.finish()
		return tea.Batch(s.reload(), func() tea.Msg {
			return toastMsg{text: msg.name + " is forgotten here, but the service could not be told: " + flow.Explain(msg.err).Next, bad: true}
		})
	}
	if msg.err != nil {
		return s.failed(msg.err, func() tea.Cmd { return s.forget(msg.name) })
	}
	s.finish()
	return tea.Batch(s.reload(), toast(msg.name+" is forgotten"))
}

// trySandbox goes straight to the connector that needs no account.
func (s *connections) trySandbox() tea.Cmd {
	t, m := s.begin("", ""), s.Flow
	return func() tea.Msg {
		c, err := m.Connector(sandboxKey)
		return connectorMsg{t.id, c, err}
	}
}

func (s *connections) configure(msg connectorMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	if msg.err != nil {
		return s.failed(msg.err, nil)
	}
	s.finish()
	return push(s, newConfigure(s.env, msg.connector))
}
