package home

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/catalogue"
	"countersign/ui/kit"
	"countersign/ui/stores"
	"countersign/ui/traffic"
)

// sandboxKey is the catalogue's key of the built-in provider.
const sandboxKey = "sandbox"

var (
	keyNew     = kit.NewAction("new", kit.NotInText, "new", "n")
	keyTest    = kit.NewAction("test", kit.NotInText, "test", "t")
	keyRename  = kit.NewAction("rename", kit.NotInText, "rename", "r")
	keyRefresh = kit.NewAction("refresh", kit.NotInText, "refresh", "w").Formerly("renew")
	keyRevoke  = kit.NewAction("revoke", kit.NotInText, "revoke", "v")
	keySandbox = kit.NewAction("sandbox", kit.NotInText, "try the sandbox", "s")
	keyStores  = kit.NewAction("stores", kit.NotInText, "credential stores", "K").Formerly("keychains")
)

// connections is home: the list of connections, and rows to add one or try the sandbox.
type connections struct {
	actions
	connectors connectorList // for the palette
}

type (
	listedMsg struct {
		task    int64
		entries []flow.Entry
		err     error
	}
	probedMsg struct {
		task   int64
		status flow.StoreStatus
	}
)

// New makes home.
func New(e *kit.Env) *connections {
	s := &connections{}
	s.Env, s.filter, s.screen = e, kit.NewInput(e.Keys, ""), s
	return s
}

func (s *connections) Title() string { return "" }

func (s *connections) Init() tea.Cmd { return s.reload() }

// Close stops everything that runs.
func (s *connections) Close() {
	s.list.Stop()
	s.probe.Stop()
	s.work.Stop()
	s.leaveRename()
}

func (s *connections) SetSize(width, height int) { s.width, s.height = width, height }

func (s *connections) Typing() bool { return s.filter.Focused() || s.rename != nil }

// Back cancels renaming, clears the filter, or stops the running action.
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
	case s.problem != nil:
		s.problem = nil
	}
	return nil, true
}

func (s *connections) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case kit.ResumedMsg:
		s.unlocked = nil
		return s.reload()
	case stores.ReadyMsg:
		return s.resume()
	case listedMsg:
		s.listed(msg)
	case probedMsg:
		if s.probe.Matches(msg.task) {
			s.status, s.probed = msg.status, true
		}
	case nameCheckedMsg:
		s.nameChecked(msg)
	case kit.DoneMsg:
		return s.work.Finish(msg)
	case *confirmedMsg:
		return msg.do()
	case goToCatalogueMsg, goToStoresMsg, goToConnectorMsg, goToConnectionMsg, kit.GoHomeMsg:
		return s.goTo(msg)
	case connectorsMsg:
		s.connectors = connectorList(msg)
		return func() tea.Msg { return kit.DestinationsMsg{} }
	}
	return nil
}

func (s *connections) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.rename != nil:
		return s.typeName(msg)
	case s.filter.Focused() && !s.Keys.MatchesInText(msg, kit.KeyOpen) && !s.Keys.MovesInText(msg):
		kit.TypeInto(&s.filter, msg)
		s.cursor = 0
		return nil
	}
	if to, ok := s.Keys.MoveCursor(msg, s.cursor, len(s.shown())+2, s.page()); ok {
		s.moveTo(to)
		return nil
	}
	switch {
	case s.Keys.Matches(msg, kit.KeyOpen):
		s.filter.Blur()
		return s.choose()
	case s.Keys.Matches(msg, keyNew):
		return kit.Push(s, catalogue.New(s.Env))
	case s.Keys.Matches(msg, keySandbox):
		return s.trySandbox()
	case s.Keys.Matches(msg, keyStores):
		return s.openStores()
	case s.Keys.Matches(msg, traffic.KeyTraffic):
		return kit.Push(s, traffic.NewExchanges(s.Env))
	case s.Keys.Matches(msg, stores.KeyRepair) && s.damaged():
		return kit.Push(s, stores.NewRepair(s.Env))
	case s.Keys.Matches(msg, kit.KeyFilter) && len(s.entries) > 0:
		s.filter.Focus()
	}
	return s.act(msg)
}

// choose opens the row at the cursor.
func (s *connections) choose() tea.Cmd {
	entry, ok := s.selected()
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

// Keys are the actions of this screen.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Connections", IncludesListKeys: true,
		Actions: []kit.Action{
			kit.KeyQuitHome, kit.KeyMessages, kit.KeyOpen, keyNew, keyTest, keyRename, kit.KeyReconnect, keyRefresh, keyRevoke, kit.KeyDelete,
			kit.KeyFilter, keySandbox, keyStores,
		},
		AlsoActive: []kit.Action{traffic.KeyTraffic, stores.KeyRepair},
	}
}
