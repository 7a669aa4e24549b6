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

// exchanges lists the HTTP exchanges of this run, the latest first: token requests and signed requests.
type exchanges struct {
	*kit.Env
	width, height int

	all    []flow.Exchange // the latest first
	cursor int
}

// indexOf finds x in list; -1 if it is not there.
func indexOf(x *flow.Exchange, list []flow.Exchange) int {
	return slices.IndexFunc(list, func(o flow.Exchange) bool {
		return o.Started.Equal(x.Started) && o.Step == x.Step && o.Signature == x.Signature && o.URL == x.URL
	})
}

// stepLabel names the step of an exchange.
func stepLabel(x *flow.Exchange) string {
	if x.Step == flow.StepRequest {
		return "signed request"
	}
	return string(x.Step)
}

// NewExchanges makes the list of this run's exchanges.
func NewExchanges(e *kit.Env) *exchanges { return &exchanges{Env: e} }

func (s *exchanges) Title() string { return "traffic" }

func (s *exchanges) SetSize(width, height int) { s.width, s.height = width, height }

func (s *exchanges) Init() tea.Cmd {
	s.load(s.Flow.Traffic.List())
	return nil
}

// load shows a list, the earliest first. The cursor stays on its exchange.
func (s *exchanges) load(list []flow.Exchange) {
	slices.Reverse(list)
	if s.cursor < len(s.all) {
		s.cursor = max(indexOf(&s.all[s.cursor], list), 0)
	}
	s.all = list
}

func (s *exchanges) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case kit.ResumedMsg:
		return s.Init()
	}
	return nil
}

func (s *exchanges) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Matches(msg, kit.KeyUp):
		s.cursor = max(s.cursor-1, 0)
	case s.Keys.Matches(msg, kit.KeyDown):
		s.cursor = max(min(s.cursor+1, len(s.all)-1), 0)
	case !s.Keys.Matches(msg, kit.KeyOpen, KeyCopyAs):
	case len(s.all) == 0:
		return kit.ErrorToast("No traffic yet. Connect or send a request first.")
	case s.Keys.Matches(msg, kit.KeyOpen):
		opened := NewSignature(s.Env, &s.all[s.cursor])
		opened.fromList = true
		return kit.Push(s, opened)
	default:
		return CopyExchange(s.Env, s, &s.all[s.cursor])
	}
	return nil
}

func (s *exchanges) ShortHelp() []key.Binding {
	some := len(s.all) > 0
	return []key.Binding{
		s.Keys.EnabledIf(some, kit.KeyOpen), kit.EnabledIf(some, s.Keys.Relabeled(kit.KeyDown, "choose")),
		s.Keys.EnabledIf(some && s.all[s.cursor].IsAPIRequest(), KeyCopyAs), s.Keys.Binding(kit.KeyBack),
	}
}

func (s *exchanges) FullHelp() [][]key.Binding {
	return [][]key.Binding{s.Keys.Bindings(kit.KeyUp, kit.KeyDown, kit.KeyOpen, KeyCopyAs, kit.KeyBack)}
}

func (s *exchanges) StatusText() string {
	if len(s.all) == 0 {
		return ""
	}
	return s.Styles.Muted.Render(text.Count(len(s.all), "exchange", "exchanges"))
}

func (s *exchanges) View() string {
	if len(s.all) == 0 {
		return kit.Paragraph("No traffic yet. Connect or send a request: each exchange appears here with its signature.", s.width)
	}
	rows := make([]string, len(s.all))
	for i := range s.all {
		rows[i] = s.row(i)
	}
	const above = 2
	from, to := kit.Window(s.cursor, len(rows), max(s.height-above, 1))
	return " " + s.Styles.Strong.Render("TRAFFIC") + "\n\n" + strings.Join(rows[from:to], "\n")
}

// Anchor keeps the cursor in sight.
func (s *exchanges) Anchor() int { return min(s.cursor+2, max(s.height-1, 0)) }

// row is one exchange: time, step, request, status and duration. A narrow window leaves out the time.
func (s *exchanges) row(i int) string {
	x := &s.all[i]
	look, sign := kit.StatusStyle(s.Styles, x.Status)
	status := fmt.Sprint(x.Status)
	if x.Status == 0 {
		look, sign, status = s.Styles.Error, "✗", "–"
	}
	lead := ""
	if s.width >= 76 {
		lead = s.Styles.Muted.Render(kit.Fit(x.Started.Format(time.TimeOnly), 10))
	}
	lead += s.Styles.Selected(i == s.cursor, kit.Fit(stepLabel(x), 16)) + kit.Fit(kit.Clip(text.Safe(x.Method, 20), 6), 8)
	tail := look.Render(sign+" "+kit.Fit(status, 4)) + s.Styles.Muted.Render(fmt.Sprintf("%8s", text.Duration(x.Took)))
	room := s.width - kit.Margin - 2 - ansi.StringWidth(lead) - ansi.StringWidth(tail) - 2
	return kit.Indent + s.Styles.CursorMark(i == s.cursor) + lead + kit.Fit(kit.Clip(x.HostAndPath(), room-1), room) + tail
}
