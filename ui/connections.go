package ui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// sandboxKey is the catalogue's key of the provider that this program runs itself.
const sandboxKey = "sandbox"

var (
	keyNew       = NewAction("new", Never, "new", "n")
	keyTest      = NewAction("test", Never, "test", "t")
	keyRename    = NewAction("rename", Never, "rename", "r")
	keyRenew     = NewAction("renew", Never, "renew", "w")
	keyRevoke    = NewAction("revoke", Never, "revoke", "v")
	keySandbox   = NewAction("sandbox", Never, "try the sandbox", "s")
	keyKeychains = NewAction("keychains", Never, "keychains", "K")
)

// connections is home: what is kept, and the two ways to more. What is done to a connection stands in
// connections_actions.go, life.go and rename.go.
type connections struct {
	*env
	width, height int

	entries []flow.Entry
	loaded  bool
	listErr error
	status  flow.KeychainStatus
	probed  bool
	filter  lineInput
	cursor  int    // an entry, or one of the two rows behind the entries
	moved   bool   // by hand: a list that arrives later leaves the cursor alone
	follow  string // where the cursor goes when the list comes
	rename  *renaming

	list, probe task
	work        task           // one thing at a time is done to a connection
	doing       string         // what it is, for its row: "opening…"
	onto        string         // the connection's name
	unlocked    func() tea.Cmd // what to do once the keychain is unlocked
	trouble     *flow.Explanation
	connectors  connectorList // for the palette
}

type (
	listedMsg struct {
		task    int64
		entries []flow.Entry
		err     error
	}
	probedMsg struct {
		task   int64
		status flow.KeychainStatus
	}
	openedMsg struct {
		task int64
		conn *flow.Connection
		err  error
	}
	testedMsg struct {
		task   int64
		result flow.TestResult
		err    error
	}
	// connectorMsg is a connector, loaded to be configured.
	connectorMsg struct {
		task      int64
		connector *flow.Connector
		err       error
	}
)

func newConnections(e *env) *connections {
	return &connections{env: e, filter: newInput(e.keys, "")}
}

func (s *connections) Title() string { return "" }

func (s *connections) Init() tea.Cmd { return s.reload() }

// Close stops what is under way.
func (s *connections) Close() {
	s.list.stop()
	s.probe.stop()
	s.work.stop()
	s.leaveRename()
}

func (s *connections) SetSize(width, height int) { s.width, s.height = width, height }

func (s *connections) Typing() bool { return s.filter.Focused() || s.rename != nil }

// Back leaves the name or the filter, or stops what is being done.
func (s *connections) Back() (tea.Cmd, bool) {
	switch {
	case s.rename != nil:
		s.leaveRename()
	case s.filter.Focused() || s.filter.Value() != "":
		s.filter.Blur()
		s.filter.SetValue("")
		s.cursor = 0
	case s.work.running():
		s.finish()
	case s.trouble != nil:
		s.trouble = nil
	}
	return nil, true
}

// reload reads the index and asks for the keychain's state.
func (s *connections) reload() tea.Cmd {
	s.list.stop()
	s.list = s.start()
	m, list := s.Flow, s.list
	return tea.Batch(s.look(), func() tea.Msg {
		entries, err := m.Connections.List(list.ctx)
		return listedMsg{list.id, entries, err}
	})
}

// look asks for the keychain's state.
func (s *connections) look() tea.Cmd {
	s.probe.stop()
	s.probe = s.start()
	m, probe := s.Flow, s.probe
	return func() tea.Msg { return probedMsg{probe.id, m.Stores.Status(probe.ctx)} }
}

// watched does something that opens the keychain, and looks meanwhile whether that is locked: then its dialog is what
// everything waits for.
func (s *connections) watched(do tea.Cmd) tea.Cmd { return tea.Batch(s.look(), do) }

func (s *connections) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case resumedMsg:
		s.unlocked = nil
		return s.reload()
	case keychainReadyMsg:
		return s.resume()
	case listedMsg:
		s.listed(msg)
	case probedMsg:
		if s.probe.answers(msg.task) {
			s.status, s.probed = msg.status, true
		}
	case judgedMsg:
		s.judgedName(msg)
	case pageMsg:
		s.pageFailed(msg)
	case connectorMsg:
		return s.configure(msg)
	case openedMsg:
		return s.opened(msg)
	case testedMsg:
		return s.tested(msg)
	case renamedMsg:
		return s.renamed(msg)
	case setupMsg:
		return s.setupRead(msg)
	case renewedMsg:
		return s.renewed(msg)
	case revocableMsg:
		return s.askRevoke(msg)
	case revokedMsg:
		return s.revoked(msg)
	case forgottenMsg:
		return s.forgotten(msg)
	case droppedMsg:
		return s.dropped(msg)
	}
	return s.confirmed(msg)
}

