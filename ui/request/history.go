package request

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/history"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// historyScreen lists the requests that were sent with a connection, the latest first.
type historyScreen struct {
	*kit.Env
	conn          *flow.Connection
	width, height int

	entries []history.Entry
	loaded  bool
	cursor  int
	filter  kit.LineInput
	naming  *kit.LineInput // name of a saved request; nil if not asked for
	work    kit.Task
	trouble *flow.Explanation
}

type (
	historyMsg struct {
		task    int64
		entries []history.Entry
		err     error
	}
	// historyDoneMsg is the result of a change to the history.
	historyDoneMsg struct {
		task int64
		done string
		err  error
	}
	clearHistoryMsg struct{}
)

var (
	keyLoad        = kit.NewAction("load", kit.ControlKeysInText, "load into the editor", "enter")
	keyDelete      = kit.NewAction("delete", kit.NotInText, "delete", "d")
	keyDeleteAll   = kit.NewAction("delete-all", kit.NotInText, "delete all", "D")
	keySaveRequest = kit.NewAction("save-request", kit.NotInText, "save request", "a").Formerly("save-call")
)

func newHistory(e *kit.Env, conn *flow.Connection) *historyScreen {
	return &historyScreen{Env: e, conn: conn, filter: kit.NewInput(e.Keys, "press "+e.Keys.Label(kit.KeyFilter)+" to filter")}
}

func (s *historyScreen) Init() tea.Cmd {
	t, m, name := s.begin(), s.Flow, s.conn.Entry.Name
	return func() tea.Msg {
		entries, err := m.History.List(t.Ctx, name)
		return historyMsg{t.ID, entries, err}
	}
}

func (s *historyScreen) begin() kit.Task {
	s.work.Stop()
	s.work = s.StartTask()
	return s.work
}

func (s *historyScreen) Title() string { return "history" }

func (s *historyScreen) Close() { s.work.Stop() }

func (s *historyScreen) SetSize(width, height int) { s.width, s.height = width, height }

func (s *historyScreen) Typing() bool { return s.filter.Focused() || s.naming != nil }

// Back closes the prompt, then the filter, then the screen.
func (s *historyScreen) Back() (tea.Cmd, bool) {
	switch {
	case s.naming != nil:
		s.naming = nil
	case s.filter.Focused() || s.filter.Value() != "":
		s.filter.Blur()
		s.filter.SetValue("")
		s.cursor = 0
	default:
		return nil, false
	}
	return nil, true
}

func (s *historyScreen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case historyMsg:
		s.listed(msg)
	case historyDoneMsg:
		return s.done(msg)
	case recordedMsg: // from the screen below
		if s.naming == nil && !s.work.Running() || !s.loaded {
			return s.Init()
		}
	case clearHistoryMsg:
		m, name := s.Flow, s.conn.Entry.Name
		return s.change("Deleted the history", func(t kit.Task) error { return m.History.Clear(t.Ctx, name) })
	}
	return nil
}

func (s *historyScreen) listed(msg historyMsg) {
	if !s.work.Matches(msg.task) {
		return
	}
	s.work.Stop()
	s.loaded, s.trouble = true, nil
	if msg.err != nil {
		x := flow.Explain(msg.err)
		s.trouble = &x
		return
	}
	s.entries = msg.entries
	s.cursor = min(s.cursor, max(len(s.shown())-1, 0))
}

// change changes the history and loads it again.
func (s *historyScreen) change(done string, do func(t kit.Task) error) tea.Cmd {
	t := s.begin()
	return func() tea.Msg {
		if err := t.Ctx.Err(); err != nil {
			return historyDoneMsg{t.ID, done, err}
		}
		return historyDoneMsg{t.ID, done, do(t)}
	}
}

func (s *historyScreen) done(msg historyDoneMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	if msg.err != nil {
		s.work.Stop()
		x := flow.Explain(msg.err)
		s.trouble = &x
		return nil
	}
	s.naming, s.trouble = nil, nil
	return tea.Batch(s.Init(), kit.Toast(msg.done))
}

