package traffic

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
	"countersign/ui/kit"
)

// exchanges lists what was said on the wire in this run, the latest first: token steps and calls.
type exchanges struct {
	*kit.Env
	width, height int

	list   kit.Task
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
func traceOf(e *kit.Env, task int64) tea.Cmd {
	m := e.Flow
	return func() tea.Msg { return exchangesMsg{task, m.Traffic.List()} }
}

// positionOf finds an exchange among others; -1 when it is none of them.
func positionOf(x *flow.Exchange, among []flow.Exchange) int {
	return slices.IndexFunc(among, func(o flow.Exchange) bool {
		return o.Started.Equal(x.Started) && o.Step == x.Step && o.Signature == x.Signature && o.URL == x.URL
	})
}

// NewExchanges makes the list of this run's exchanges.
func NewExchanges(e *kit.Env) *exchanges { return &exchanges{Env: e} }

func (s *exchanges) Title() string { return "exchanges" }

func (s *exchanges) SetSize(width, height int) { s.width, s.height = width, height }

// Init reads what was said.
func (s *exchanges) Init() tea.Cmd {
	s.list.Stop()
	s.list = s.StartTask()
	return traceOf(s.Env, s.list.ID)
}

// Close forgets what is awaited.
func (s *exchanges) Close() { s.list.Stop() }

func (s *exchanges) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case kit.ResumedMsg:
		return s.Init()
	case exchangesMsg:
		s.listed(msg)
	}
	return nil
}

// listed keeps the cursor on its exchange when others have come.
func (s *exchanges) listed(msg exchangesMsg) {
	if !s.list.Matches(msg.task) {
		return
	}
	s.list.Stop()
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
	case s.Keys.Matches(msg, kit.KeyUp):
		s.cursor = max(s.cursor-1, 0)
	case s.Keys.Matches(msg, kit.KeyDown):
		s.cursor = max(min(s.cursor+1, len(s.all)-1), 0)
	case !s.Keys.Matches(msg, kit.KeyOpen, KeyCopyAs):
	case len(s.all) == 0:
		return kit.ErrorToast("nothing was said yet: connect, or send a call")
	case s.Keys.Matches(msg, kit.KeyOpen):
		opened := NewSignature(s.Env, &s.all[s.cursor])
		opened.listed = true
		return kit.Push(s, opened)
	default:
		return CopyExchange(s.Env, s, &s.all[s.cursor])
	}
	return nil
}

func (s *exchanges) ShortHelp() []key.Binding {
	some := len(s.all) > 0
	return []key.Binding{s.Keys.EnabledIf(some, kit.KeyOpen), kit.EnabledIf(some, s.Keys.Relabeled(kit.KeyDown, "choose")), s.Keys.EnabledIf(some && s.all[min(s.cursor, len(s.all)-1)].IsAPIRequest(), KeyCopyAs), s.Keys.Binding(kit.KeyBack)}
}

func (s *exchanges) FullHelp() [][]key.Binding {
	return [][]key.Binding{s.Keys.Bindings(kit.KeyUp, kit.KeyDown, kit.KeyOpen, KeyCopyAs, kit.KeyBack)}
}

// Aside is how many there are.
func (s *exchanges) StatusText() string {
	if len(s.all) == 0 {
		return ""
	}
	return s.Styles.Muted.Render(text.Count(len(s.all), "exchange", "exchanges") + " in this run")
}

func (s *exchanges) View() string {
	switch {
	case !s.loaded:
		return ""
	case len(s.all) == 0:
		return kit.Paragraph("Nothing was said on the wire in this run yet. Connect, or send a call: each request and its answer will stand here, with its signature taken apart.", s.width)
	}
	rows := make([]string, len(s.all))
	for i := range s.all {
		rows[i] = s.row(i)
	}
	const above = 2
	from, to := kit.Window(s.cursor, len(rows), max(s.height-above, 1))
	return " " + s.Styles.Strong.Render("EXCHANGES") + "\n\n" + strings.Join(rows[from:to], "\n")
}

// Anchor keeps the cursor in sight.
func (s *exchanges) Anchor() int { return min(s.cursor+2, max(s.height-1, 0)) }

// row is when, which step, the request, and what came of it. In a narrow window the time of day goes first.
func (s *exchanges) row(i int) string {
	x := s.all[i]
	look, sign := kit.StatusStyle(s.Styles, x.Status)
	status := fmt.Sprint(x.Status)
	if x.Status == 0 {
		look, sign, status = s.Styles.Error, "✗", "–"
	}
	lead := ""
	if s.width >= 76 {
		lead = s.Styles.Muted.Render(kit.Fit(x.Started.Format(time.TimeOnly), 10))
	}
	lead += s.Styles.Selected(i == s.cursor, kit.Fit(string(x.Step), 15)) + kit.Fit(kit.Clip(text.Safe(x.Method, 20), 6), 8)
	tail := look.Render(sign+" "+kit.Fit(status, 4)) + s.Styles.Muted.Render(fmt.Sprintf("%8s", text.Duration(x.Took)))
	room := s.width - kit.Margin - 2 - ansi.StringWidth(lead) - ansi.StringWidth(tail) - 2
	return kit.Indent + s.Styles.CursorMark(i == s.cursor) + lead + kit.Fit(kit.Clip(x.HostAndPath(), room-1), room) + tail
}

// Waiting says that what was said is looked up.
func (s *exchanges) Waiting() (what string, since time.Time) {
	return s.list.Waiting("reading the exchanges")
}
