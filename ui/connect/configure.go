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
	keyGuide        = kit.NewAction("guide", kit.InText, "how to get keys", "ctrl+g")
	keyCopyCallback = kit.NewAction("copy-callback", kit.InText, "copy the callback", "ctrl+y")
)

// The form's own fields: the authentication option comes first, the name last.
const (
	optionKey = "\x00option"
	nameKey   = "\x00name"
)

// configure is the form for a connection: consumer key and secret, what else the connector asks for, and a name.
type configure struct {
	*kit.Env
	width, height int

	connector  *flow.Connector // with the chosen authentication option
	form       kit.Form
	typed      map[string]string // values by field, kept when another authentication option hides the field
	picked     bool              // the user chose the authentication option
	outOfBand  bool
	replace    bool   // an existing connection of that name may be replaced
	reconnects string // the connection to reconnect; empty for a new one

	naming kit.Task // looks for a free name
	check  kit.Task // checks the name and the store
}

type (
	freeNameMsg struct {
		task int64
		name string
	}
	// checkedMsg is the result of the checks before the authorization.
	checkedMsg struct {
		task   int64
		err    error // about the name
		status flow.StoreStatus
	}
	// replaceMsg and otherNameMsg answer the question about a name in use.
	replaceMsg   struct{}
	otherNameMsg struct{}
)

// New makes the form for a connector.
func New(e *kit.Env, c *flow.Connector) *configure {
	s := &configure{Env: e, connector: c, form: kit.Form{Keys: e.Keys}, typed: map[string]string{}}
	if len(c.Options) > 1 {
		s.form.Fields = append(s.form.Fields, optionField(e.Keys, c))
	}
	name := kit.NewField(e.Keys, flow.Field{
		Key: nameKey, Title: "Name", Required: true,
		Description: "Identifies the connection. Use a different name for each account.",
	}, "")
	s.form.Fields = append(s.form.Fields, name)
	s.arrange()
	s.updateOptions()
	s.form.FocusOn(0)
	return s
}

func (s *configure) Title() string {
	if s.reconnects != "" {
		return "reconnect " + s.reconnects
	}
	return s.connector.Name
}

func (s *configure) Typing() bool { return len(s.form.Focused().Choices) == 0 }

func (s *configure) SetSize(width, height int) { s.width, s.height = width, height }

func (s *configure) Close() {
	s.naming.Stop()
	s.check.Stop()
}

// Init suggests a free name.
func (s *configure) Init() tea.Cmd {
	s.naming = s.StartTask()
	t, m, c := s.naming, s.Flow, s.connector
	return func() tea.Msg { return freeNameMsg{t.ID, m.Connections.FreeName(t.Ctx, c)} }
}

// Back asks before it discards changes.
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
		s.name().Error = "already in use. Choose another name."
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
		s.typeKey(msg)
	}
	return nil
}

// typeKey handles a key in the form.
func (s *configure) typeKey(msg tea.KeyMsg) {
	name := s.name().Value()
	s.form.Update(msg)
	if now := s.name().Value(); now != name {
		s.replace = s.reconnects != "" && now == s.reconnects
	}
	s.chosen()
}

func (s *configure) chosen() {
	if s.option() != s.connector.Option {
		s.picked = true
	}
	s.updateOptions()
}

// setup makes the setup from the form, and marks invalid values.
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

// connect checks the form, then the name and the store, because the token must be saved later.
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
			From: s, Yes: "replace", No: "other name", OnYes: replaceMsg{}, OnNo: otherNameMsg{},
			Text: fmt.Sprintf("A connection named %s already exists. Replace it? Its tokens are kept until the new ones are saved.", name.Value()),
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

// ConfigureKeys are the actions of this form for the settings.
func ConfigureKeys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Consumer key and secret",
		Actions: []kit.Action{
			keyConnect, keyOutOfBand, keyGuide, keyCopyCallback, keyCopyHere,
		},
		AlsoActive: []kit.Action{kit.KeyNext, kit.KeyPrevious, kit.KeyReveal, kit.KeyUndo},
	}
}
