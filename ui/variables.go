package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
)

// variables lists what may stand in double braces in a call; enter writes one there.
type variables struct {
	*env
	width, height int
	list          []flow.Variable
	filter        lineInput
	cursor        int
}

// insertMsg is a text that goes where the cursor was.
type insertMsg struct{ text string }

var keyInsert = NewAction("insert", Always, "write it into the call", "enter")

func newVariables(e *env, scope *flow.Scope) *variables {
	s := &variables{env: e, list: scope.List(), filter: newInput(e.keys, "type to filter")}
	s.filter.Focus()
	return s
}

func (s *variables) Init() tea.Cmd { return nil }

func (s *variables) Title() string { return "variables" }

func (s *variables) SetSize(width, height int) { s.width, s.height = width, height }

func (s *variables) Typing() bool { return true }

func (s *variables) ShortHelp() []key.Binding {
	return []key.Binding{s.keys.Of(keyInsert), s.keys.Named(keyDown, "move"), s.keys.Of(keyBack)}
}

func (s *variables) FullHelp() [][]key.Binding {
	return [][]key.Binding{s.keys.List(keyInsert, keyUp, keyDown, keyBack)}
}

func (s *variables) Update(msg tea.Msg) tea.Cmd {
	press, isKey := msg.(tea.KeyMsg)
	if !isKey {
		return nil
	}
	shown := s.shown()
	switch {
	case s.keys.Hit(press, keyInsert) && s.cursor < len(shown):
		return leave(s, insertMsg{"{{" + shown[s.cursor].Name + "}}"})
	case s.keys.Hit(press, keyInsert):
		return badToast("no variable has such a name: a .http file can give one, by a line @name = value")
	case s.keys.WhileTyping(press, keyUp):
		s.cursor = max(s.cursor-1, 0)
	case s.keys.WhileTyping(press, keyDown):
		s.cursor = max(min(s.cursor+1, len(shown)-1), 0)
	default:
		typeInto(&s.filter, press)
		s.cursor = 0
	}
	return nil
}

func (s *variables) shown() []flow.Variable {
	words := strings.Fields(strings.ToLower(inputText(s.filter)))
	var shown []flow.Variable
	for _, v := range s.list {
		if containsAll(strings.ToLower(v.Name+" "+v.From), words) {
			shown = append(shown, v)
		}
	}
	return shown
}

func (s *variables) View() string {
	shown := s.shown()
	names, values := make([]string, len(shown)), make([]string, len(shown))
	for i, v := range shown {
		names[i], values[i] = "{{"+text.Safe(v.Name, 30)+"}}", text.Safe(v.Value, 200)
	}
	inner := s.width - margin - 2 - 1
	column := widest(names, 12, inner/2) + 2
	valueColumn := widest(values, 10, max(inner-column-16, 10)) + 2
	lines := []string{" " + s.styles.Accent.Render("/ ") + s.filter.draw(s.env, s.width-5), ""}
	below := eachLine(s.styles.Muted, paragraph("Secrets are no variables: what stands in a call is shown, and kept in the history. The consumer key and the token come in by signing.", s.width))
	from, to := window(s.cursor, len(shown), max(s.height-len(lines)-height(below)-1, 1))
	for i := from; i < to; i++ {
		about := clip(fit(clip(values[i], valueColumn-2), valueColumn)+s.styles.Muted.Render(shown[i].From), inner-column)
		lines = append(lines, indent+s.styles.mark(i == s.cursor)+s.styles.pick(i == s.cursor, fit(clip(names[i], column-2), column))+about)
	}
	return strings.Join(append(lines, "", below), "\n")
}
