package stores

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// keychainNeed is why a store has to be chosen or unlocked.
type keychainNeed int

// The needs.
const (
	ForNewConnection keychainNeed = iota // a new connection needs any store
	AnotherStore                         // saving in the store in use failed
	UnlockOnly                           // the encrypted file needs its passphrase
)

// keychainScreen lets the user choose a store when none is available. Nothing is saved in a store that the user did not
// choose.
type keychainScreen struct {
	*kit.Env
	need          keychainNeed
	width, height int

	status  flow.StoreStatus
	probed  bool
	chosen  bool // by the user, on this screen
	cursor  int
	asks    passphrases // none: the choice is shown
	work    kit.Task
	opening bool // the work is the slow one
	problem *flow.Explanation
}

type (
	// ReadyMsg is the screen's result: a store is available.
	ReadyMsg struct{}

	unlockedMsg struct {
		task int64
		err  error
	}
)

var (
	keyStoreFile   = kit.NewAction("store-file", kit.NotInText, "encrypted file", "f")
	keyStoreMemory = kit.NewAction("store-memory", kit.NotInText, "memory", "m")
	keyStoreOS     = kit.NewAction("store-os", kit.NotInText, "OS keychain", "o")
)

// stores are the choices. The empty kind tries the OS keychain again.
var stores = []struct {
	kind      flow.StoreKind
	key       kit.Action
	name, say string
}{
	{flow.StoreFile, keyStoreFile, "encrypted file", "on this machine, encrypted with your passphrase"},
	{flow.StoreMemory, keyStoreMemory, "memory", "until countersign quits"},
	{"", keyStoreOS, "OS keychain", "try again after you started it"},
}

// NewChoice lets the user choose a store, or unlock it.
func NewChoice(e *kit.Env, need keychainNeed) *keychainScreen {
	return &keychainScreen{Env: e, need: need}
}

func (s *keychainScreen) Title() string { return "credential store" }

func (s *keychainScreen) Close() { s.work.Stop() }

func (s *keychainScreen) SetSize(width, height int) { s.width, s.height = width, height }

func (s *keychainScreen) Typing() bool { return s.asks.asked() && !s.work.Running() }

// Init reads the state of the stores.
func (s *keychainScreen) Init() tea.Cmd {
	t, m := s.begin(), s.Flow
	return func() tea.Msg { return statusMsg{t.ID, m.Stores.Status(t.Ctx)} }
}

// Back stops unlocking, or returns from the passphrase to the choice.
func (s *keychainScreen) Back() (tea.Cmd, bool) {
	switch {
	case s.work.Running() && s.opening:
		s.work.Stop()
	case s.asks.asked() && s.need != UnlockOnly:
		s.asks, s.problem = passphrases{}, nil
	default:
		return nil, false
	}
	return nil, true
}

func (s *keychainScreen) begin() kit.Task {
	s.work.Stop()
	s.work, s.opening = s.StartTask(), false
	return s.work
}

func (s *keychainScreen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch {
		case s.work.Running():
			return nil
		case s.asks.asked():
			return s.typed(msg)
		}
		return s.press(msg)
	case statusMsg:
		return s.probedStatus(msg)
	case unlockedMsg:
		return s.unlocked(msg)
	case kit.MaskMsg:
		s.asks.conceal(msg)
	}
	return nil
}

func (s *keychainScreen) probedStatus(msg statusMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.work.Stop()
	s.status, s.probed = msg.status, true
	switch {
	case s.need == AnotherStore && !s.chosen:
		return nil
	case s.status.Ready && s.status.Locked:
		return s.open()
	case s.status.Ready:
		return kit.Leave(s, ReadyMsg{})
	case s.status.NewFile && s.need == UnlockOnly:
		s.problem = &flow.Explanation{
			What: "The encrypted file with this connection is missing",
			Next: "Restore identity.age and connections.age, or reconnect. To delete the connection, go back and press " + s.Keys.Label(kit.KeyDelete) + ".",
		}
	case s.status.NeedsPassphrase:
		s.askPassphrase()
	}
	return nil
}

// open waits until the user has unlocked the OS keychain in its dialog.
func (s *keychainScreen) open() tea.Cmd {
	t, m := s.begin(), s.Flow
	s.opening = true
	return func() tea.Msg { return unlockedMsg{t.ID, m.Stores.Open(t.Ctx)} }
}

func (s *keychainScreen) press(msg tea.KeyMsg) tea.Cmd {
	if to, ok := s.Keys.MoveCursor(msg, s.cursor, len(stores), len(stores)); ok {
		s.cursor = to
		return nil
	}
	if s.Keys.Matches(msg, kit.KeyOpen) {
		return s.use(stores[s.cursor].kind)
	}
	for i, store := range stores {
		if s.Keys.Matches(msg, store.key) {
			s.cursor = i
			return s.use(store.kind)
		}
	}
	return nil
}

// use switches to a store, and unlocks it if needed.
func (s *keychainScreen) use(kind flow.StoreKind) tea.Cmd {
	s.chosen, s.problem = true, nil
	t, m := s.begin(), s.Flow
	return func() tea.Msg {
		m.Stores.Use(kind)
		return statusMsg{t.ID, m.Stores.Status(t.Ctx)}
	}
}

func (s *keychainScreen) askPassphrase() {
	s.problem = nil
	s.asks = newPassphrases(s.Keys, "Passphrase")
	if s.status.NewFile {
		s.asks = newPassphrases(s.Keys, "Passphrase", "Confirm")
	}
}

func (s *keychainScreen) typed(msg tea.KeyMsg) tea.Cmd {
	if s.Keys.Matches(msg, kit.KeyReveal) {
		return s.asks.here().Reveal(s.Env)
	}
	if !s.asks.typed(msg) {
		return nil
	}
	t, m, passphrase := s.begin(), s.Flow, s.asks.value(0)
	s.opening = true
	return func() tea.Msg { return unlockedMsg{t.ID, m.Stores.Unlock(t.Ctx, passphrase)} }
}

func (s *keychainScreen) unlocked(msg unlockedMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.work.Stop()
	if msg.err == nil {
		return kit.Leave(s, ReadyMsg{})
	}
	x := flow.Explain(msg.err)
	if !s.asks.asked() {
		s.problem = &x
		return nil
	}
	s.asks.wrong = &x
	if errors.Is(msg.err, flow.ErrWrongPassphrase) {
		s.asks.retype(0)
	}
	return nil
}

// statusMsg is the state of the store in use.
type statusMsg struct {
	task   int64
	status flow.StoreStatus
}
