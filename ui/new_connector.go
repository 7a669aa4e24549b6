package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
)

var keyWrite = NewAction("write-connector", Always, "write it", "enter")

// newConnector asks what a connector is written from: three addresses, and a few things more that have defaults.
type newConnector struct {
	*env
	width int

	form    form
	work    task // the writing
	trouble *flow.Explanation
}

type (
	// writeDoneMsg is what came of writing.
	writeDoneMsg struct {
		task int64
		writtenMsg
		err error
	}
	// writtenMsg is the screen's result: a connector that was not there before.
	writtenMsg struct{ key, folder string }
)

func newNewConnector(e *env) *newConnector {
	s := &newConnector{env: e, form: form{keys: e.keys}}
	answers := flow.NewConnectorSetup()
	for _, f := range answers.Connector.Parameters {
		s.form.fields = append(s.form.fields, newField(e.keys, f, answers.Value(f.Key)))
	}
	s.form.focusOn(0)
	return s
}

func (s *newConnector) Title() string { return "new connector" }

func (s *newConnector) Init() tea.Cmd { return nil }

func (s *newConnector) Close() { s.work.stop() }

func (s *newConnector) SetSize(width, _ int) { s.width = width }

func (s *newConnector) Typing() bool { return len(s.form.focused().choices) == 0 }

// Back asks first when something was typed.
func (s *newConnector) Back() (tea.Cmd, bool) {
	if s.form.dirty() {
		return ask(askMsg{from: s, text: "Leave? " + s.form.losing(), yes: "leave", no: "stay", onYes: abandonMsg{}}), true
	}
	return nil, false
}

func (s *newConnector) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case writeDoneMsg:
		return s.written(msg)
	case abandonMsg:
		return leave(s, nil)
	}
	return nil
}

func (s *newConnector) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.work.running():
	case s.keys.Hit(msg, keyWrite):
		return s.write()
	default:
		s.trouble = nil
		s.form.update(msg)
		s.derive()
	}
	return nil
}

// blueprint is what the answers come to, as far as they fit.
func (s *newConnector) blueprint() flow.Blueprint {
	answers := flow.NewConnectorSetup()
	for i := range s.form.fields {
		_ = answers.Set(s.form.fields[i].key, s.form.fields[i].value()) // what does not fit is told where it stands
	}
	return flow.BlueprintOf(answers)
}

// derive shows in the empty fields what they come to by themselves.
func (s *newConnector) derive() {
	b := s.blueprint()
	for fieldKey, value := range map[string]string{"name": b.Name, "baseUri": b.BaseURI} {
		f := s.form.at(fieldKey)
		f.input.Placeholder = placeholder(f.asks)
		if value != "" {
			f.input.Placeholder = "optional, else " + text.Safe(value, 100)
		}
	}
}

func (s *newConnector) write() tea.Cmd {
	if len(s.form.missing()) > 0 {
		s.form.focusMissing()
		return nil
	}
	if s.form.focusUnfit() {
		return nil
	}
	s.work.stop()
	s.work = s.start()
	t, m, b := s.work, s.Flow, s.blueprint()
	return func() tea.Msg {
		folder, err := m.Connectors.Write(b, "")
		return writeDoneMsg{t.id, writtenMsg{b.Key, folder}, err}
	}
}

func (s *newConnector) written(msg writeDoneMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	s.work.stop()
	if msg.err != nil {
		x := flow.Explain(msg.err)
		s.trouble = &x
		return nil
	}
	return leave(s, msg.writtenMsg)
}
