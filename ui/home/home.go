package home

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/catalogue"
	"countersign/ui/kit"
	"countersign/ui/stores"
	"countersign/ui/traffic"
)

// sandboxKey is the catalogue's key of the provider that this program runs itself.
const sandboxKey = "sandbox"

var (
	keyNew       = kit.NewAction("new", kit.Never, "new", "n")
	keyTest      = kit.NewAction("test", kit.Never, "test", "t")
	keyRename    = kit.NewAction("rename", kit.Never, "rename", "r")
	keyRenew     = kit.NewAction("renew", kit.Never, "renew", "w")
	keyRevoke    = kit.NewAction("revoke", kit.Never, "revoke", "v")
	keySandbox   = kit.NewAction("sandbox", kit.Never, "try the sandbox", "s")
	keyKeychains = kit.NewAction("keychains", kit.Never, "keychains", "K")
)

// connections is home: what is kept, and the two ways to more. What is done to a connection stands in
// connections_actions.go, life.go and rename.go.
type connections struct {
	*kit.Env
	width, height int

	entries []flow.Entry
	loaded  bool
	listErr error
	status  flow.KeychainStatus
	probed  bool
	filter  kit.LineInput
	cursor  int    // an entry, or one of the two rows behind the entries
	moved   bool   // by hand: a list that arrives later leaves the cursor alone
	follow  string // where the cursor goes when the list comes
	rename  *renaming

	list, probe kit.Task
	work        kit.Task       // one thing at a time is done to a connection
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

func New(e *kit.Env) *connections {
	return &connections{Env: e, filter: kit.NewInput(e.Keys, "")}
}

func (s *connections) Title() string { return "" }

func (s *connections) Init() tea.Cmd { return s.reload() }

// Close stops what is under way.
func (s *connections) Close() {
	s.list.Stop()
	s.probe.Stop()
	s.work.Stop()
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
	case s.work.Running():
		s.finish()
	case s.trouble != nil:
		s.trouble = nil
	}
	return nil, true
}

// reload reads the index and asks for the keychain's state.
func (s *connections) reload() tea.Cmd {
	s.list.Stop()
	s.list = s.Start()
	m, list := s.Flow, s.list
	return tea.Batch(s.look(), func() tea.Msg {
		entries, err := m.Connections.List(list.Ctx)
		return listedMsg{list.Id, entries, err}
	})
}

// look asks for the keychain's state.
func (s *connections) look() tea.Cmd {
	s.probe.Stop()
	s.probe = s.Start()
	m, probe := s.Flow, s.probe
	return func() tea.Msg { return probedMsg{probe.Id, m.Stores.Status(probe.Ctx)} }
}

// watched does something that opens the keychain, and looks meanwhile whether that is locked: then its dialog is what
// everything waits for.
func (s *connections) watched(do tea.Cmd) tea.Cmd { return tea.Batch(s.look(), do) }

func (s *connections) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case kit.ResumedMsg:
		s.unlocked = nil
		return s.reload()
	case stores.KeychainReadyMsg:
		return s.resume()
	case listedMsg:
		s.listed(msg)
	case probedMsg:
		if s.probe.Answers(msg.task) {
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
	case goToCatalogueMsg, goToKeychainsMsg, goToConnectorMsg, goToConnectionMsg, kit.GoHomeMsg:
		return s.goWay(msg)
	case connectorsMsg:
		s.connectors = connectorList(msg)
		return func() tea.Msg { return kit.WaysMsg{} }
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
	case s.filter.Focused() && !s.Keys.WhileTyping(msg, kit.KeyOpen) && !s.Keys.MovesWhileTyping(msg):
		kit.TypeInto(&s.filter, msg)
		s.cursor = 0
		return nil
	}
	if to, ok := s.Keys.Stepped(msg, s.cursor, len(s.shown())+2, s.page()); ok {
		s.goTo(to)
		return nil
	}
	switch {
	case s.Keys.Hit(msg, kit.KeyOpen):
		s.filter.Blur()
		return s.choose()
	case s.Keys.Hit(msg, keyNew):
		return kit.Push(s, catalogue.New(s.Env))
	case s.Keys.Hit(msg, keySandbox):
		return s.trySandbox()
	case s.Keys.Hit(msg, keyKeychains):
		return s.openKeychains()
	case s.Keys.Hit(msg, traffic.KeyExchanges):
		return kit.Push(s, traffic.NewExchanges(s.Env))
	case s.Keys.Hit(msg, stores.KeyRepair) && s.damaged():
		return kit.Push(s, stores.NewRepair(s.Env))
	case s.Keys.Hit(msg, kit.KeyFilter) && len(s.entries) > 0:
		s.filter.Focus()
	}
	return s.act(msg)
}

// shown are the entries that the filter leaves.
func (s *connections) shown() []flow.Entry {
	words := strings.Fields(strings.ToLower(s.filter.Value()))
	var shown []flow.Entry
	for _, e := range s.entries {
		if kit.ContainsAll(strings.ToLower(e.Name+" "+e.Title+" "+e.Account), words) {
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
		return kit.Push(s, catalogue.New(s.Env))
	}
	return s.trySandbox()
}

func (s *connections) listed(msg listedMsg) {
	if !s.list.Answers(msg.task) {
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
func (s *connections) begin(doing, onto string) kit.Task {
	s.work.Stop()
	s.work, s.doing, s.onto, s.trouble = s.Start(), doing, onto, nil
	return s.work
}

func (s *connections) finish() {
	s.work.Stop()
	s.doing = ""
}

// failed shows the failure, unless the encrypted file only waits for its passphrase: then that comes first, and again
// after it.
func (s *connections) failed(err error, again func() tea.Cmd) tea.Cmd {
	s.finish()
	switch {
	case errors.Is(err, flow.ErrNeedsPassphrase) && again != nil:
		s.unlocked = again
		return kit.Push(s, stores.NewKeychain(s.Env, stores.UnlockOnly))
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

// Keys are the actions under that title in the settings.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Connections, the first screen", Moves: true,
		Actions: []kit.Action{
			kit.KeyQuitHome, kit.KeyLog, kit.KeyOpen, keyNew, keyTest, keyRename, kit.KeyReconnect, keyRenew, keyRevoke, kit.KeyForget,
			kit.KeyFilter, keySandbox, keyKeychains,
		},
		With: []kit.Action{traffic.KeyExchanges, stores.KeyRepair},
	}
}
