package stores

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

// keychainNeed is why the keychain screen was opened.
type keychainNeed int

// Why a store is to be chosen.
const (
	ForNewConnection keychainNeed = iota // somewhere to keep a new connection: any store will do
	AnotherStore                         // the one in use did not take a connection
	UnlockOnly                           // a connection is in the encrypted file: only its passphrase will do
)

// keychainScreen comes up when no store is ready. Nothing is ever kept in a place that the person did not choose.
type keychainScreen struct {
	*kit.Env
	need          keychainNeed
	width, height int

	status  flow.StoreStatus
	probed  bool
	chosen  bool // here, by the person
	cursor  int
	asks    passphrases // nothing asked: the choice is shown
	work    kit.Task
	opening bool // the work is the slow one
	trouble *flow.Explanation
}

type (
	// KeychainReadyMsg is the screen's result: a store can be used now.
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

// stores are the choices, in the order of the screen. The empty kind asks the OS keychain again.
var stores = []struct {
	kind      flow.StoreKind
	key       kit.Action
	name, say string
}{
	{flow.StoreFile, keyStoreFile, "encrypted file", "kept on this machine, under a passphrase of yours"},
	{flow.StoreMemory, keyStoreMemory, "memory", "for this session: gone when countersign ends"},
	{"", keyStoreOS, "OS keychain", "ask again, once you have started it"},
}

// NewKeychain asks where to keep a connection, or for what opens the store.
func NewChoice(e *kit.Env, need keychainNeed) *keychainScreen {
	return &keychainScreen{Env: e, need: need}
}

func (s *keychainScreen) Title() string { return "keychain" }

func (s *keychainScreen) Close() { s.work.Stop() }

func (s *keychainScreen) SetSize(width, height int) { s.width, s.height = width, height }

func (s *keychainScreen) Typing() bool { return s.asks.asked() && !s.work.Running() }

// Init asks what there is.
func (s *keychainScreen) Init() tea.Cmd {
	t, m := s.begin(), s.Flow
	return func() tea.Msg { return statusMsg{t.ID, m.Stores.Status(t.Ctx)} }
}

// Back stops the unlocking, and goes from the passphrase to the other choices, where there are any.
func (s *keychainScreen) Back() (tea.Cmd, bool) {
	switch {
	case s.work.Running() && s.opening:
		s.work.Stop()
	case s.asks.asked() && s.need != UnlockOnly:
		s.asks, s.trouble = passphrases{}, nil
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
		s.trouble = &flow.Explanation{
			What: "the encrypted file that the connection is kept in is no longer there",
			Next: "put identity.age and connections.age back where they were, or connect again; " + s.Keys.Label(kit.KeyBack) + ", then " + s.Keys.Label(kit.KeyDelete) + " forgets the connection",
		}
	case s.status.NeedsPassphrase:
		s.askPassphrase()
	}
	return nil
}

// open waits until the OS keychain, which is locked, was unlocked by its own dialog.
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

// use takes a store and asks what it still needs.
func (s *keychainScreen) use(kind flow.StoreKind) tea.Cmd {
	s.chosen, s.trouble = true, nil
	t, m := s.begin(), s.Flow
	return func() tea.Msg {
		m.Stores.Use(kind)
		return statusMsg{t.ID, m.Stores.Status(t.Ctx)}
	}
}

func (s *keychainScreen) askPassphrase() {
	s.trouble = nil
	s.asks = newPassphrases(s.Keys, "Passphrase")
	if s.status.NewFile {
		s.asks = newPassphrases(s.Keys, "Passphrase", "Once more")
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
		s.trouble = &x
		return nil
	}
	s.asks.wrong = &x
	if errors.Is(msg.err, flow.ErrWrongPassphrase) {
		s.asks.retype(0)
	}
	return nil
}

// statusMsg is the state of the credential stores.
type statusMsg struct {
	task   int64
	status flow.StoreStatus
}
