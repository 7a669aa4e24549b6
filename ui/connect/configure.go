package connect

import (
	"context"
	"errors"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/stores"
)

var (
	keyConnect      = kit.NewAction("connect", kit.InText, "connect", "enter")
	keyOutOfBand    = kit.NewAction("out-of-band", kit.InText, "out-of-band", "ctrl+o")
	keyGuide        = kit.NewAction("guide", kit.InText, "getting keys", "ctrl+g")
	keyCopyCallback = kit.NewAction("copy-callback", kit.InText, "copy the callback", "ctrl+y")
)

// The form's own fields, beside those of the connector: the way to connect comes first, the name last.
const (
	optionKey = "\x00option"
	nameKey   = "\x00name"
)

// configure asks what the connector needs: the consumer key and secret, what else it names, and the connection's name.
type configure struct {
	*kit.Env
	width, height int

	connector *flow.Connector // as the chosen auth option has it
	form      kit.Form
	kept      map[string]string // what was typed into fields that another auth option does not have
	picked    bool              // the auth option was chosen by hand
	outOfBand bool
	replace   bool   // the name is taken and may be
	again     string // the connection that gets new tokens; empty for a new one

	naming kit.Task // looks for a free name
	check  kit.Task // looks at the name and the keychain before the dance starts
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
		status flow.StoreStatus
	}
	// replaceMsg and otherNameMsg answer the question about a taken name.
	replaceMsg   struct{}
	otherNameMsg struct{}
)

// New makes the form of a connector.
func New(e *kit.Env, c *flow.Connector) *configure {
	s := &configure{Env: e, connector: c, form: kit.Form{Keys: e.Keys}, kept: map[string]string{}}
	if len(c.Options) > 1 {
		s.form.Fields = append(s.form.Fields, optionField(e.Keys, c))
	}
	name := kit.NewField(e.Keys, flow.Field{
		Key: nameKey, Title: "Name", Required: true,
		Description: "What to call the connection. With several accounts, give each a name of its own.",
	}, "")
	s.form.Fields = append(s.form.Fields, name)
	s.arrange()
	s.weighOptions()
	s.form.FocusOn(0)
	return s
}

func (s *configure) Title() string {
	if s.again != "" {
		return s.again + ", again"
	}
	return s.connector.Name
}

func (s *configure) Typing() bool { return len(s.form.Focused().Choices) == 0 }

func (s *configure) SetSize(width, height int) { s.width, s.height = width, height }

// Close stops what is being looked up.
func (s *configure) Close() {
	s.naming.Stop()
	s.check.Stop()
}

// Init looks for a name that is free.
func (s *configure) Init() tea.Cmd {
	s.naming = s.StartTask()
	t, m, c := s.naming, s.Flow, s.connector
	return func() tea.Msg { return freeNameMsg{t.ID, m.Connections.FreeName(t.Ctx, c)} }
}

// Back asks first when something was typed.
func (s *configure) Back() (tea.Cmd, bool) {
	switch {
	case s.check.Running():
		s.check.Stop()
		return nil, true
	case s.form.Dirty():
		return kit.Ask(kit.AskMsg{From: s, Text: "Leave? " + s.form.UnsavedChanges(), Yes: "leave", No: "stay", OnYes: kit.DiscardMsg{}}), true
	}
	return nil, false
}

func (s *configure) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case freeNameMsg:
		s.suggest(msg)
	case kit.MaskMsg:
		s.form.Mask(msg)
	case checkedMsg:
		return s.checked(msg)
	case stores.ReadyMsg:
		return s.connect()
	case replaceMsg:
		s.replace = true
		return s.connect()
	case otherNameMsg:
		s.form.FocusOn(len(s.form.Fields) - 1)
		s.name().Error = "taken: choose another"
	case kit.DiscardMsg:
		return kit.Leave(s, nil)
	}
	return nil
}

func (s *configure) name() *kit.Field { return s.form.At(nameKey) }

