package request

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// variables lists the variables for a request; Enter inserts one.
type variables struct {
	*kit.Env
	width, height int
	list          []requestfile.Variable
	filter        kit.LineInput
	cursor        int
}

// insertMsg is text to insert at the cursor.
type insertMsg struct{ text string }

var keyInsert = kit.NewAction("insert", kit.InText, "insert", "enter")

func newVariables(e *kit.Env, scope *requestfile.Scope) *variables {
	s := &variables{Env: e, list: scope.List(), filter: kit.NewInput(e.Keys, "type to filter")}
	s.filter.Focus()
	return s
}

func (s *variables) Init() tea.Cmd { return nil }

func (s *variables) Title() string { return "variables" }

func (s *variables) SetSize(width, height int) { s.width, s.height = width, height }

func (s *variables) Typing() bool { return true }

func (s *variables) ShortHelp() []key.Binding {
	return []key.Binding{s.Keys.Binding(keyInsert), s.Keys.Relabeled(kit.KeyDown, "move"), s.Keys.Binding(kit.KeyBack)}
}

func (s *variables) FullHelp() [][]key.Binding {
	return [][]key.Binding{s.Keys.Bindings(keyInsert, kit.KeyUp, kit.KeyDown, kit.KeyBack)}
}

func (s *variables) Update(msg tea.Msg) tea.Cmd {
	press, isKey := msg.(tea.KeyMsg)
	if !isKey {
		return nil
	}
	shown := s.shown()
	switch {
	case s.Keys.Matches(press, keyInsert) && s.cursor < len(shown):
		return kit.Leave(s, insertMsg{"{{" + shown[s.cursor].Name + "}}"})
	case s.Keys.Matches(press, keyInsert):
		return kit.ErrorToast("No matching variable. Define one in a .http file: @name = value")
	case s.Keys.MatchesInText(press, kit.KeyUp):
		s.cursor = max(s.cursor-1, 0)
	case s.Keys.MatchesInText(press, kit.KeyDown):
		s.cursor = max(min(s.cursor+1, len(shown)-1), 0)
	default:
		kit.TypeInto(&s.filter, press)
		s.cursor = 0
	}
	return nil
}

func (s *variables) shown() []requestfile.Variable {
	words := strings.Fields(strings.ToLower(kit.InputText(s.filter)))
	var shown []requestfile.Variable
	for _, v := range s.list {
		if kit.ContainsAll(strings.ToLower(v.Name+" "+v.Source), words) {
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
	inner := s.width - kit.Margin - 2 - 1
	column := kit.Widest(names, 12, inner/2) + 2
	valueColumn := kit.Widest(values, 10, max(inner-column-16, 10)) + 2
	lines := []string{" " + s.Styles.Accent.Render("/ ") + s.filter.Draw(s.Env, s.width-5), ""}
	below := kit.RenderLines(s.Styles.Muted, kit.Paragraph("Secrets are not available as variables, because requests are stored in the history. Signing adds the consumer key and the token.", s.width))
	from, to := kit.Window(s.cursor, len(shown), max(s.height-len(lines)-kit.Height(below)-1, 1))
	for i := from; i < to; i++ {
		about := kit.Clip(kit.Fit(kit.Clip(values[i], valueColumn-2), valueColumn)+s.Styles.Muted.Render(shown[i].Source), inner-column)
		lines = append(lines, kit.Indent+s.Styles.CursorMark(i == s.cursor)+s.Styles.Selected(i == s.cursor, kit.Fit(kit.Clip(names[i], column-2), column))+about)
	}
	return strings.Join(append(lines, "", below), "\n")
}
