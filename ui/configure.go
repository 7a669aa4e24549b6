package ui

import (
	"context"
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

var (
	keyConnect      = NewAction("connect", Always, "connect", "enter")
	keyOutOfBand    = NewAction("out-of-band", Always, "out-of-band", "ctrl+o")
	keyGuide        = NewAction("guide", Always, "getting keys", "ctrl+g")
	keyCopyCallback = NewAction("copy-callback", Always, "copy the callback", "ctrl+y")
)

// The form's own fields, beside those of the connector: the way to connect comes first, the name last.
const (
	optionKey = "\x00option"
	nameKey   = "\x00name"
)

// configure asks what the connector needs: the consumer key and secret, what else it names, and the connection's name.
type configure struct {
	*env
	width, height int

	connector *flow.Connector // as the chosen auth option has it
	form      form
	kept      map[string]string // what was typed into fields that another auth option does not have
	picked    bool              // the auth option was chosen by hand
	outOfBand bool
	replace   bool   // the name is taken and may be
	again     string // the connection that gets new tokens; empty for a new one

	naming task // looks for a free name
	check  task // looks at the name and the keychain before the dance starts
}

type (
	freeNameMsg struct {
		task int64
		name string
	}
	// checkedMsg says whether the dance may start.
	checkedMsg struct {
		task   int64
		err    error // of the name
		status flow.KeychainStatus
	}
	// replaceMsg and otherNameMsg answer the question about a taken name.
	replaceMsg   struct{}
	otherNameMsg struct{}
)

func newConfigure(e *env, c *flow.Connector) *configure {
	s := &configure{env: e, connector: c, form: form{keys: e.keys}, kept: map[string]string{}}
	if len(c.Options) > 1 {
		s.form.fields = append(s.form.fields, optionField(e.keys, c))
	}
	name := newField(e.keys, flow.Field{
		Key: nameKey, Title: "Name", Required: true,
		Description: "What to call the connection. With several accounts, give each a name of its own.",
	}, "")
	s.form.fields = append(s.form.fields, name)
	s.arrange()
	s.weighOptions()
	s.form.focusOn(0)
	return s
}

func (s *configure) Title() string {
	if s.again != "" {
		return s.again + ", again"
	}
	return s.connector.Name
}

func (s *configure) Typing() bool { return len(s.form.focused().choices) == 0 }

func (s *configure) SetSize(width, height int) { s.width, s.height = width, height }

// Close stops what is being looked up.
func (s *configure) Close() {
	s.naming.stop()
	s.check.stop()
}

// Init looks for a name that is free.
func (s *configure) Init() tea.Cmd {
	s.naming = s.start()
	t, m, c := s.naming, s.Flow, s.connector
	return func() tea.Msg { return freeNameMsg{t.id, m.Connections.FreeName(t.ctx, c)} }
}

// Back asks first when something was typed.
func (s *configure) Back() (tea.Cmd, bool) {
	switch {
	case s.check.running():
		s.check.stop()
		return nil, true
	case s.form.dirty():
		return ask(askMsg{from: s, text: "Leave? " + s.form.losing(), yes: "leave", no: "stay", onYes: abandonMsg{}}), true
	}
	return nil, false
}

func (s *configure) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case freeNameMsg:
		s.suggest(msg)
	case concealMsg:
		s.form.conceal(msg)
	case checkedMsg:
		return s.checked(msg)
	case keychainReadyMsg:
		return s.connect()
	case replaceMsg:
		s.replace = true
		return s.connect()
	case otherNameMsg:
		s.form.focusOn(len(s.form.fields) - 1)
		s.name().problem = "taken: choose another"
	case abandonMsg:
		return leave(s, nil)
	}
	return nil
}

func (s *configure) name() *field { return s.form.at(nameKey) }

func (s *configure) suggest(msg freeNameMsg) {
	if !s.naming.answers(msg.task) {
		return
	}
	s.naming.stop()
	if name := s.name(); name.value() == "" {
		name.set(msg.name)
		name.start, name.problem = msg.name, ""
	}
}