func (s *historyScreen) press(msg tea.KeyMsg) tea.Cmd {
	arrow := s.Keys.MatchesInText(msg, kit.KeyUp, kit.KeyDown)
	switch {
	case s.naming != nil:
		return s.pressName(msg)
	case s.Keys.MatchesInText(msg, keyLoad), s.Keys.Matches(msg, keyLoad) && !s.filter.Focused():
		return s.withPicked(func(p history.Entry) tea.Cmd { return kit.Leave(s, reuseMsg{p}) })
	case s.filter.Focused() && !arrow || kit.IsPaste(msg):
		s.filter.Focus()
		kit.TypeInto(&s.filter, msg)
		s.cursor = 0
	case s.Keys.Matches(msg, kit.KeyUp):
		s.cursor = max(s.cursor-1, 0)
	case s.Keys.Matches(msg, kit.KeyDown):
		s.cursor = min(s.cursor+1, max(len(s.shown())-1, 0))
	case s.Keys.Matches(msg, kit.KeyFilter):
		s.filter.Focus()
	case s.Keys.Matches(msg, keyDelete):
		return s.withPicked(s.deleteOne)
	case s.Keys.Matches(msg, keyDeleteAll):
		return s.withPicked(func(history.Entry) tea.Cmd { return s.askClear() })
	case s.Keys.Matches(msg, keySaveRequest):
		return s.withPicked(s.startNaming)
	}
	return nil
}

// withPicked calls do with the chosen entry, or explains that there is none.
func (s *historyScreen) withPicked(do func(history.Entry) tea.Cmd) tea.Cmd {
	shown := s.shown()
	switch {
	case s.cursor < len(shown):
		return do(shown[s.cursor])
	case len(s.entries) > 0:
		return kit.ErrorToast("No request matches the filter. Press " + s.Keys.Label(kit.KeyBack) + " to clear it.")
	}
	return kit.ErrorToast("The history is empty")
}

// shown are the entries that match the filter, which applies to method, target, status and query.
func (s *historyScreen) shown() []history.Entry {
	words := strings.Fields(strings.ToLower(kit.InputText(s.filter)))
	var shown []history.Entry
	for _, p := range s.entries {
		text := fmt.Sprint(p.Method, " ", p.Target, " ", p.Status)
		for _, q := range p.Query {
			text += " " + q.Name + "=" + q.Value
		}
		if kit.ContainsAll(strings.ToLower(text), words) {
			shown = append(shown, p)
		}
	}
	return shown
}

func (s *historyScreen) deleteOne(p history.Entry) tea.Cmd {
	m, name := s.Flow, s.conn.Entry.Name
	return s.change("Deleted "+text.Safe(p.Method+" "+p.Target, 60), func(t kit.Task) error { return m.History.Delete(t.Ctx, name, p.ID) })
}

func (s *historyScreen) askClear() tea.Cmd {
	return kit.Ask(kit.AskMsg{
		From: s, Yes: "delete", No: "cancel", OnYes: clearHistoryMsg{},
		Text: fmt.Sprintf("Delete the history of %s (%s)? This can't be undone.", s.conn.Entry.Name, text.Count(len(s.entries), "request", "requests")),
	})
}

func (s *historyScreen) startNaming(p history.Entry) tea.Cmd {
	in := kit.NewInput(s.Keys, "name")
	path, _, _ := strings.Cut(p.Target, "?")
	in.SetValue(text.Safe(strings.ToLower(p.Method)+" "+strings.Trim(path, "/"), 60))
	in.Focus()
	s.naming, s.trouble = &in, nil
	return nil
}

func (s *historyScreen) pressName(msg tea.KeyMsg) tea.Cmd {
	if !s.Keys.MatchesInText(msg, kit.KeyOpen) {
		kit.TypeInto(s.naming, msg)
		return nil
	}
	name := strings.TrimSpace(strings.ReplaceAll(kit.InputText(*s.naming), "\n", " "))
	if name == "" {
		return kit.ErrorToast("Enter a name, or press " + s.Keys.Label(kit.KeyBack) + " to cancel.")
	}
	return s.withPicked(func(p history.Entry) tea.Cmd {
		saved := p.SavedRequest(name)
		conn := s.conn
		done := "Saved request " + text.Safe(name, nameLimit)
		if p.BodyMissing() {
			done += ", without its body, which the history does not store"
		}
		return s.change(done, func(kit.Task) error {
			_, err := conn.SaveRequest(saved)
			return err
		})
	})
}

// HistoryKeys are the actions of the history for the settings.
func HistoryKeys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "History", IncludesListKeys: true,
		Actions: []kit.Action{
			keyLoad, keyDelete, keyDeleteAll, keySaveRequest,
		},
		AlsoActive: []kit.Action{kit.KeyFilter},
	}
}
