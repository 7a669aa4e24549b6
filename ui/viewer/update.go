package viewer

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/viewer/document"
)

// Update handles keys and the results of the Model's commands.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Msg:
		if msg.id != m.id || m.id == 0 {
			return nil
		}
		switch r := msg.result.(type) {
		case indexMsg:
			return m.indexed(r)
		case scanMsg:
			return m.scanned(r)
		case filterMsg:
			return m.filtered(r)
		}
	case tea.KeyMsg:
		m.notice = ""
		if m.input.open {
			return m.typed(msg)
		}
		return m.pressed(msg)
	}
	return nil
}

func (m *Model) typed(msg tea.KeyMsg) tea.Cmd {
	switch {
	case msg.Type == tea.KeyEsc:
		m.Back()
	case key.Matches(msg, m.keys.Enter):
		text := m.input.submit()
		m.normalize()
		if m.input.filter {
			return m.filterOrLine(strings.TrimSpace(text))
		}
		return m.startSearch(cmp.Or(text, m.input.last[false]))
	default:
		m.input.press(msg)
	}
	return nil
}

// filterOrLine starts a filter, or goes to a line or percentage.
func (m *Model) filterOrLine(text string) tea.Cmd {
	if text == "" {
		m.leaveResult()
		return nil
	}
	number, percent := strings.CutSuffix(text, "%")
	n, err := strconv.Atoi(number)
	switch {
	case err != nil || n < 0:
		return m.startFilter(text)
	case percent:
		m.goTo(m.sheet().end() * min(n, 100) / 100)
	default:
		m.goToLine(n)
	}
	return nil
}

func (m *Model) pressed(msg tea.KeyMsg) tea.Cmd {
	k, page := m.keys, m.rowsShown()
	half, full := max(page/2, 1), max(page-1, 1)
	switch {
	case key.Matches(msg, k.Search):
		m.openInput(false)
	case key.Matches(msg, k.Filter):
		m.openInput(true)
	case key.Matches(msg, k.Next):
		return m.seek(+1)
	case key.Matches(msg, k.Previous):
		return m.seek(-1)
	case key.Matches(msg, k.Fold):
		m.fold()
	case key.Matches(msg, k.FoldAll):
		m.foldAll()
	case key.Matches(msg, k.Raw):
		return m.toggleView(viewRaw)
	case key.Matches(msg, k.Hex):
		return m.toggleView(viewHex)
	case key.Matches(msg, k.Wrap):
		m.toggleWrap()
	case key.Matches(msg, k.Up):
		m.move(-1)
	case key.Matches(msg, k.Down):
		m.move(+1)
	case key.Matches(msg, k.HalfUp):
		m.page(-half)
	case key.Matches(msg, k.HalfDown):
		m.page(+half)
	case key.Matches(msg, k.PageUp):
		m.page(-full)
	case key.Matches(msg, k.PageDown):
		m.page(+full)
	case key.Matches(msg, k.Top):
		m.goTo(0)
	case key.Matches(msg, k.Bottom):
		m.goToEnd()
	case key.Matches(msg, k.Left):
		m.sideways(-1)
	case key.Matches(msg, k.Right):
		m.sideways(+1)
	}
	return nil
}

func (m *Model) openInput(filter bool) {
	switch {
	case !filter && m.sheet().summarized():
		m.notice = "No text to search: search the raw or hex view"
	case filter && m.body.kind != document.JSON && m.sheet().doc() == nil:
		m.notice = "Only JSON can be filtered"
	default:
		text := ""
		if filter && m.result != nil {
			text = m.result.filter
		}
		m.input.start(filter, text)
		m.normalize()
	}
}

// toggleView switches to a view, or from any other back to the pretty one. A search starts over there.
func (m *Model) toggleView(v view) tea.Cmd {
	s := m.sheet()
	switch {
	case s.view == v, s.view != viewPretty && v == viewRaw:
		s.view = viewPretty
	case v == viewRaw && s.kind == document.Text:
		m.notice = "Text has no pretty form"
		return nil
	default:
		s.view = v
	}
	m.search.reset()
	m.setPattern()
	cmd := m.index(m.sheet().doc())
	m.normalize()
	return cmd
}

func (m *Model) toggleWrap() {
	if m.sheet().doc() == nil {
		m.notice = "No lines to wrap in this view"
		return
	}
	m.unwrapped = !m.unwrapped
	m.sheet().column = 0
	m.notice = "Lines are wrapped"
	if m.unwrapped {
		m.notice = "Lines are not wrapped: scroll with ← and →"
	}
	m.normalize()
}