func (s *configure) press(msg tea.KeyMsg) tea.Cmd {
	callback := s.connector.Registration.Callback
	switch {
	case s.check.running():
		return nil
	case s.keys.Hit(msg, keyConnect):
		return s.connect()
	case s.keys.Hit(msg, keyReveal):
		return s.form.focused().input.reveal(s.env)
	case s.keys.Hit(msg, keyOutOfBand):
		s.outOfBand = !s.outOfBand
	case s.keys.Hit(msg, keyGuide) && hasGuide(s.connector):
		return push(s, newGuide(s.env, s.connector))
	case s.keys.Hit(msg, keyCopyCallback) && callback != "":
		return s.copy("the callback", callback)
	default:
		s.typed(msg)
	}
	return nil
}

// typed gives a key to the form, and does what follows from the new values.
func (s *configure) typed(msg tea.KeyMsg) {
	name := s.name().value()
	s.form.update(msg)
	if now := s.name().value(); now != name {
		s.replace = s.again != "" && now == s.again
	}
	s.chosen()
}

// chosen does what follows from a choice.
func (s *configure) chosen() {
	if s.option() != s.connector.Option {
		s.picked = true
	}
	s.weighOptions()
}

// setup puts the form's values into the connector; a value that it does not take is marked where it stands.
func (s *configure) setup() (setup *flow.Setup, ok bool) {
	setup, ok = flow.NewSetup(s.connector), true
	for i := len(s.form.fields) - 1; i >= 0; i-- {
		f := &s.form.fields[i]
		if f.key == optionKey || f.key == nameKey {
			continue
		}
		if err := setup.Set(f.key, f.value()); err != nil {
			f.problem = explainShort(err)
			s.form.focusOn(i)
			ok = false
		}
	}
	return setup, ok
}

// connect checks what can be checked here, then the name and the keychain: a token must have a place to go to before it
// is asked for.
func (s *configure) connect() tea.Cmd {
	if len(s.form.missing()) > 0 {
		s.form.focusMissing()
		return nil
	}
	if s.form.focusUnfit() {
		return nil
	}
	if _, ok := s.setup(); !ok {
		return nil
	}
	s.check.stop()
	s.check = s.start()
	t, m, name := s.check, s.Flow, s.name().value()
	return func() tea.Msg {
		return checkedMsg{t.id, m.Connections.CheckName(t.ctx, name), m.Stores.Status(t.ctx)}
	}
}

func (s *configure) checked(msg checkedMsg) tea.Cmd {
	if !s.check.answers(msg.task) {
		return nil
	}
	s.check.stop()
	name := s.name()
	switch {
	case errors.Is(msg.err, context.Canceled):
		return nil
	case errors.Is(msg.err, flow.ErrTaken) && !s.replace:
		return ask(askMsg{
			from: s, yes: "replace it", no: "other name", onYes: replaceMsg{}, onNo: otherNameMsg{},
			text: fmt.Sprintf("A connection %s is kept already. Replace it? Its tokens stay until the new ones are there.", name.value()),
		})
	case msg.err != nil && !errors.Is(msg.err, flow.ErrTaken):
		s.form.focusOn(len(s.form.fields) - 1)
		name.problem = explainShort(msg.err)
		return nil
	case !msg.status.Ready || msg.status.Locked:
		return push(s, newKeychain(s.env, toKeep))
	}
	setup, ok := s.setup()
	if !ok {
		return nil
	}
	return push(s, newAuthorize(s.env, plan{setup, name.value(), s.replace, s.outOfBand}))
}

// configureKeys are the actions under that title in the settings.
func configureKeys() KeyGroup {
	return KeyGroup{
		Title: "Consumer key and secret",
		Actions: []Action{
			keyConnect, keyOutOfBand, keyGuide, keyCopyCallback, keyCopyHere,
		},
		With: []Action{keyNext, keyPrevious, keyReveal, keyUndo},
	}
}
