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
	word := "write it"
	if len(s.form.Missing()) > 0 || len(s.form.Unfit()) > 0 {
		word = "go on"
	}
	return []key.Binding{s.Keys.Named(keyWrite, word), s.Keys.Of(kit.KeyNext), kit.When(!s.Typing(), s.Keys.Named(kit.KeyRight, "choose")), s.Keys.Of(kit.KeyBack)}
}

func (s *newConnector) FullHelp() [][]key.Binding {
	choice := !s.Typing()
	return [][]key.Binding{{s.Keys.Of(keyWrite), s.Keys.Of(kit.KeyNext), s.Keys.Of(kit.KeyPrevious), s.Keys.When(choice, kit.KeyLeft), s.Keys.When(choice, kit.KeyRight), s.Keys.When(choice, kit.KeySpace), s.Keys.Of(kit.KeyBack)}}
}

// Waiting says that the files are written.
func (s *newConnector) Waiting() (what string, since time.Time) {
	if !s.work.Running() {
		return "", time.Time{}
	}
	return "writing the connector", s.work.Since
}

// Losing says that something was typed.
func (s *newConnector) Losing() string { return s.form.Losing() }

// Click goes to a field, or takes a choice.
func (s *newConnector) Click(x, y int) tea.Cmd {
	if !s.work.Running() && s.form.Click(s.Env, x, y, s.width) {
		s.derive()
	}
	return nil
}

func (s *newConnector) View() string {
	fields, _ := s.form.Draw(s.Env, s.width)
	parts := []string{fields, s.ready()}
	if s.trouble != nil {
		parts = append(parts, s.Styles.Trouble(*s.trouble, "", s.width))
	} else if note := s.form.Focused().Note; note != "" {
		parts = append(parts, kit.Paragraph(note, s.width))
	}
	parts = append(parts, kit.EachLine(s.Styles.Muted, kit.Paragraph(
		"It becomes a folder of short files to read and to change; the list behind this screen follows every change.", s.width)))
	return strings.Join(parts, "\n\n")
}

// ready says what enter will do, or what it still needs.
func (s *newConnector) ready() string {
	if not := s.form.MissingView(s.Env, s.width); not != "" {
		return not
	}
	return kit.Hang(kit.Indent+s.Styles.Good.Render("●")+" ", "ready: "+s.Keys.Label(keyWrite)+" writes the connector "+text.Safe(s.blueprint().Key, 60)+" into your own folder of connectors", s.width)
}

// Anchor keeps the focused field in sight.
func (s *newConnector) Anchor() int {
	_, line := s.form.Draw(s.Env, s.width)
	return line
}
