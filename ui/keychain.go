package ui

import (
	"errors"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

// keychainNeed is why the keychain screen was opened.
type keychainNeed int

const (
	toKeep     keychainNeed = iota // somewhere to keep a new connection: any store will do
	otherStore                     // the one in use did not take a connection
	unlockOnly                     // a connection is in the encrypted file: only its passphrase will do
)

// keychainScreen comes up when no store is ready. Nothing is ever kept in a place that the person did not choose.
type keychainScreen struct {
	*env
	need          keychainNeed
	width, height int

	status  flow.KeychainStatus
	probed  bool
	chosen  bool // here, by the person
	cursor  int
	asking  bool // for the passphrase
	inputs  [2]textinput.Model
	focus   int
	work    task
	opening bool // the work is the slow one
	trouble *flow.Explanation
}

type (
	// keychainReadyMsg is the screen's result: a store can be used now.
	keychainReadyMsg struct{}

	unlockedMsg struct {
		task int64
		err  error
	}
)

// stores are the choices, in the order of the screen. The empty kind asks the OS keychain again.
var stores = []struct {
	kind      flow.KeychainKind
	key       key.Binding
	name, say string
}{
	{flow.KeychainFile, bind("encrypted file", "f"), "encrypted file", "kept on this machine, under a passphrase of yours"},
	{flow.KeychainMemory, bind("memory", "m"), "memory", "for this session: gone when countersign ends"},
	{"", bind("ask the OS again", "o"), "OS keychain", "ask again, once you have started it"},
}

func newKeychain(e *env, need keychainNeed) *keychainScreen {
	s := &keychainScreen{env: e, need: need}
	for i := range s.inputs {
		s.inputs[i] = newInput("")
		s.inputs[i].EchoMode = textinput.EchoPassword
	}
	return s
}

func (s *keychainScreen) Title() string { return "keychain" }

func (s *keychainScreen) Close() { s.work.stop() }

func (s *keychainScreen) SetSize(width, height int) { s.width, s.height = width, height }

func (s *keychainScreen) Typing() bool { return s.asking && !s.work.running() }

// Init asks what there is.
func (s *keychainScreen) Init() tea.Cmd {
	t, m := s.begin(), s.Flow
	return func() tea.Msg { return probedMsg{t.id, m.KeychainStatus(t.ctx)} }
}

// Back goes from the passphrase to the other choices, where there are any.
func (s *keychainScreen) Back() (tea.Cmd, bool) {
	switch {
	case s.work.running() && s.opening:
		s.work.stop()
	case s.asking && s.need != unlockOnly:
		s.asking, s.trouble = false, nil
	default:
		return nil, false
	}
	return nil, true
}

func (s *keychainScreen) begin() task {
	s.work.stop()
	s.work, s.opening = s.start(), false
	return s.work
}

func (s *keychainScreen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch {
		case s.work.running():
			return nil
		case s.asking:
			return s.typed(msg)
		}
		return s.press(msg)
	case probedMsg:
		return s.probedStatus(msg)
	case unlockedMsg:
		return s.unlocked(msg)
	}
	return nil
}

func (s *keychainScreen) probedStatus(msg probedMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	s.work.stop()
	s.status, s.probed = msg.status, true
	switch {
	case s.need == otherStore && !s.chosen:
		return nil
	case s.status.Ready:
		return leave(s, keychainReadyMsg{})
	case s.status.NeedsPassphrase:
		s.askPassphrase()
	}
	return nil
}

func (s *keychainScreen) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyUp):
		s.cursor = max(s.cursor-1, 0)
	case key.Matches(msg, keyDown):
		s.cursor = min(s.cursor+1, len(stores)-1)
	case key.Matches(msg, keyOpen):
		return s.use(stores[s.cursor].kind)
	}
	for i, store := range stores {
		if key.Matches(msg, store.key) {
			s.cursor = i
			return s.use(store.kind)
		}
	}
	return nil
}

// use takes a store and asks what it still needs.
func (s *keychainScreen) use(kind flow.KeychainKind) tea.Cmd {
	s.chosen = true
	t, m := s.begin(), s.Flow
	return func() tea.Msg {
		m.UseKeychain(kind)
		return probedMsg{t.id, m.KeychainStatus(t.ctx)}
	}
}

func (s *keychainScreen) askPassphrase() {
	s.asking, s.trouble = true, nil
	for i := range s.inputs {
		s.inputs[i].SetValue("")
	}
	s.focusInput(0)
}

func (s *keychainScreen) focusInput(i int) {
	s.inputs[s.focus].Blur()
	s.focus = i
	s.inputs[i].Focus()
}

// asked is how many inputs there are: a new passphrase is typed twice.
func (s *keychainScreen) asked() int {
	if s.status.NewFile {
		return 2
	}
	return 1
}

func (s *keychainScreen) typed(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyOpen):
		return s.enter()
	case key.Matches(msg, keyNext) || msg.Type == tea.KeyDown:
		s.focusInput(min(s.focus+1, s.asked()-1))
	case key.Matches(msg, keyPrevious) || msg.Type == tea.KeyUp:
		s.focusInput(max(s.focus-1, 0))
	default:
		typeInto(&s.inputs[s.focus], msg)
	}
	return nil
}

// enter goes to the next input, and from the last one on.
func (s *keychainScreen) enter() tea.Cmd {
	passphrase := s.inputs[0].Value()
	switch {
	case passphrase == "":
		s.focusInput(0)
		s.trouble = &flow.Explanation{What: "the passphrase is empty", Next: "type one; nobody can find it out for you later"}
		return nil
	case s.focus < s.asked()-1:
		s.focusInput(s.focus + 1)
		return nil
	case s.asked() == 2 && s.inputs[1].Value() != passphrase:
		s.inputs[1].SetValue("")
		s.trouble = &flow.Explanation{What: "the two passphrases differ", Next: "type the second one again, or tab to the first"}
		return nil
	}
	s.trouble = nil
	t, m := s.begin(), s.Flow
	s.opening = true
	return func() tea.Msg { return unlockedMsg{t.id, m.Unlock(t.ctx, passphrase)} }
}

func (s *keychainScreen) unlocked(msg unlockedMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	s.work.stop()
	if msg.err == nil {
		return leave(s, keychainReadyMsg{})
	}
	x := flow.Explain(msg.err)
	s.trouble = &x
	if errors.Is(msg.err, flow.ErrPassphrase) {
		s.inputs[0].SetValue("")
		s.focusInput(0)
	}
	return nil
}
