package ui

import (
	"fmt"
	"runtime"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/settings"
)

var (
	keyUse        = NewAction("use", Never, "use", "enter")
	keyMove       = NewAction("move", Never, "move", "m")
	keyPassphrase = NewAction("passphrase", Never, "passphrase", "p")
	keyRepair     = NewAction("repair", Never, "repair", "r")
)

// keychains shows every keychain, which of them is in use and by what choice, and what can be done to it.
type keychains struct {
	*env
	width, height int
	system        string // as runtime.GOOS names it: what to do about a keychain depends on it

	states   []flow.KeychainState // without what they hold where the list of connections cannot be read
	settings settings.Settings
	loadErr  error
	loaded   bool
	cursor   int

	asks    passphrases // nothing asked: the keychains are shown
	why     string      // they are asked for
	entered func() tea.Cmd

	look, work task
	doing      string // what the work is
	dialog     bool   // the OS keychain asks for its password meanwhile
	move       *moving
	report     *flow.Repaired
	repairNow  bool // as soon as it is known what there is
	trouble    *flow.Explanation
}

type (
	statesMsg struct {
		task     int64
		states   []flow.KeychainState
		settings settings.Settings
		err      error
	}
	// chosenMsg tells how using a keychain went; unwritten is why the choice is for this run only.
	chosenMsg struct {
		task      int64
		kind      flow.KeychainKind
		err       error
		unwritten error
	}
	// openedStoreMsg is a keychain unlocked for something else, which goes on then.
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
	chooseMsg struct{ kind flow.KeychainKind }
)

func newKeychains(e *env) *keychains { return &keychains{env: e, system: runtime.GOOS} }

// newRepair is the screen that repairs the list of connections at once.
func newRepair(e *env) *keychains {
	s := newKeychains(e)
	s.repairNow = true
	return s
}

func (s *keychains) Title() string { return "keychains" }

func (s *keychains) SetSize(width, height int) { s.width, s.height = width, height }

func (s *keychains) Typing() bool { return s.asks.asked() && !s.work.running() }

// Close stops what is under way; a move stops between two connections.
func (s *keychains) Close() {
	s.look.stop()
	s.work.stop()
}

// Init looks at the keychains; nothing is opened for that.
func (s *keychains) Init() tea.Cmd {
	s.look.stop()
	s.look = s.start()
	t, m := s.look, s.Flow
	return func() tea.Msg {
		states, err := m.Stores.States(t.ctx)
		if err != nil {
			return statesMsg{task: t.id, states: states, err: err}
		}
		settings, err := settings.File(m.Settings).Read()
		return statesMsg{t.id, states, settings, err}
	}
}

// Back stops a move, then leaves what stands over the keychains, then the screen.
func (s *keychains) Back() (tea.Cmd, bool) {
	switch {
	case s.move != nil:
		s.stopMove()
	case s.work.running():
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
	case resumedMsg:
		return s.Init()
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
	case concealMsg:
		s.asks.conceal(msg)
	}
	return nil
}

func (s *keychains) looked(msg statesMsg) tea.Cmd {
	if !s.look.answers(msg.task) {
		return nil
	}
	first := !s.loaded
	s.states, s.settings, s.loadErr, s.loaded = msg.states, msg.settings, msg.err, true
	if i := slices.IndexFunc(s.states, func(k flow.KeychainState) bool { return k.InUse }); first && i >= 0 {
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
	case s.work.running():
		return nil
	case s.asks.asked() && s.keys.Hit(msg, keyReveal):
		return s.asks.here().reveal(s.env)
	case s.asks.asked():
		if s.asks.typed(msg) {
			return s.entered()
		}
		return nil
	case s.keys.Hit(msg, keyRepair):
		return s.askRepair()
	case len(s.states) == 0:
		return nil
	}
	if to, ok := s.keys.Stepped(msg, s.cursor, len(s.states), len(s.states)); ok {
		s.goTo(to)
		return nil
	}
	switch {
	case s.keys.Hit(msg, keyUse):
		return s.use(s.states[s.cursor])
	case s.keys.Hit(msg, keyMove):
		return s.askMove(s.states[s.cursor])
	case s.keys.Hit(msg, keyPassphrase):
		return s.askNewPassphrase()
	}
	return nil
}

