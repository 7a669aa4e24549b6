package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
)

func (s *newConnector) ShortHelp() []key.Binding {
	word := "write it"
	if len(s.form.missing()) > 0 || len(s.form.unfit()) > 0 {
		word = "go on"
	}
	return []key.Binding{s.keys.Named(keyWrite, word), s.keys.Of(keyNext), when(!s.Typing(), s.keys.Named(keyRight, "choose")), s.keys.Of(keyBack)}
}

func (s *newConnector) FullHelp() [][]key.Binding {
	choice := !s.Typing()
	return [][]key.Binding{{s.keys.Of(keyWrite), s.keys.Of(keyNext), s.keys.Of(keyPrevious), s.keys.When(choice, keyLeft), s.keys.When(choice, keyRight), s.keys.When(choice, keySpace), s.keys.Of(keyBack)}}
}

// Waiting says that the files are written.
func (s *newConnector) Waiting() (what string, since time.Time) {
	if !s.work.running() {
		return "", time.Time{}
	}
	return "writing the connector", s.work.since
}

// Losing says that something was typed.
func (s *newConnector) Losing() string { return s.form.losing() }

// Click goes to a field, or takes a choice.
func (s *newConnector) Click(x, y int) tea.Cmd {
	if !s.work.running() && s.form.click(s.env, x, y, s.width) {
		s.derive()
	}
	return nil
}

func (s *newConnector) View() string {
	fields, _ := s.form.draw(s.env, s.width)
	parts := []string{fields, s.ready()}
	if s.trouble != nil {
		parts = append(parts, s.styles.trouble(*s.trouble, "", s.width))
	} else if note := s.form.focused().note; note != "" {
		parts = append(parts, paragraph(note, s.width))
	}
	parts = append(parts, eachLine(s.styles.Muted, paragraph(
		"It becomes a folder of short files to read and to change; the list behind this screen follows every change.", s.width)))
	return strings.Join(parts, "\n\n")
}

// ready says what enter will do, or what it still needs.
func (s *newConnector) ready() string {
	if not := s.form.missingView(s.env, s.width); not != "" {
		return not
	}
	return hang(indent+s.styles.Good.Render("●")+" ", "ready: "+s.keys.Label(keyWrite)+" writes the connector "+text.Safe(s.blueprint().Key, 60)+" into your own folder of connectors", s.width)
}

// Anchor keeps the focused field in sight.
func (s *newConnector) Anchor() int {
	_, line := s.form.draw(s.env, s.width)
	return line
}
