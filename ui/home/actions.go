package home

import (
	"context"
	"errors"
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/connect"
	"countersign/ui/kit"
	"countersign/ui/request"
	"countersign/ui/stores"
)

// actions are done to one connection at a time.
type actions struct {
	savedList
	screen kit.Screen // that they belong to

	work     kit.Task
	doing    string         // what it is, for its row: "opening…"
	onto     string         // the connection's name
	unlocked func() tea.Cmd // what to do once the keychain is unlocked
	rename   *renaming
}

// act does what a key asks for with the connection under the cursor, or says why it cannot.
func (s *actions) act(msg tea.KeyMsg) tea.Cmd {
	for _, action := range []struct {
		key key.Binding
		do  func(flow.Entry) tea.Cmd
	}{
		{s.Keys.Binding(keyTest), func(e flow.Entry) tea.Cmd { return s.inItsStore(e, s.test) }},
		{s.Keys.Binding(keyRename), func(e flow.Entry) tea.Cmd {
			return s.inItsStore(e, func(string) tea.Cmd { return s.startRename(e) })
		}},
		{s.Keys.Binding(kit.KeyReconnect), func(e flow.Entry) tea.Cmd { return s.inItsStore(e, s.reconnect) }},
		{s.Keys.Binding(keyRenew), func(e flow.Entry) tea.Cmd { return s.inItsStore(e, s.renew) }},
		{s.Keys.Binding(keyRevoke), func(e flow.Entry) tea.Cmd { return s.inItsStore(e, s.readRevocation) }},
		{s.Keys.Binding(kit.KeyDelete), s.askForget},
	} {
		if !key.Matches(msg, action.key) {
			continue
		}
		if s.busy() {
			return s.waitFirst()
		}
		if e, picked := s.picked(); picked {
			return action.do(e)
		}
		return kit.ErrorToast(s.nothingPicked(action.key.Help().Desc))
	}
	return nil
}

// busy reports whether something is done to a connection: the next thing waits for that.
func (s *actions) busy() bool { return s.work.Running() && s.doing != "" }

func (s *actions) waitFirst() tea.Cmd {
	return kit.ErrorToast("first let " + s.onto + " finish, or " + s.Keys.Label(kit.KeyBack) + " stops it")
}

// nothingPicked says why an action has nothing to act on.
func (s *actions) nothingPicked(does string) string {
	switch {
	case s.listErr != nil:
		return "the list of connections cannot be read: r repairs it"
	case len(s.entries) == 0:
		return "there is no connection to " + does + " yet: n makes one"
	}
	return "no connection is chosen to " + does + ": go to one with ↑ and ↓"
}

// inItsStore does something to a connection with the keychain in use that it is kept in.
func (s *actions) inItsStore(e flow.Entry, do func(name string) tea.Cmd) tea.Cmd {
	if !s.probed || s.status.Kind == "" || e.Store == s.status.Kind {
		return do(e.Name)
	}
	name := e.Name
	return kit.Ask(kit.AskMsg{
		From: s.screen, Yes: "use that one", No: "leave it",
		OnYes: useStoreMsg{e.Store, func() tea.Cmd { return do(name) }},
		Text: fmt.Sprintf("%s is kept in %s, and the %s is in use. Use %s for the rest of this run? K shows all keychains, and moves connections.",
			name, storeWords(e.Store), s.status.Kind.Title(), storeWords(e.Store)),
	})
}

// openKeychains waits for what is done to a connection: it must not meet another keychain in use half way.
func (s *actions) openKeychains() tea.Cmd {
	if s.busy() {
		return s.waitFirst()
	}
	return kit.Push(s.screen, stores.New(s.Env))
}

func (s *actions) open(name string) tea.Cmd {
	t, m := s.begin("opening…", name), s.Flow
	return s.watched(func() tea.Msg {
		conn, err := m.Connections.Open(t.Ctx, name)
		return openedMsg{t.ID, conn, err}
	})
}

func (s *actions) opened(msg openedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		name := s.onto
		return s.failed(msg.err, func() tea.Cmd { return s.open(name) })
	}
	s.finish()
	return kit.Push(s.screen, request.New(s.Env, msg.conn))
}

func (s *actions) test(name string) tea.Cmd {
	t, m := s.begin("testing…", name), s.Flow
	return s.watched(func() tea.Msg {
		conn, err := m.Connections.Open(t.Ctx, name)
		if err != nil {
			return testedMsg{task: t.ID, err: err}
		}
		result, err := conn.Test(t.Ctx)
		return testedMsg{t.ID, result, err}
	})
}

func (s *actions) tested(msg testedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	name := s.onto
	if msg.err != nil {
		return tea.Batch(s.failed(msg.err, func() tea.Cmd { return s.test(name) }), s.reload())
	}
	s.finish()
	return tea.Batch(s.reload(), kit.Toast(testOutcome(name, msg.result)))
}

// testOutcome says in words what a passed test found.
func testOutcome(name string, r flow.TestResult) string {
	switch {
	case r.NoTest:
		return name + ": its connector has no test"
	case r.Account != "":
		return fmt.Sprintf("%s works, as %s (%s)", name, text.Safe(r.Account, 60), text.Duration(r.Took))
	}
	return fmt.Sprintf("%s works (%s)", name, text.Duration(r.Took))
}

// trySandbox goes straight to the connector that needs no account.
func (s *actions) trySandbox() tea.Cmd {
	t, m := s.begin("", ""), s.Flow
	return func() tea.Msg {
		c, err := m.Connectors.Load(sandboxKey)
		return connectorMsg{t.ID, c, err}
	}
}

func (s *actions) configure(msg connectorMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		return s.failed(msg.err, nil)
	}
	s.finish()
	return kit.Push(s.screen, connect.New(s.Env, msg.connector))
}

// begin makes room for one thing to do to the connection onto.
func (s *actions) begin(doing, onto string) kit.Task {
	s.work.Stop()
	s.work, s.doing, s.onto, s.trouble = s.StartTask(), doing, onto, nil
	return s.work
}

func (s *actions) finish() {
	s.work.Stop()
	s.doing = ""
}

// failed shows the failure, unless the encrypted file only waits for its passphrase: then that comes first, and again
// after it.
func (s *actions) failed(err error, again func() tea.Cmd) tea.Cmd {
	s.finish()
	switch {
	case errors.Is(err, flow.ErrPassphraseRequired) && again != nil:
		s.unlocked = again
		return kit.Push(s.screen, stores.NewChoice(s.Env, stores.UnlockOnly))
	case !errors.Is(err, context.Canceled):
		x := flow.Explain(err)
		s.trouble = &x
	}
	return nil
}

// resume goes on with what the locked keychain held up.
func (s *actions) resume() tea.Cmd {
	cmds := []tea.Cmd{s.reload()}
	if s.unlocked != nil {
		cmds = append(cmds, s.unlocked())
		s.unlocked = nil
	}
	return tea.Batch(cmds...)
}
