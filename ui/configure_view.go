package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
)

func (s *configure) ShortHelp() []key.Binding {
	if s.check.running() {
		return []key.Binding{named(keyBack, "stop")}
	}
	choice := len(s.form.focused().choices) > 0
	return []key.Binding{
		named(keyConnect, s.enterWord()), keyNext,
		when(choice, named(keyRight, "choose")),
		when(s.form.focused().secret, named(keyReveal, "show")),
		named(keyOutOfBand, otherWay(s.outOfBand)), keyBack,
	}
}

// otherWay names the kind of callback that is not chosen.
func otherWay(outOfBand bool) string {
	if outOfBand {
		return "by callback"
	}
	return "out-of-band"
}

func (s *configure) enterWord() string {
	if len(s.form.missing()) > 0 {
		return "go on"
	}
	return "connect"
}

func (s *configure) FullHelp() [][]key.Binding {
	return [][]key.Binding{{keyConnect, keyNext, keyPrevious, keyLeft, keyRight}, {keyReveal, keyOutOfBand, keyBack}}
}

func (s *configure) View() string {
	fields, _ := s.formView(&s.form, s.width)
	lines := []string{fields, "", s.ready()}
	if note := s.form.focused().note; note != "" {
		lines = append(lines, "", paragraph(note, s.width))
	}
	if about := s.about(); about != "" {
		lines = append(lines, "", eachLine(s.styles.Muted, paragraph(about, s.width)))
	}
	return strings.Join(lines, "\n")
}

// ready says what enter will do, or what it still needs.
func (s *configure) ready() string {
	name := flow.Safe(s.connector.Name, 40)
	if s.check.running() {
		return indent + s.styles.Wait.Render("●") + " looking at the name and the keychain…"
	}
	if missing := s.form.missing(); len(missing) > 0 {
		labels := make([]string, len(missing))
		for i, f := range missing {
			labels[i] = f.label
		}
		return hang(indent+s.styles.Wait.Render("○")+" ", "still needed: "+strings.Join(labels, ", "), s.width)
	}
	text := "ready: enter asks " + name + " for a request token"
	if s.outOfBand {
		text += ", out-of-band: it will show you a verifier to type here (ctrl+o changes that)"
	}
	return hang(indent+s.styles.Good.Render("●")+" ", text, s.width)
}

// about is where the keys come from and what to register there, in the connector's own words.
func (s *configure) about() string {
	parts := []string{}
	for _, text := range []string{s.connector.Description, s.connector.HelpURI, s.connector.DocsURI} {
		if text = flow.Safe(text, 600); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n")
}

// Anchor keeps the focused field in sight.
func (s *configure) Anchor() int {
	_, line := s.formView(&s.form, s.width)
	return line
}
