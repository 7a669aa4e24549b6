package stores

import (
	"fmt"
	"runtime"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/settings"
)

var (
	keyUse        = kit.NewAction("use", kit.NotInText, "use", "enter")
	keyMove       = kit.NewAction("move", kit.NotInText, "move", "m")
	keyPassphrase = kit.NewAction("passphrase", kit.NotInText, "passphrase", "p")
	// KeyRepair rebuilds the list of connections.
	KeyRepair = kit.NewAction("repair", kit.NotInText, "repair", "r")
)

// keychains lists the credential stores, and says which is in use and why.
type keychains struct {
	operation
	width, height int
	system        string // runtime.GOOS: the advice depends on it
	cursor        int
	repairNow     bool // as soon as the stores are read
}

type (
	statesMsg struct {
		task     int64
		states   []flow.StoreState
		settings settings.Settings
		err      error
	}
	// chosenMsg is the result of switching stores; unwritten is why the choice could not be saved.
	chosenMsg struct {
		task      int64
		kind      flow.StoreKind
		err       error
		unwritten error
	}
	// openedStoreMsg is a store unlocked for another operation, which then continues.
	openedStoreMsg struct {
		task int64
		err  error
		then func() tea.Cmd
	}
	rewrappedMsg struct {
		task int64
		err  error
	}
	// chooseMsg is the yes to a question.
	chooseMsg struct{ kind flow.StoreKind }
)

// New lists all stores.
func New(e *kit.Env) *keychains {
	s := &keychains{system: runtime.GOOS}
	s.Env, s.screen = e, s
	return s
}

// NewRepair is the same screen, repairing the list of connections at once.
func NewRepair(e *kit.Env) *keychains {
	s := New(e)
	s.repairNow = true
	return s
}

// Init reads the state of the stores.
func (s *keychains) Init() tea.Cmd { return s.reload() }

func (s *keychains) Title() string { return "credential stores" }

func (s *keychains) SetSize(width, height int) { s.width, s.height = width, height }

func (s *keychains) Typing() bool { return s.asks.asked() && !s.work.Running() }

// Close stops everything that runs; a move stops between two connections.
func (s *keychains) Close() {
	s.look.Stop()
	s.work.Stop()
}

// Back stops the running task, closes the inputs or the report, or leaves.
func (s *keychains) Back() (tea.Cmd, bool) {
	switch {
	case s.move != nil:
		s.stopMove()
	case s.work.Running():
		s.finish()
	case s.asks.asked():
		s.asks = passphrases{}
	case s.report != nil:
		s.report = nil
	default:
		return nil, false
	}
	return nil, true
}

func (s *keychains) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case kit.ResumedMsg:
		return s.reload()
	case statesMsg:
		return s.looked(msg)
	case chosenMsg:
		return s.chose(msg)
	case chooseMsg:
		return s.choose(msg.kind)
	case openedStoreMsg:
		return s.openedStore(msg)
	case rewrappedMsg:
		return s.rewrapped(msg)
	case moveMsg:
		return s.startMove(msg)
	case movedOneMsg:
		return s.movedOne(msg)
	case movedMsg:
		return s.moved(msg)
	case withoutFileMsg:
		return s.askWithout()
	case repairMsg:
		return s.repair()
	case unlockFirstMsg:
		return s.unlockFile("to find what it holds", s.repair)
	case repairedMsg:
		return s.repaired(msg)
	case kit.MaskMsg:
		s.asks.conceal(msg)
	}
	return nil
}

func (s *keychains) looked(msg statesMsg) tea.Cmd {
	if !s.look.Matches(msg.task) {
		return nil
	}
	first := !s.loaded
	s.states, s.settings, s.loadErr, s.loaded = msg.states, msg.settings, msg.err, true
	if i := slices.IndexFunc(s.states, func(k flow.StoreState) bool { return k.InUse }); first && i >= 0 {
		s.cursor = i
	}
	if s.repairNow {
		s.repairNow = false
		return s.askRepair()
	}
	return nil
}

func (s *keychains) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.work.Running():
		return nil
	case s.asks.asked() && s.Keys.Matches(msg, kit.KeyReveal):
		return s.asks.here().Reveal(s.Env)
	case s.asks.asked():
		if s.asks.typed(msg) {
			return s.entered()
		}
		return nil
	case s.Keys.Matches(msg, KeyRepair):
		return s.askRepair()
	case len(s.states) == 0:
		return nil
	}
	if to, ok := s.Keys.MoveCursor(msg, s.cursor, len(s.states), len(s.states)); ok {
		s.goTo(to)
		return nil
	}
	switch {
	case s.Keys.Matches(msg, keyUse):
		return s.use(s.states[s.cursor])
	case s.Keys.Matches(msg, keyMove):
		return s.askMove(s.states[s.cursor])
	case s.Keys.Matches(msg, keyPassphrase):
		return s.askNewPassphrase()
	}
	return nil
}

func (s *keychains) goTo(row int) {
	s.cursor, s.problem, s.report = max(min(row, len(s.states)-1), 0), nil, nil
}

// use switches to a store, and unlocks it.
func (s *keychains) use(k flow.StoreState) tea.Cmd {
	switch {
	case k.Status.NeedsPassphrase:
		return s.askPassphrase(k, "", func() tea.Cmd {
			t, m, passphrase := s.begin(openingFile), s.Flow, s.asks.value(0)
			return func() tea.Msg {
				if err := m.Stores.Unlock(t.Ctx, passphrase); err != nil {
					return chosenMsg{t.ID, flow.StoreFile, err, nil}
				}
				return chosenMsg{t.ID, flow.StoreFile, nil, settings.File(m.SettingsFile).UseStore(m.Stores, flow.StoreFile)}
			}
		})
	case !k.Status.Ready:
		return s.reload()
	}
	return s.choose(k.Kind)
}

// choose switches to a store that needs no passphrase. If the user cancels the OS keychain's dialog, the current store stays.
func (s *keychains) choose(kind flow.StoreKind) tea.Cmd {
	t, m, locked, before := s.begin("opening the "+kind.Title()), s.Flow, s.state(kind).Status.Locked, s.inUse()
	s.dialog = locked
	return func() tea.Msg {
		m.Stores.Use(kind)
		if locked {
			if err := m.Stores.Open(t.Ctx); err != nil {
				m.Stores.Use(before)
				return chosenMsg{t.ID, kind, err, nil}
			}
		}
		return chosenMsg{t.ID, kind, nil, settings.File(m.SettingsFile).UseStore(m.Stores, kind)}
	}
}

func (s *keychains) chose(msg chosenMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.finish()
	name := msg.kind.Title()
	switch {
	case msg.err != nil:
		s.notEntered(msg.err)
		return s.reload()
	case msg.unwritten != nil:
		s.asks = passphrases{}
		x := flow.Explain(msg.unwritten)
		x.What = fmt.Sprintf("Using the %s for this run; the choice could not be saved: %s", name, x.What)
		s.problem = &x
		return s.reload()
	}
	s.asks = passphrases{}
	text := fmt.Sprintf("Using the %s from now on", name)
	if msg.kind == flow.StoreMemory {
		text = "Using memory until countersign quits. Connections in other stores are unchanged."
	}
	return tea.Batch(s.reload(), kit.Toast(text))
}

// Keys are the actions of these screens.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Credential stores", IncludesListKeys: true,
		Actions: []kit.Action{
			keyUse, keyMove, keyPassphrase, KeyRepair, keyStoreFile, keyStoreMemory, keyStoreOS,
		},
	}
}
