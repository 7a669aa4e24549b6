package viewer

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/viewer/document"
)

// Update takes keys and the messages of the Model's own commands.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Msg:
		if msg.id == m.id && m.id != 0 {
			return m.answered(msg.answer)
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

func (m *Model) answered(answer any) tea.Cmd {
	switch a := answer.(type) {
	case indexMsg:
		return m.indexed(a)
	case seekMsg:
		return m.finder().sought(a)
	case countMsg:
		return m.finder().counted(a)
	case filterMsg:
		return m.filtered(a)
	}
	return nil
}

func (m *Model) typed(msg tea.KeyMsg) tea.Cmd {
	switch {
	case msg.Type == tea.KeyEsc:
		m.Back()
	case key.Matches(msg, m.keys.Enter):
		filter, text := m.input.filter, m.input.enter()
		m.hold()
		if filter {
			return m.entered(text)
		}
		return m.finder().startSearch(cmp.Or(text, m.input.last[0]))
	default:
		m.input.press(msg)
	}
	return nil
}

// entered takes what was typed behind the colon: a line, a percentage, or a filter.
func (m *Model) entered(text string) tea.Cmd {
	text = strings.TrimSpace(text)
	if text == "" {
		m.leaveResult()
		return nil
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(text, "%")); err == nil && n >= 0 {
		if strings.HasSuffix(text, "%") {
			m.goTo(m.sheet().end() * min(n, 100) / 100)
		} else {
			m.goToLine(n)
		}
		return nil
	}
	return m.startFilter(text)
}

func (m *Model) pressed(msg tea.KeyMsg) tea.Cmd {
	k, page := m.keys, m.rowsShown()
	switch {
	case key.Matches(msg, k.Search):
		return m.openInput(false)
	case key.Matches(msg, k.Filter):
		return m.openInput(true)
	case key.Matches(msg, k.Next):
		return m.finder().seek(+1)
	case key.Matches(msg, k.Previous):
		return m.finder().seek(-1)
	case key.Matches(msg, k.Fold):
		m.fold()
	case key.Matches(msg, k.FoldAll):
		m.foldAll()
	case key.Matches(msg, k.Raw):
		return m.turnRaw()
	case key.Matches(msg, k.Hex):
		return m.turnHex()
	case key.Matches(msg, k.Wrap):
		m.turnWrap()
	case key.Matches(msg, k.Up):
		m.move(-1)
	case key.Matches(msg, k.Down):
		m.move(+1)
	case key.Matches(msg, k.HalfUp):
		m.page(-max(page/2, 1))
	case key.Matches(msg, k.HalfDown):
		m.page(+max(page/2, 1))
	case key.Matches(msg, k.PageUp):
		m.page(-max(page-1, 1))
	case key.Matches(msg, k.PageDown):
		m.page(+max(page-1, 1))
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

func (m *Model) openInput(filter bool) tea.Cmd {
	switch {
	case !filter && m.sheet().named():
		m.notice = "there is no text to search here; the raw view and the bytes can be searched"
	case filter && m.whole.kind != document.JSON && m.sheet().doc() == nil:
		m.notice = "a filter works on JSON only"
	default:
		text := ""
		if filter && m.result != nil {
			text = m.result.filter
		}
		m.input.start(filter, text)
		m.hold()
	}
	return nil
}

func (m *Model) turnRaw() tea.Cmd {
	s := m.sheet()
	switch {
	case s.view != viewPretty:
		s.view = viewPretty
	case s.kind == document.Text:
		m.notice = "text has no other form; it is shown as it came"
		return nil
	default:
		s.view = viewRaw
	}
	return m.turned()
}

func (m *Model) turnHex() tea.Cmd {
	s := m.sheet()
	if s.view == viewHex {
		s.view = viewPretty
	} else {
		s.view = viewHex
	}
	return m.turned()
}

// turned shows the same place in another view. What a search counted, it counted in the one before.
func (m *Model) turned() tea.Cmd {
	m.search.forget()
	m.finder().setPattern()
	cmd := m.index()
	m.hold()
	return tea.Batch(cmd, m.finder().count())
}

func (m *Model) turnWrap() {
	if m.sheet().doc() == nil {
		m.notice = "this view has no long lines"
		return
	}
	m.unwrapped = !m.unwrapped
	m.sheet().column = 0
	m.notice = "long lines are wrapped"
	if m.unwrapped {
		m.notice = "long lines are cut; left and right move along them"
	}
	m.hold()
}
