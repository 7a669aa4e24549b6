package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
)

func (s *newConnector) ShortHelp() []key.Binding {
	word := "write it"
	if len(s.form.missing()) > 0 || len(s.form.unfit()) > 0 {
		word = "go on"
	}
	return []key.Binding{named(keyWrite, word), keyNext, when(!s.Typing(), named(keyRight, "choose")), keyBack}
}

func (s *newConnector) FullHelp() [][]key.Binding {
	return [][]key.Binding{{keyWrite, keyNext, keyPrevious, keyLeft, keyRight, keySpace, keyBack}}
}

func (s *newConnector) View() string {
	fields, _ := s.formView(&s.form, s.width)
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
	if not := s.formReady(&s.form, s.width); not != "" {
		return not
	}
	return hang(indent+s.styles.Good.Render("●")+" ", "ready: enter writes the connector "+flow.Safe(s.blueprint().Key, 60)+" into your own folder of connectors", s.width)
}

// Anchor keeps the focused field in sight.
func (s *newConnector) Anchor() int {
	_, line := s.formView(&s.form, s.width)
	return line
}