// confirmed does what a question was answered yes to.
func (s *connections) confirmed(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case forgetMsg:
		return s.forget(msg.name)
	case dropMsg:
		return s.drop(msg.name)
	case revokeMsg:
		return s.revoke(msg.conn)
	case revokeAtMsg:
		return s.showRevokePage(msg.link)
	case goToCatalogueMsg, goToKeychainsMsg, goToConnectorMsg, goToConnectionMsg, goHomeMsg:
		return s.goWay(msg)
	case connectorsMsg:
		s.connectors = connectorList(msg)
		return func() tea.Msg { return waysMsg{} }
	case useStoreMsg:
		s.Flow.Stores.Use(msg.kind)
		return tea.Batch(s.reload(), msg.again())
	}
	return nil
}

func (s *connections) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.rename != nil:
		return s.typeName(msg)
	case s.filter.Focused() && !s.keys.WhileTyping(msg, keyOpen) && !s.keys.MovesWhileTyping(msg):
		typeInto(&s.filter, msg)
		s.cursor = 0
		return nil
	}
	if to, ok := s.keys.Stepped(msg, s.cursor, len(s.shown())+2, s.page()); ok {
		s.goTo(to)
		return nil
	}
	switch {
	case s.keys.Hit(msg, keyOpen):
		s.filter.Blur()
		return s.choose()
	case s.keys.Hit(msg, keyNew):
		return push(s, newCatalogue(s.env))
	case s.keys.Hit(msg, keySandbox):
		return s.trySandbox()
	case s.keys.Hit(msg, keyKeychains):
		return s.openKeychains()
	case s.keys.Hit(msg, keyExchanges):
		return push(s, newExchanges(s.env))
	case s.keys.Hit(msg, keyRepair) && s.damaged():
		return push(s, newRepair(s.env))
	case s.keys.Hit(msg, keyFilter) && len(s.entries) > 0:
		s.filter.Focus()
	}
	return s.act(msg)
}

// shown are the entries that the filter leaves.
func (s *connections) shown() []flow.Entry {
	words := strings.Fields(strings.ToLower(s.filter.Value()))
	var shown []flow.Entry
	for _, e := range s.entries {
		if containsAll(strings.ToLower(e.Name+" "+e.Title+" "+e.Account), words) {
			shown = append(shown, e)
		}
	}
	return shown
}

// picked is the entry under the cursor.
func (s *connections) picked() (flow.Entry, bool) {
	if shown := s.shown(); s.cursor < len(shown) {
		return shown[s.cursor], true
	}
	return flow.Entry{}, false
}

// goTo takes the cursor to an entry, or to one of the two rows behind them.
func (s *connections) goTo(row int) {
	s.cursor, s.moved, s.trouble = min(max(row, 0), len(s.shown())+1), true, nil
}

// choose is enter: it opens the entry, or goes the way of one of the two rows behind them.
func (s *connections) choose() tea.Cmd {
	entry, ok := s.picked()
	switch {
	case ok && s.busy():
		return s.waitFirst()
	case ok:
		return s.inItsStore(entry, s.open)
	case s.cursor == len(s.shown()):
		return push(s, newCatalogue(s.env))
	}
	return s.trySandbox()
}

func (s *connections) listed(msg listedMsg) {
	if !s.list.answers(msg.task) {
		return
	}
	s.entries, s.listErr = msg.entries, msg.err
	at := slices.IndexFunc(s.shown(), func(e flow.Entry) bool { return e.Name == s.follow })
	s.follow = ""
	switch {
	case at >= 0:
		s.cursor = at
	case s.moved:
	case len(s.entries) > 0:
		s.cursor = 0
	default:
		s.cursor = 1 // "try the sandbox": what a first-time user can do at once
	}
	s.loaded = true
	s.cursor = min(s.cursor, len(s.shown())+1)
}

// begin makes room for one thing to do to the connection onto.
func (s *connections) begin(doing, onto string) task {
	s.work.stop()
	s.work, s.doing, s.onto, s.trouble = s.start(), doing, onto, nil
	return s.work
}

func (s *connections) finish() {
	s.work.stop()
	s.doing = ""
}

// failed shows the failure, unless the encrypted file only waits for its passphrase: then that comes first, and again
// after it.
func (s *connections) failed(err error, again func() tea.Cmd) tea.Cmd {
	s.finish()
	switch {
	case errors.Is(err, flow.ErrNeedsPassphrase) && again != nil:
		s.unlocked = again
		return push(s, newKeychain(s.env, unlockOnly))
	case !errors.Is(err, context.Canceled):
		x := flow.Explain(err)
		s.trouble = &x
	}
	return nil
}

// resume goes on with what the locked keychain held up.
func (s *connections) resume() tea.Cmd {
	cmds := []tea.Cmd{s.reload()}
	if s.unlocked != nil {
		cmds = append(cmds, s.unlocked())
		s.unlocked = nil
	}
	return tea.Batch(cmds...)
}

// homeKeys are the actions under that title in the settings.
func homeKeys() KeyGroup {
	return KeyGroup{
		Title: "Connections, the first screen", Moves: true,
		Actions: []Action{
			keyQuitHome, keyLog, keyOpen, keyNew, keyTest, keyRename, keyReconnect, keyRenew, keyRevoke, keyForget,
			keyFilter, keySandbox, keyKeychains,
		},
		With: []Action{keyExchanges, keyRepair},
	}
}
