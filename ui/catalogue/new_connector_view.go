package catalogue

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/kit"
)

func (s *newConnector) ShortHelp() []key.Binding {
	word := "create"
	if len(s.form.Missing()) > 0 || len(s.form.Invalid()) > 0 {
		word = "next"
	}
	return []key.Binding{s.Keys.Relabeled(keyWrite, word), s.Keys.Binding(kit.KeyNext), kit.EnabledIf(!s.Typing(), s.Keys.Relabeled(kit.KeyRight, "choose")), s.Keys.Binding(kit.KeyBack)}
}

func (s *newConnector) FullHelp() [][]key.Binding {
	choice := !s.Typing()
	return [][]key.Binding{{s.Keys.Binding(keyWrite), s.Keys.Binding(kit.KeyNext), s.Keys.Binding(kit.KeyPrevious), s.Keys.EnabledIf(choice, kit.KeyLeft), s.Keys.EnabledIf(choice, kit.KeyRight), s.Keys.EnabledIf(choice, kit.KeySpace), s.Keys.Binding(kit.KeyBack)}}
}

// Waiting describes the running task.
func (s *newConnector) Waiting() (what string, since time.Time) {
	if !s.work.Running() {
		return "", time.Time{}
	}
	return "creating the connector", s.work.Since
}

// UnsavedChanges warns of typed values.
func (s *newConnector) UnsavedChanges() string { return s.form.UnsavedChanges() }

// Click selects a field or an option.
func (s *newConnector) Click(x, y int) tea.Cmd {
	if !s.work.Running() && s.form.Click(s.Env, x, y, s.width) {
		s.derive()
	}
	return nil
}

func (s *newConnector) View() string {
	fields, _ := s.form.Draw(s.Env, s.width)
	parts := []string{fields, s.ready()}
	if s.problem != nil {
		parts = append(parts, s.Styles.RenderError(*s.problem, "", s.width))
	} else if note := s.form.Focused().Note; note != "" {
		parts = append(parts, kit.Paragraph(note, s.width))
	}
	parts = append(parts, kit.RenderLines(s.Styles.Muted, kit.Paragraph(
		"This creates a folder of short files that you can edit. The list of connectors follows your changes.", s.width)))
	return strings.Join(parts, "\n\n")
}

// ready says what to do next.
func (s *newConnector) ready() string {
	if not := s.form.MissingView(s.Env, s.width); not != "" {
		return not
	}
	return kit.HangingIndent(kit.Indent+s.Styles.Success.Render("●")+" ", "Press "+s.Keys.Label(keyWrite)+" to create the connector "+text.Safe(s.blueprint().Key, 60), s.width)
}

// Anchor keeps the focused field visible.
func (s *newConnector) Anchor() int {
	_, line := s.form.Draw(s.Env, s.width)
	return line
}