func (s *configure) suggest(msg freeNameMsg) {
	if !s.naming.Matches(msg.task) {
		return
	}
	s.naming.Stop()
	if name := s.name(); name.Value() == "" {
		name.Set(msg.name)
		name.Initial, name.Error = msg.name, ""
	}
}

func (s *configure) press(msg tea.KeyMsg) tea.Cmd {
	callback := s.connector.Registration.Callback
	switch {
	case s.check.Running():
		return nil
	case s.Keys.Matches(msg, keyConnect):
		return s.connect()
	case s.Keys.Matches(msg, kit.KeyReveal):
		return s.form.Focused().Input.Reveal(s.Env)
	case s.Keys.Matches(msg, keyOutOfBand):
		s.outOfBand = !s.outOfBand
	case s.Keys.Matches(msg, keyGuide) && hasGuide(s.connector):
		return kit.Push(s, newGuide(s.Env, s.connector))
	case s.Keys.Matches(msg, keyCopyCallback) && callback != "":
		return s.CopyToClipboard("the callback", callback)
	default:
		s.typed(msg)
	}
	return nil
}

// typed gives a key to the form, and does what follows from the new values.
func (s *configure) typed(msg tea.KeyMsg) {
	name := s.name().Value()
	s.form.Update(msg)
	if now := s.name().Value(); now != name {
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
	for i := len(s.form.Fields) - 1; i >= 0; i-- {
		f := &s.form.Fields[i]
		if f.Key == optionKey || f.Key == nameKey {
			continue
		}
		if err := setup.Set(f.Key, f.Value()); err != nil {
			f.Error = kit.ExplainShort(err)
			s.form.FocusOn(i)
			ok = false
		}
	}
	return setup, ok
}

// connect checks what can be checked here, then the name and the keychain: a token must have a place to go to before it
// is asked for.
func (s *configure) connect() tea.Cmd {
	if len(s.form.Missing()) > 0 {
		s.form.FocusMissing()
		return nil
	}
	if s.form.FocusInvalid() {
		return nil
	}
	if _, ok := s.setup(); !ok {
		return nil
	}
	s.check.Stop()
	s.check = s.StartTask()
	t, m, name := s.check, s.Flow, s.name().Value()
	return func() tea.Msg {
		return checkedMsg{t.ID, m.Connections.CheckName(t.Ctx, name), m.Stores.Status(t.Ctx)}
	}
}

func (s *configure) checked(msg checkedMsg) tea.Cmd {
	if !s.check.Matches(msg.task) {
		return nil
	}
	s.check.Stop()
	name := s.name()
	switch {
	case errors.Is(msg.err, context.Canceled):
		return nil
	case errors.Is(msg.err, flow.ErrNameTaken) && !s.replace:
		return kit.Ask(kit.AskMsg{
			From: s, Yes: "replace it", No: "other name", OnYes: replaceMsg{}, OnNo: otherNameMsg{},
			Text: fmt.Sprintf("A connection %s is kept already. Replace it? Its tokens stay until the new ones are there.", name.Value()),
		})
	case msg.err != nil && !errors.Is(msg.err, flow.ErrNameTaken):
		s.form.FocusOn(len(s.form.Fields) - 1)
		name.Error = kit.ExplainShort(msg.err)
		return nil
	case !msg.status.Ready || msg.status.Locked:
		return kit.Push(s, stores.NewChoice(s.Env, stores.ForNewConnection))
	}
	setup, ok := s.setup()
	if !ok {
		return nil
	}
	return kit.Push(s, newAuthorize(s.Env, plan{setup, name.Value(), s.replace, s.outOfBand}))
}

// ConfigureKeys are the actions under that title in the settings.
func ConfigureKeys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Consumer key and secret",
		Actions: []kit.Action{
			keyConnect, keyOutOfBand, keyGuide, keyCopyCallback, keyCopyHere,
		},
		AlsoActive: []kit.Action{kit.KeyNext, kit.KeyPrevious, kit.KeyReveal, kit.KeyUndo},
	}
}
