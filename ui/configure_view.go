package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/internal/text"
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
		when(hasGuide(s.connector), keyGuide),
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
	if len(s.form.missing()) > 0 || len(s.form.unfit()) > 0 {
		return "go on"
	}
	return "connect"
}

func (s *configure) FullHelp() [][]key.Binding {
	choice := len(s.form.focused().choices) > 0
	return [][]key.Binding{
		{keyConnect, keyNext, keyPrevious, when(choice, keyLeft), when(choice, keyRight), when(choice, keySpace)},
		{
			when(s.form.focused().secret, keyReveal), keyOutOfBand, when(hasGuide(s.connector), keyGuide),
			when(s.connector.Registration.Callback != "", keyCopyCallback), keyBack,
		},
	}
}

func (s *configure) View() string {
	fields, _ := s.formView(&s.form, s.width)
	parts := []string{s.above() + fields, s.ready()}
	if note := s.note(); note != "" {
		parts = append(parts, paragraph(note, s.width))
	}
	if guide := s.guideInShort(s.connector, s.width); guide != "" {
		parts = append(parts, guide)
	}
	if about := s.about(); about != "" {
		parts = append(parts, eachLine(s.styles.Muted, paragraph(about, s.width)))
	}
	return strings.Join(parts, "\n\n")
}

// above is what must be seen before a field is filled: that the service is not what it was.
func (s *configure) above() string {
	if status := s.statusView(s.connector, s.width); status != "" {
		return status + "\n\n"
	}
	return ""
}

// ready says what enter will do, or what it still needs.
func (s *configure) ready() string {
	name := text.Safe(s.connector.Name, 40)
	if not := s.formReady(&s.form, s.width); not != "" {
		return not
	}
	words := "ready: " + label(keyConnect) + " asks " + name + " for a request token"
	if s.again != "" && s.replace {
		words += "; the tokens of " + s.again + " stay until the new ones are kept"
	}
	if s.outOfBand {
		words += ", out-of-band: it will show you a verifier to type here (" + label(keyOutOfBand) + " changes that)"
	}
	return hang(indent+s.styles.Good.Render("●")+" ", words, s.width)
}

// note is about the field in focus; the way to connect has one for each way.
func (s *configure) note() string {
	here := s.form.focused()
	for _, o := range s.connector.Options {
		if here.key == optionKey && o.Key == here.value() {
			return text.Safe(o.Description, 400)
		}
	}
	return here.note
}

// about is what the service is, in the connector's own words.
func (s *configure) about() string {
	parts := []string{}
	for _, words := range []string{s.connector.Description, s.connector.HelpURI, s.connector.DocsURI} {
		if words = text.Safe(words, 600); words != "" {
			parts = append(parts, words)
		}
	}
	return strings.Join(parts, "\n")
}

// Anchor keeps the focused field in sight.
func (s *configure) Anchor() int {
	_, line := s.formView(&s.form, s.width)
	return strings.Count(s.above(), "\n") + line
}
