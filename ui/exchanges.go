package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/internal/text"
)

// exchanges lists what was said on the wire in this run, the latest first: token steps and calls.
type exchanges struct {
	*env
	width, height int

	list   task
	all    []flow.Exchange // the latest first
	loaded bool
	cursor int
}

// exchangesMsg is what was said so far, the earliest first.
type exchangesMsg struct {
	task      int64
	exchanges []flow.Exchange
}

// traceOf asks for what was said so far.
func traceOf(e *env, task int64) tea.Cmd {
	m := e.Flow
	return func() tea.Msg { return exchangesMsg{task, m.Traffic.List()} }
}

// positionOf finds an exchange among others; -1 when it is none of them.
func positionOf(x *flow.Exchange, among []flow.Exchange) int {
	return slices.IndexFunc(among, func(o flow.Exchange) bool {
		return o.Started.Equal(x.Started) && o.Step == x.Step && o.Signature == x.Signature && o.URL == x.URL
	})
}

func newExchanges(e *env) *exchanges { return &exchanges{env: e} }

func (s *exchanges) Title() string { return "exchanges" }

func (s *exchanges) SetSize(width, height int) { s.width, s.height = width, height }

// Init reads what was said.
func (s *exchanges) Init() tea.Cmd {
	s.list.stop()
	s.list = s.start()
	return traceOf(s.env, s.list.id)
}

// Close forgets what is awaited.
func (s *exchanges) Close() { s.list.stop() }

func (s *exchanges) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case resumedMsg:
		return s.Init()
	case exchangesMsg:
		s.listed(msg)
	}
	return nil
}

// listed keeps the cursor on its exchange when others have come.
func (s *exchanges) listed(msg exchangesMsg) {
	if !s.list.answers(msg.task) {
		return
	}
	s.list.stop()
	var here *flow.Exchange
	if s.cursor < len(s.all) {
		here = &s.all[s.cursor]
	}
	s.all, s.loaded = msg.exchanges, true
	slices.Reverse(s.all)
	s.cursor = min(s.cursor, max(len(s.all)-1, 0))
	if here != nil {
		s.cursor = max(positionOf(here, s.all), 0)
	}
}

func (s *exchanges) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.keys.Hit(msg, keyUp):
		s.cursor = max(s.cursor-1, 0)
	case s.keys.Hit(msg, keyDown):
		s.cursor = max(min(s.cursor+1, len(s.all)-1), 0)
	case !s.keys.Hit(msg, keyOpen, keyCopyAs):
	case len(s.all) == 0:
		return badToast("nothing was said yet: connect, or send a call")
	case s.keys.Hit(msg, keyOpen):
		opened := newSignature(s.env, &s.all[s.cursor])
		opened.listed = true
		return push(s, opened)
	default:
		return copyExchange(s.env, s, &s.all[s.cursor])
	}
	return nil
}

func (s *exchanges) ShortHelp() []key.Binding {
	some := len(s.all) > 0
	return []key.Binding{s.keys.When(some, keyOpen), when(some, s.keys.Named(keyDown, "choose")), s.keys.When(some && s.all[min(s.cursor, len(s.all)-1)].Callable(), keyCopyAs), s.keys.Of(keyBack)}
}

func (s *exchanges) FullHelp() [][]key.Binding {
	return [][]key.Binding{s.keys.List(keyUp, keyDown, keyOpen, keyCopyAs, keyBack)}
}

// Aside is how many there are.
func (s *exchanges) Aside() string {
	if len(s.all) == 0 {
		return ""
	}
	return s.styles.Muted.Render(text.Count(len(s.all), "exchange", "exchanges") + " in this run")
}

func (s *exchanges) View() string {
	switch {
	case !s.loaded:
		return ""
	case len(s.all) == 0:
		return paragraph("Nothing was said on the wire in this run yet. Connect, or send a call: each request and its answer will stand here, with its signature taken apart.", s.width)
	}
	rows := make([]string, len(s.all))
	for i := range s.all {
		rows[i] = s.row(i)
	}
	const above = 2
	from, to := window(s.cursor, len(rows), max(s.height-above, 1))
	return " " + s.styles.Strong.Render("EXCHANGES") + "\n\n" + strings.Join(rows[from:to], "\n")
}

// Anchor keeps the cursor in sight.
func (s *exchanges) Anchor() int { return min(s.cursor+2, max(s.height-1, 0)) }

// row is when, which step, the request, and what came of it. In a narrow window the time of day goes first.
func (s *exchanges) row(i int) string {
	x := s.all[i]
	look, sign := statusLook(s.styles, x.Status)
	status := fmt.Sprint(x.Status)
	if x.Status == 0 {
		look, sign, status = s.styles.Bad, "✗", "–"
	}
	lead := ""
	if s.width >= 76 {
		lead = s.styles.Muted.Render(fit(x.Started.Format(time.TimeOnly), 10))
	}
	lead += s.styles.pick(i == s.cursor, fit(string(x.Step), 15)) + fit(clip(text.Safe(x.Method, 20), 6), 8)
	tail := look.Render(sign+" "+fit(status, 4)) + s.styles.Muted.Render(fmt.Sprintf("%8s", text.Took(x.Took)))
	room := s.width - margin - 2 - ansi.StringWidth(lead) - ansi.StringWidth(tail) - 2
	return indent + s.styles.mark(i == s.cursor) + lead + fit(clip(x.Place(), room-1), room) + tail
}

// Waiting says that what was said is looked up.
func (s *exchanges) Waiting() (what string, since time.Time) {
	return s.list.told("reading the exchanges")
}
