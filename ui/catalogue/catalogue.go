package catalogue

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/connect"
	"countersign/ui/kit"
)

var (
	keyChoose       = kit.NewAction("choose", kit.ControlKeysInText, "choose", "enter")
	keyNewConnector = kit.NewAction("new-connector", kit.NotInText, "new connector", "n")
)

// catalogue is the list of connectors: built-in ones, the user's own, and any folder by its path. It follows changes of the
// user's own connectors (watch.go).
type catalogue struct {
	*kit.Env
	width, height int

	entries []flow.ConnectorEntry
	loaded  bool
	filter  kit.LineInput
	cursor  int
	work    kit.Task // loads a folder
	problem *flow.Explanation

	watch       kit.Task // watches the catalogue
	fingerprint string   // of the catalogue as read
	wanted      string   // the key of a connector to select once it is listed
}

// New makes the catalogue.
func New(e *kit.Env) *catalogue {
	return &catalogue{Env: e, filter: kit.NewInput(e.Keys, "press "+e.Keys.Label(kit.KeyFilter)+" to filter, or to enter the path of a folder")}
}

func (s *catalogue) Title() string { return "new connection" }

// Close stops reading.
func (s *catalogue) Close() {
	s.work.Stop()
	s.watch.Stop()
}

func (s *catalogue) SetSize(width, height int) { s.width, s.height = width, height }

func (s *catalogue) Typing() bool { return s.filter.Focused() }

// Init reads the catalogue.
func (s *catalogue) Init() tea.Cmd { return s.read() }

func (s *catalogue) begin() kit.Task {
	s.work.Stop()
	s.work, s.problem = s.StartTask(), nil
	return s.work
}

// Back stops loading a folder, or clears the filter.
func (s *catalogue) Back() (tea.Cmd, bool) {
	if s.work.Running() {
		s.work.Stop()
		return nil, true
	}
	if !s.filter.Focused() && s.filter.Value() == "" {
		return nil, false
	}
	s.filter.Blur()
	s.filter.SetValue("")
	s.cursor, s.problem = 0, nil
	return nil, true
}

func (s *catalogue) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case catalogueMsg:
		return s.listed(msg)
	case watchMsg:
		return s.look(msg)
	case folderMsg:
		return s.chosen(msg)
	case writtenMsg:
		s.filter.SetValue("")
		s.filter.Blur()
		s.wanted = msg.key
		return tea.Batch(s.read(), kit.Toast("Created "+text.Safe(msg.folder, 200)))
	case kit.ResumedMsg:
		return s.read()
	}
	return nil
}

func (s *catalogue) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.MatchesInText(msg, keyChoose), s.Keys.Matches(msg, keyChoose) && !s.filter.Focused():
		return s.choose()
	case s.filter.Focused() && !s.Keys.MovesInText(msg) || kit.IsPaste(msg):
		s.filter.Focus()
		kit.TypeInto(&s.filter, msg)
		s.cursor, s.problem = 0, nil
		return nil
	}
	if to, ok := s.Keys.MoveCursor(msg, s.cursor, len(s.shown()), s.page()); ok {
		s.goTo(to)
		return nil
	}
	switch {
	case s.Keys.Matches(msg, kit.KeyFilter):
		s.filter.Focus()
	case s.Keys.Matches(msg, keyNewConnector):
		return s.open(newNewConnector(s.Env))
	}
	return nil
}

// shown are the entries whose name, key, source or description match the filter.
func (s *catalogue) shown() []flow.ConnectorEntry {
	words := strings.Fields(strings.ToLower(s.filter.Value()))
	var shown []flow.ConnectorEntry
	for _, e := range s.entries {
		if kit.ContainsAll(strings.ToLower(strings.Join([]string{e.Name, e.Key, e.Source, e.Description}, " ")), words) {
			shown = append(shown, e)
		}
	}
	return shown
}

// folder is the path in the filter, if it is one.
func (s *catalogue) folder() (string, bool) {
	text := strings.TrimSpace(s.filter.Value())
	return text, strings.HasPrefix(text, ".") || strings.ContainsAny(text, `/\`)
}

func (s *catalogue) picked() (flow.ConnectorEntry, bool) {
	if shown := s.shown(); s.cursor < len(shown) {
		return shown[s.cursor], true
	}
	return flow.ConnectorEntry{}, false
}

func (s *catalogue) choose() tea.Cmd {
	entry, ok := s.picked()
	path, isPath := s.folder()
	switch {
	case ok && entry.Err != nil:
		return kit.ErrorToast("Fix the problems of " + text.Safe(entry.Name, 40) + " first")
	case ok:
		return s.open(connect.New(s.Env, entry.Connector))
	case isPath:
		t, m := s.begin(), s.Flow
		return func() tea.Msg {
			c, err := m.Connectors.Load(path)
			return folderMsg{t.ID, c, err}
		}
	}
	return kit.ErrorToast("No matching connectors. Press " + s.Keys.Label(kit.KeyBack) + " to clear the filter.")
}

func (s *catalogue) chosen(msg folderMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.work.Stop()
	if msg.err != nil {
		x := flow.Explain(msg.err)
		s.problem = &x
		return nil
	}
	return s.open(connect.New(s.Env, msg.connector))
}

func (s *catalogue) goTo(row int) {
	s.cursor, s.problem = max(min(row, len(s.shown())-1), 0), nil
}

// open opens a screen, and stops watching files until it returns.
func (s *catalogue) open(to kit.Screen) tea.Cmd {
	s.watch.Stop()
	return kit.Push(s, to)
}

// Keys are the actions of these screens.
func Keys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "Connectors", IncludesListKeys: true,
		Actions: []kit.Action{
			keyChoose, keyNewConnector, keyWrite,
		},
		AlsoActive: []kit.Action{kit.KeyFilter},
	}
}

// folderMsg is a connector loaded from a folder.
type folderMsg struct {
	task      int64
	connector *flow.Connector
	err       error
}
