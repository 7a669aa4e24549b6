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

// historyScreen lists the calls that were sent with a connection, the newest first: to be sent again, kept as ready calls,
// or deleted.
type historyScreen struct {
	*kit.Env
	conn          *flow.Connection
	width, height int

	calls   []history.Entry
	loaded  bool
	cursor  int
	filter  kit.LineInput
	naming  *kit.LineInput // the name of a ready call, while it is typed
	work    kit.Task
	trouble *flow.Explanation
}

type (
	pastMsg struct {
		task  int64
		calls []history.Entry
		err   error
	}
	// historyDoneMsg answers what was done to the history; its list is read again.
	historyDoneMsg struct {
		task int64
		said string
		err  error
	}
	clearHistoryMsg struct{}
)

var (
	keyTakeUp    = kit.NewAction("load", kit.ControlKeysInText, "load into the editor", "enter")
	keyDeleteOne = kit.NewAction("delete", kit.NotInText, "delete", "d")
	keyDeleteAll = kit.NewAction("delete-all", kit.NotInText, "delete all", "D")
	keySaveReady = kit.NewAction("save-call", kit.NotInText, "save as a ready call", "a")
)

func newHistory(e *kit.Env, conn *flow.Connection) *historyScreen {
	return &historyScreen{Env: e, conn: conn, filter: kit.NewInput(e.Keys, "press "+e.Keys.Label(kit.KeyFilter)+" to filter")}
}

// Init reads it.
func (s *historyScreen) Init() tea.Cmd {
	t, m, name := s.begin(), s.Flow, s.conn.Entry.Name
	return func() tea.Msg {
		calls, err := m.History.List(t.Ctx, name)
		return pastMsg{t.ID, calls, err}
	}
}

func (s *historyScreen) begin() kit.Task {
	s.work.Stop()
	s.work = s.StartTask()
	return s.work
}

func (s *historyScreen) Title() string { return "history" }

// Close stops what is being read or written.
func (s *historyScreen) Close() { s.work.Stop() }

func (s *historyScreen) SetSize(width, height int) { s.width, s.height = width, height }

func (s *historyScreen) Typing() bool { return s.filter.Focused() || s.naming != nil }

// Back leaves the prompt, then the filter, then the screen.
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
	case pastMsg:
		s.listed(msg)
	case historyDoneMsg:
		return s.done(msg)
	case recordedMsg: // a call of the screen below, that is written only now
		if s.naming == nil && !s.work.Running() || !s.loaded {
			return s.Init()
		}
	case clearHistoryMsg:
		m, name := s.Flow, s.conn.Entry.Name
		return s.change("the history is deleted", func(t kit.Task) error { return m.History.Clear(t.Ctx, name) })
	}
	return nil
}

func (s *historyScreen) listed(msg pastMsg) {
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
	s.calls = msg.calls
	s.cursor = min(s.cursor, max(len(s.shown())-1, 0))
}

// change does something to the history, and reads it again.
func (s *historyScreen) change(said string, do func(t kit.Task) error) tea.Cmd {
	t := s.begin()
	return func() tea.Msg {
		if err := t.Ctx.Err(); err != nil {
			return historyDoneMsg{t.ID, said, err}
		}
		return historyDoneMsg{t.ID, said, do(t)}
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
	return tea.Batch(s.Init(), kit.Toast(msg.said))
}

func (s *historyScreen) press(msg tea.KeyMsg) tea.Cmd {
	arrow := s.Keys.MatchesInText(msg, kit.KeyUp, kit.KeyDown)
	switch {
	case s.naming != nil:
		return s.pressName(msg)
	case s.Keys.MatchesInText(msg, keyTakeUp), s.Keys.Matches(msg, keyTakeUp) && !s.filter.Focused():
		return s.withPicked(func(p history.Entry) tea.Cmd { return kit.Leave(s, againMsg{p}) })
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
	case s.Keys.Matches(msg, keyDeleteOne):
		return s.withPicked(s.deleteOne)
	case s.Keys.Matches(msg, keyDeleteAll):
		return s.withPicked(func(history.Entry) tea.Cmd { return s.askClear() })
	case s.Keys.Matches(msg, keySaveReady):
		return s.withPicked(s.startNaming)
	}
	return nil
}

// withPicked does something with the call under the cursor, or says why it can't.
func (s *historyScreen) withPicked(do func(history.Entry) tea.Cmd) tea.Cmd {
	shown := s.shown()
	switch {
	case s.cursor < len(shown):
		return do(shown[s.cursor])
	case len(s.calls) > 0:
		return kit.ErrorToast("no call matches the filter: " + s.Keys.Label(kit.KeyBack) + " clears it")
	}
	return kit.ErrorToast("the history is empty")
}

// shown are the calls that the filter leaves. Words are looked for in the method, the target, the status and the query.
func (s *historyScreen) shown() []history.Entry {
	words := strings.Fields(strings.ToLower(kit.InputText(s.filter)))
	var shown []history.Entry
	for _, p := range s.calls {
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
	return s.change("deleted: "+text.Safe(p.Method+" "+p.Target, 60), func(t kit.Task) error { return m.History.Delete(t.Ctx, name, p.ID) })
}

func (s *historyScreen) askClear() tea.Cmd {
	return kit.Ask(kit.AskMsg{
		From: s, Yes: "delete", No: "keep", OnYes: clearHistoryMsg{},
		Text: fmt.Sprintf("Delete the whole history of %s (%s)? It can't be had back.", s.conn.Entry.Name, text.Count(len(s.calls), "call", "calls")),
	})
}

func (s *historyScreen) startNaming(p history.Entry) tea.Cmd {
	in := kit.NewInput(s.Keys, "a name")
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
		return kit.ErrorToast("a ready call needs a name; " + s.Keys.Label(kit.KeyBack) + " leaves it")
	}
	return s.withPicked(func(p history.Entry) tea.Cmd {
		call := p.SavedRequest(name)
		conn := s.conn
		said := "kept as the ready call " + text.Safe(name, nameLimit)
		if p.BodyMissing() {
			said += ", without its body, which the history did not keep"
		}
		return s.change(said, func(kit.Task) error {
			_, err := conn.SaveRequest(call)
			return err
		})
	})
}

// HistoryKeys are the actions under that title in the settings.
func HistoryKeys() kit.KeyGroup {
	return kit.KeyGroup{
		Title: "History", IncludesListKeys: true,
		Actions: []kit.Action{
			keyTakeUp, keyDeleteOne, keyDeleteAll, keySaveReady,
		},
		AlsoActive: []kit.Action{kit.KeyFilter},
	}
}
