package ui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
)

var (
	keyChoose       = NewAction("choose", Both, "choose", "enter")
	keyNewConnector = NewAction("new-connector", Never, "new connector", "n")
)

// catalogue is where a connector is picked: a built-in one, one of the person's own, or any folder by its path. It follows
// the files of the person's own (catalogue_watch.go).
type catalogue struct {
	*env
	width, height int

	entries []flow.ConnectorEntry
	loaded  bool
	filter  lineInput
	cursor  int
	work    task // opens a folder
	trouble *flow.Explanation

	watch       task   // reads the catalogue, again and again
	fingerprint string // of what was read
	wanted      string // the key of a connector to stand on once it is listed
}

func newCatalogue(e *env) *catalogue {
	return &catalogue{env: e, filter: newInput(e.keys, "press "+e.keys.Label(keyFilter)+" to filter, or to give a folder's path")}
}

func (s *catalogue) Title() string { return "new connection" }

// Close stops what is being read.
func (s *catalogue) Close() {
	s.work.stop()
	s.watch.stop()
}

func (s *catalogue) SetSize(width, height int) { s.width, s.height = width, height }

func (s *catalogue) Typing() bool { return s.filter.Focused() }

// Init reads the catalogue.
func (s *catalogue) Init() tea.Cmd { return s.read() }

func (s *catalogue) begin() task {
	s.work.stop()
	s.work, s.trouble = s.start(), nil
	return s.work
}

// Back stops the reading of a folder, then clears the filter.
func (s *catalogue) Back() (tea.Cmd, bool) {
	if s.work.running() {
		s.work.stop()
		return nil, true
	}
	if !s.filter.Focused() && s.filter.Value() == "" {
		return nil, false
	}
	s.filter.Blur()
	s.filter.SetValue("")
	s.cursor, s.trouble = 0, nil
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
		return tea.Batch(s.read(), toast("written: "+text.Safe(msg.folder, 200)))
	case resumedMsg:
		return s.read()
	}
	return nil
}

func (s *catalogue) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.keys.WhileTyping(msg, keyChoose), s.keys.Hit(msg, keyChoose) && !s.filter.Focused():
		return s.choose()
	case s.filter.Focused() && !s.keys.MovesWhileTyping(msg) || isPaste(msg):
		s.filter.Focus()
		typeInto(&s.filter, msg)
		s.cursor, s.trouble = 0, nil
		return nil
	}
	if to, ok := s.keys.Stepped(msg, s.cursor, len(s.shown()), s.page()); ok {
		s.goTo(to)
		return nil
	}
	switch {
	case s.keys.Hit(msg, keyFilter):
		s.filter.Focus()
	case s.keys.Hit(msg, keyNewConnector):
		return s.open(newNewConnector(s.env))
	}
	return nil
}

// shown are the entries that the filter leaves. Words are looked for in the name, the key, the source and the
// description.
func (s *catalogue) shown() []flow.ConnectorEntry {
	words := strings.Fields(strings.ToLower(s.filter.Value()))
	var shown []flow.ConnectorEntry
	for _, e := range s.entries {
		if containsAll(strings.ToLower(strings.Join([]string{e.Name, e.Key, e.Source, e.Description}, " ")), words) {
			shown = append(shown, e)
		}
	}
	return shown
}

// folder is the path in the filter, when it is one rather than words.
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
		return badToast(fmt.Sprintf("%s cannot be used before its mistakes are mended", text.Safe(entry.Name, 40)))
	case ok:
		return s.open(newConfigure(s.env, entry.Connector))
	case isPath:
		t, m := s.begin(), s.Flow
		return func() tea.Msg {
			c, err := m.Connectors.Load(path)
			return folderMsg{t.id, c, err}
		}
	}
	return badToast("nothing matches: another word, or " + s.keys.Label(keyBack) + " clears the filter")
}

func (s *catalogue) chosen(msg folderMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	s.work.stop()
	if msg.err != nil {
		x := flow.Explain(msg.err)
		s.trouble = &x
		return nil
	}
	return s.open(newConfigure(s.env, msg.connector))
}

func (s *catalogue) goTo(row int) {
	s.cursor, s.trouble = max(min(row, len(s.shown())-1), 0), nil
}

// open puts a screen over this one, which looks at no files meanwhile.
func (s *catalogue) open(to Screen) tea.Cmd {
	s.watch.stop()
	return push(s, to)
}

// catalogueKeys are the actions under that title in the settings.
func catalogueKeys() KeyGroup {
	return KeyGroup{
		Title: "Connectors", Moves: true,
		Actions: []Action{
			keyChoose, keyNewConnector, keyWrite,
		},
		With: []Action{keyFilter},
	}
}

// folderMsg is a connector, loaded from a folder to be configured.
type folderMsg struct {
	task      int64
	connector *flow.Connector
	err       error
}
