package catalogue

import (
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

var keyWrite = kit.NewAction("create-connector", kit.InText, "create", "enter").Formerly("write-connector")

// newConnector is the form for a new connector: three URLs, and a few values with defaults.
type newConnector struct {
	*kit.Env
	width int

	form    kit.Form
	work    kit.Task // writes the files
	problem *flow.Explanation
}

type (
	// writeDoneMsg is the result of writing.
	writeDoneMsg struct {
		task int64
		writtenMsg
		err error
	}
	// writtenMsg is the screen's result: a new connector.
	writtenMsg struct{ key, folder string }
)

func newNewConnector(e *kit.Env) *newConnector {
	s := &newConnector{Env: e, form: kit.Form{Keys: e.Keys}}
	answers := flow.NewConnectorSetup()
	for _, f := range answers.Connector.Parameters {
		s.form.Fields = append(s.form.Fields, kit.NewField(e.Keys, f, answers.Value(f.Key)))
	}
	s.form.FocusOn(0)
	return s
}

func (s *newConnector) Title() string { return "new connector" }

func (s *newConnector) Init() tea.Cmd { return nil }

func (s *newConnector) Close() { s.work.Stop() }

func (s *newConnector) SetSize(width, _ int) { s.width = width }

func (s *newConnector) Typing() bool { return len(s.form.Focused().Choices) == 0 }

// Back asks before it discards changes.
func (s *newConnector) Back() (tea.Cmd, bool) {
	if s.form.Dirty() {
		return kit.Ask(kit.AskMsg{From: s, Text: "Leave? " + s.form.UnsavedChanges(), Yes: "leave", No: "stay", OnYes: kit.DiscardMsg{}}), true
	}
	return nil, false
}

func (s *newConnector) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case writeDoneMsg:
		return s.written(msg)
	case kit.DiscardMsg:
		return kit.Leave(s, nil)
	}
	return nil
}

func (s *newConnector) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.work.Running():
	case s.Keys.Matches(msg, keyWrite):
		return s.write()
	default:
		s.problem = nil
		s.form.Update(msg)
		s.derive()
	}
	return nil
}

// blueprint is the connector that the valid answers describe.
func (s *newConnector) blueprint() flow.Blueprint {
	answers := flow.NewConnectorSetup()
	for i := range s.form.Fields {
		_ = answers.Set(s.form.Fields[i].Key, s.form.Fields[i].Value()) // invalid values show their error in the form
	}
	return flow.BlueprintOf(answers)
}

// derive shows the defaults in empty fields.
func (s *newConnector) derive() {
	b := s.blueprint()
	for fieldKey, value := range map[string]string{"name": b.Name, "baseUri": b.BaseURI} {
		f := s.form.At(fieldKey)
		f.Input.Placeholder = kit.Placeholder(f.Spec)
		if value != "" {
			f.Input.Placeholder = "default: " + text.Safe(value, 100)
		}
	}
}

func (s *newConnector) write() tea.Cmd {
	if len(s.form.Missing()) > 0 {
		s.form.FocusMissing()
		return nil
	}
	if s.form.FocusInvalid() {
		return nil
	}
	s.work.Stop()
	s.work = s.StartTask()
	t, m, b := s.work, s.Flow, s.blueprint()
	return func() tea.Msg {
		folder, err := m.Connectors.Write(b, "")
		return writeDoneMsg{t.ID, writtenMsg{b.Key, folder}, err}
	}
}

func (s *newConnector) written(msg writeDoneMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.work.Stop()
	if msg.err != nil {
		x := flow.Explain(msg.err)
		s.problem = &x
		return nil
	}
	return kit.Leave(s, msg.writtenMsg)
}
