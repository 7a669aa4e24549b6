package home

import (
	"context"
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/connect"
	"countersign/ui/kit"
	"countersign/ui/request"
	"countersign/ui/stores"
)

// actions act on one connection at a time.
type actions struct {
	savedList
	screen kit.Screen // the screen that they belong to

	work     kit.Task
	doing    string         // progress for the connection's row, such as "opening…"
	target   string         // the connection's name
	unlocked func() tea.Cmd // what to continue with once the store is unlocked
	rename   *renaming
}

// act runs the action of a key on the selected connection, or says why it can't.
func (s *actions) act(msg tea.KeyMsg) tea.Cmd {
	for _, action := range []struct {
		key kit.Action
		do  func(flow.Entry) tea.Cmd
	}{
		{keyTest, func(e flow.Entry) tea.Cmd { return s.inItsStore(e, s.test) }},
		{keyRename, func(e flow.Entry) tea.Cmd {
			return s.inItsStore(e, func(string) tea.Cmd { return s.startRename(e) })
		}},
		{kit.KeyReconnect, func(e flow.Entry) tea.Cmd { return s.inItsStore(e, s.reconnect) }},
		{keyRefresh, func(e flow.Entry) tea.Cmd { return s.inItsStore(e, s.refresh) }},
		{keyRevoke, func(e flow.Entry) tea.Cmd { return s.inItsStore(e, s.askRevoke) }},
		{kit.KeyDelete, s.askDelete},
	} {
		if !s.Keys.Matches(msg, action.key) {
			continue
		}
		if s.busy() {
			return s.waitFirst()
		}
		if e, selected := s.selected(); selected {
			return action.do(e)
		}
		return kit.ErrorToast(s.nothingSelected(s.Keys.Binding(action.key).Help().Desc))
	}
	return nil
}

// busy reports whether an action runs. The next one has to wait for it.
func (s *actions) busy() bool { return s.work.Running() && s.doing != "" }

func (s *actions) waitFirst() tea.Cmd {
	return kit.ErrorToast(fmt.Sprintf("Wait for %s, or press %s to stop", s.target, s.Keys.Label(kit.KeyBack)))
}

// nothingSelected says why an action has no connection to act on.
func (s *actions) nothingSelected(action string) string {
	switch {
	case s.listErr != nil:
		return "The list of connections cannot be read. Press " + s.Keys.Label(stores.KeyRepair) + " to repair it."
	case len(s.entries) == 0:
		return "No connections to " + action + " yet. Press " + s.Keys.Label(keyNew) + " to add one."
	}
	return "Select a connection to " + action
}

// inItsStore acts on a connection with the credential store in use that holds it.
func (s *actions) inItsStore(e flow.Entry, do func(name string) tea.Cmd) tea.Cmd {
	if !s.probed || s.status.Kind == "" || e.Store == s.status.Kind {
		return do(e.Name)
	}
	return s.confirm("switch", "cancel",
		fmt.Sprintf("%s is in %s, but the %s is in use. Use %s for the rest of this run? (%s shows all credential stores.)",
			e.Name, storeName(e.Store), s.status.Kind.Title(), storeName(e.Store), s.Keys.Label(keyStores)),
		func() tea.Cmd {
			s.Flow.Stores.Use(e.Store)
			return tea.Batch(s.reload(), do(e.Name))
		})
}

// openStores waits for the running action: the store in use must not change during it.
func (s *actions) openStores() tea.Cmd {
	if s.busy() {
		return s.waitFirst()
	}
	return kit.Push(s.screen, stores.New(s.Env))
}

func (s *actions) open(name string) tea.Cmd {
	m := s.Flow
	return s.watched(s.begin("opening…", name).Run(func(ctx context.Context) func() tea.Cmd {
		conn, err := m.Connections.Open(ctx, name)
		return func() tea.Cmd {
			if err != nil {
				return s.failed(err, func() tea.Cmd { return s.open(name) })
			}
			s.finish()
			return kit.Push(s.screen, request.New(s.Env, conn))
		}
	}))
}

func (s *actions) test(name string) tea.Cmd {
	m := s.Flow
	return s.watched(s.begin("testing…", name).Run(func(ctx context.Context) func() tea.Cmd {
		var result flow.TestResult
		conn, err := m.Connections.Open(ctx, name)
		if err == nil {
			result, err = conn.Test(ctx)
		}
		return func() tea.Cmd { return s.tested(name, result, err) }
	}))
}

func (s *actions) tested(name string, result flow.TestResult, err error) tea.Cmd {
	if err != nil {
		return tea.Batch(s.failed(err, func() tea.Cmd { return s.test(name) }), s.reload())
	}
	s.finish()
	outcome := fmt.Sprintf("Tested %s (%s)", name, text.Duration(result.Took))
	switch {
	case result.NoTest:
		outcome = name + ": this connector has no test"
	case result.Account != "":
		outcome = fmt.Sprintf("Tested %s as %s (%s)", name, text.Safe(result.Account, 60), text.Duration(result.Took))
	}
	return tea.Batch(s.reload(), kit.Toast(outcome))
}

// trySandbox goes straight to the connector that needs no account.
func (s *actions) trySandbox() tea.Cmd {
	m := s.Flow
	return s.begin("", "").Run(func(context.Context) func() tea.Cmd {
		c, err := m.Connectors.Load(sandboxKey)
		return func() tea.Cmd {
			if err != nil {
				return s.failed(err, nil)
			}
			s.finish()
			return kit.Push(s.screen, connect.New(s.Env, c))
		}
	})
}

// begin starts an action on a connection.
func (s *actions) begin(doing, target string) kit.Task {
	s.work.Stop()
	s.work, s.doing, s.target, s.problem = s.StartTask(), doing, target, nil
	return s.work
}

func (s *actions) finish() {
	s.work.Stop()
	s.doing = ""
}

// failed shows an error. If the encrypted file needs its passphrase, it asks for that and then tries again.
func (s *actions) failed(err error, again func() tea.Cmd) tea.Cmd {
	s.finish()
	switch {
	case errors.Is(err, flow.ErrPassphraseRequired) && again != nil:
		s.unlocked = again
		return kit.Push(s.screen, stores.NewChoice(s.Env, stores.UnlockOnly))
	case !errors.Is(err, context.Canceled):
		x := flow.Explain(err)
		s.problem = &x
	}
	return nil
}

// resume continues with what the locked store interrupted.
func (s *actions) resume() tea.Cmd {
	cmds := []tea.Cmd{s.reload()}
	if s.unlocked != nil {
		cmds = append(cmds, s.unlocked())
		s.unlocked = nil
	}
	return tea.Batch(cmds...)
}