func (s *keychains) goTo(row int) {
	s.cursor, s.trouble, s.report = max(min(row, len(s.states)-1), 0), nil, nil
}

// state is what is known of a keychain.
func (s *keychains) state(kind flow.KeychainKind) flow.KeychainState {
	for _, k := range s.states {
		if k.Kind == kind {
			return k
		}
	}
	return flow.KeychainState{Kind: kind}
}

// inUse is the keychain that new connections go to; empty when there is none.
func (s *keychains) inUse() flow.KeychainKind {
	for _, k := range s.states {
		if k.InUse {
			return k.Kind
		}
	}
	return ""
}

func (s *keychains) begin(doing string) task {
	s.work.stop()
	s.work, s.doing, s.dialog, s.trouble, s.report = s.start(), doing, false, nil, nil
	return s.work
}

func (s *keychains) finish() {
	s.work.stop()
	s.doing, s.dialog = "", false
}

func (s *keychains) failed(err error) {
	x := flow.Explain(err)
	s.trouble = &x
}

// use takes a keychain for the connections to come, and unlocks it.
func (s *keychains) use(k flow.KeychainState) tea.Cmd {
	switch {
	case k.Status.NeedsPassphrase:
		return s.askPassphrase(k, "", func() tea.Cmd {
			t, m, passphrase := s.begin(openingFile), s.Flow, s.asks.value(0)
			return func() tea.Msg {
				if err := m.Stores.Unlock(t.ctx, passphrase); err != nil {
					return chosenMsg{t.id, flow.KeychainFile, err, nil}
				}
				return chosenMsg{t.id, flow.KeychainFile, nil, settings.File(m.Settings).Choose(m.Stores, flow.KeychainFile)}
			}
		})
	case !k.Status.Ready:
		return s.Init()
	}
	return s.choose(k.Kind)
}

// choose uses a keychain that needs no passphrase. The OS keychain may ask for one by its dialog; when that is not
// answered, the keychain in use stays.
func (s *keychains) choose(kind flow.KeychainKind) tea.Cmd {
	t, m, locked, before := s.begin("opening the "+kind.Title()), s.Flow, s.state(kind).Status.Locked, s.inUse()
	s.dialog = locked
	return func() tea.Msg {
		m.Stores.Use(kind)
		if locked {
			if err := m.Stores.Open(t.ctx); err != nil {
				m.Stores.Use(before)
				return chosenMsg{t.id, kind, err, nil}
			}
		}
		return chosenMsg{t.id, kind, nil, settings.File(m.Settings).Choose(m.Stores, kind)}
	}
}

func (s *keychains) chose(msg chosenMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	s.finish()
	name := msg.kind.Title()
	switch {
	case msg.err != nil:
		s.notEntered(msg.err)
		return s.Init()
	case msg.unwritten != nil:
		s.asks = passphrases{}
		x := flow.Explain(msg.unwritten)
		x.What = fmt.Sprintf("the %s is used for this run; the choice could not be written: %s", name, x.What)
		s.trouble = &x
		return s.Init()
	}
	s.asks = passphrases{}
	text := fmt.Sprintf("the %s is in use, and will be the next time", name)
	if msg.kind == flow.KeychainMemory {
		text = "memory is in use: it is empty, and gone when countersign ends; what is kept elsewhere stays there"
	}
	return tea.Batch(s.Init(), toast(text))
}

// keychainsKeys are the actions under that title in the settings.
func keychainsKeys() KeyGroup {
	return KeyGroup{
		Title: "Keychains", Moves: true,
		Actions: []Action{
			keyUse, keyMove, keyPassphrase, keyRepair, keyStoreFile, keyStoreMemory, keyStoreOS,
		},
	}
}
