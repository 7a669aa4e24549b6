package ui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	flowhistory "countersign/flow/history"
	"countersign/internal/text"
)

// history lists the calls that were sent with a connection, the newest first: to be sent again, kept as ready calls, or
// deleted.
type history struct {
	*env
	conn          *flow.Connection
	width, height int

	calls   []flowhistory.Call
	loaded  bool
	cursor  int
	filter  lineInput
	naming  *lineInput // the name of a ready call, while it is typed
	work    task
	trouble *flow.Explanation
}

type (
	pastMsg struct {
		task  int64
		calls []flowhistory.Call
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
	keyTakeUp    = NewAction("load", Both, "load into the editor", "enter")
	keyDeleteOne = NewAction("delete", Never, "delete", "d")
	keyDeleteAll = NewAction("delete-all", Never, "delete all", "D")
	keySaveReady = NewAction("save-call", Never, "save as a ready call", "a")
)

func newHistory(e *env, conn *flow.Connection) *history {
	return &history{env: e, conn: conn, filter: newInput(e.keys, "press "+e.keys.Label(keyFilter)+" to filter")}
}

// Init reads it.
func (s *history) Init() tea.Cmd {
	t, m, name := s.begin(), s.Flow, s.conn.Entry.Name
	return func() tea.Msg {
		calls, err := m.History.List(t.ctx, name)
		return pastMsg{t.id, calls, err}
	}
}

func (s *history) begin() task {
	s.work.stop()
	s.work = s.start()
	return s.work
}

func (s *history) Title() string { return "history" }

// Close stops what is being read or written.
func (s *history) Close() { s.work.stop() }

func (s *history) SetSize(width, height int) { s.width, s.height = width, height }

func (s *history) Typing() bool { return s.filter.Focused() || s.naming != nil }

// Back leaves the prompt, then the filter, then the screen.
func (s *history) Back() (tea.Cmd, bool) {
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

func (s *history) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case pastMsg:
		s.listed(msg)
	case historyDoneMsg:
		return s.done(msg)
	case recordedMsg: // a call of the screen below, that is written only now
		if s.naming == nil && !s.work.running() || !s.loaded {
			return s.Init()
		}
	case clearHistoryMsg:
		m, name := s.Flow, s.conn.Entry.Name
		return s.change("the history is deleted", func(t task) error { return m.History.Clear(t.ctx, name) })
	}
	return nil
}

func (s *history) listed(msg pastMsg) {
	if !s.work.answers(msg.task) {
		return
	}
	s.work.stop()
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
func (s *history) change(said string, do func(t task) error) tea.Cmd {
	t := s.begin()
	return func() tea.Msg {
		if err := t.ctx.Err(); err != nil {
			return historyDoneMsg{t.id, said, err}
		}
		return historyDoneMsg{t.id, said, do(t)}
	}
}

func (s *history) done(msg historyDoneMsg) tea.Cmd {
	if !s.work.answers(msg.task) {
		return nil
	}
	if msg.err != nil {
		s.work.stop()
		x := flow.Explain(msg.err)
		s.trouble = &x
		return nil
	}
	s.naming, s.trouble = nil, nil
	return tea.Batch(s.Init(), toast(msg.said))
}

func (s *history) press(msg tea.KeyMsg) tea.Cmd {
	arrow := s.keys.WhileTyping(msg, keyUp, keyDown)
	switch {
	case s.naming != nil:
		return s.pressName(msg)
	case s.keys.WhileTyping(msg, keyTakeUp), s.keys.Hit(msg, keyTakeUp) && !s.filter.Focused():
		return s.withPicked(func(p flowhistory.Call) tea.Cmd { return leave(s, againMsg{p}) })
	case s.filter.Focused() && !arrow || isPaste(msg):
		s.filter.Focus()
		typeInto(&s.filter, msg)
		s.cursor = 0
	case s.keys.Hit(msg, keyUp):
		s.cursor = max(s.cursor-1, 0)
	case s.keys.Hit(msg, keyDown):
		s.cursor = min(s.cursor+1, max(len(s.shown())-1, 0))
	case s.keys.Hit(msg, keyFilter):
		s.filter.Focus()
	case s.keys.Hit(msg, keyDeleteOne):
		return s.withPicked(s.deleteOne)
	case s.keys.Hit(msg, keyDeleteAll):
		return s.withPicked(func(flowhistory.Call) tea.Cmd { return s.askClear() })
	case s.keys.Hit(msg, keySaveReady):
		return s.withPicked(s.startNaming)
	}
	return nil
}

// withPicked does something with the call under the cursor, or says why it can't.
func (s *history) withPicked(do func(flowhistory.Call) tea.Cmd) tea.Cmd {
	shown := s.shown()
	switch {
	case s.cursor < len(shown):
		return do(shown[s.cursor])
	case len(s.calls) > 0:
		return badToast("no call matches the filter: " + s.keys.Label(keyBack) + " clears it")
	}
	return badToast("the history is empty")
}

// shown are the calls that the filter leaves. Words are looked for in the method, the target, the status and the query.
func (s *history) shown() []flowhistory.Call {
	words := strings.Fields(strings.ToLower(inputText(s.filter)))
	var shown []flowhistory.Call
	for _, p := range s.calls {
		text := fmt.Sprint(p.Method, " ", p.Target, " ", p.Status)
		for _, q := range p.Query {
			text += " " + q.Name + "=" + q.Value
		}
		if containsAll(strings.ToLower(text), words) {
			shown = append(shown, p)
		}
	}
	return shown
}

func (s *history) deleteOne(p flowhistory.Call) tea.Cmd {
	m, name := s.Flow, s.conn.Entry.Name
	return s.change("deleted: "+text.Safe(p.Method+" "+p.Target, 60), func(t task) error { return m.History.Delete(t.ctx, name, p.ID) })
}

func (s *history) askClear() tea.Cmd {
	return ask(askMsg{
		from: s, yes: "delete", no: "keep", onYes: clearHistoryMsg{},
		text: fmt.Sprintf("Delete the whole history of %s (%s)? It can't be had back.", s.conn.Entry.Name, text.Count(len(s.calls), "call", "calls")),
	})
}

func (s *history) startNaming(p flowhistory.Call) tea.Cmd {
	in := newInput(s.keys, "a name")
	path, _, _ := strings.Cut(p.Target, "?")
	in.SetValue(text.Safe(strings.ToLower(p.Method)+" "+strings.Trim(path, "/"), 60))
	in.Focus()
	s.naming, s.trouble = &in, nil
	return nil
}

func (s *history) pressName(msg tea.KeyMsg) tea.Cmd {
	if !s.keys.WhileTyping(msg, keyOpen) {
		typeInto(s.naming, msg)
		return nil
	}
	name := strings.TrimSpace(strings.ReplaceAll(inputText(*s.naming), "\n", " "))
	if name == "" {
		return badToast("a ready call needs a name; " + s.keys.Label(keyBack) + " leaves it")
	}
	return s.withPicked(func(p flowhistory.Call) tea.Cmd {
		call := p.Saved(name)
		conn := s.conn
		said := "kept as the ready call " + text.Safe(name, nameLimit)
		if p.BodyLost() {
			said += ", without its body, which the history did not keep"
		}
		return s.change(said, func(task) error {
			_, err := conn.KeepReady(call)
			return err
		})
	})
}

// historyKeys are the actions under that title in the settings.
func historyKeys() KeyGroup {
	return KeyGroup{
		Title: "History", Moves: true,
		Actions: []Action{
			keyTakeUp, keyDeleteOne, keyDeleteAll, keySaveReady,
		},
		With: []Action{keyFilter},
	}
}
