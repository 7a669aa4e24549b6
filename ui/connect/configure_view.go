package connect

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/internal/text"
	"countersign/ui/kit"
)

func (s *configure) ShortHelp() []key.Binding {
	if s.check.Running() {
		return []key.Binding{s.Keys.Relabeled(kit.KeyBack, "stop")}
	}
	choice := len(s.form.Focused().Choices) > 0
	return []key.Binding{
		s.Keys.Relabeled(keyConnect, s.enterWord()), s.Keys.Binding(kit.KeyNext),
		kit.EnabledIf(choice, s.Keys.Relabeled(kit.KeyRight, "choose")),
		kit.EnabledIf(s.form.Focused().Secret, s.Keys.Relabeled(kit.KeyReveal, "show")),
		s.Keys.EnabledIf(hasGuide(s.connector), keyGuide),
		s.Keys.Relabeled(keyOutOfBand, otherWay(s.outOfBand)), s.Keys.Binding(kit.KeyBack),
	}
}

// otherWay names the other kind of callback.
func otherWay(outOfBand bool) string {
	if outOfBand {
		return "callback"
	}
	return "out-of-band"
}

func (s *configure) enterWord() string {
	if len(s.form.Missing()) > 0 || len(s.form.Invalid()) > 0 {
		return "continue"
	}
	return "connect"
}

func (s *configure) FullHelp() [][]key.Binding {
	choice := len(s.form.Focused().Choices) > 0
	return [][]key.Binding{
		{s.Keys.Binding(keyConnect), s.Keys.Binding(kit.KeyNext), s.Keys.Binding(kit.KeyPrevious), s.Keys.EnabledIf(choice, kit.KeyLeft), s.Keys.EnabledIf(choice, kit.KeyRight), s.Keys.EnabledIf(choice, kit.KeySpace)},
		{
			s.Keys.EnabledIf(s.form.Focused().Secret, kit.KeyReveal), s.Keys.Binding(keyOutOfBand), s.Keys.EnabledIf(hasGuide(s.connector), keyGuide),
			s.Keys.EnabledIf(s.connector.Registration.Callback != "", keyCopyCallback), s.Keys.Binding(kit.KeyBack),
		},
	}
}

func (s *configure) View() string {
	fields, _ := s.form.Draw(s.Env, s.width)
	parts := []string{s.above() + fields, s.nextStep()}
	if note := s.note(); note != "" {
		parts = append(parts, kit.Paragraph(note, s.width))
	}
	if guide := guideInShort(s.Env, s.connector, s.width); guide != "" {
		parts = append(parts, guide)
	}
	if about := s.about(); about != "" {
		parts = append(parts, kit.RenderLines(s.Styles.Muted, kit.Paragraph(about, s.width)))
	}
	return strings.Join(parts, "\n\n")
}

// above is the status of the service.
func (s *configure) above() string {
	if status := StatusView(s.Env, s.connector, s.width); status != "" {
		return status + "\n\n"
	}
	return ""
}

// nextStep says what Enter does, or what is missing.
func (s *configure) nextStep() string {
	if missing := s.form.MissingView(s.Env, s.width); missing != "" {
		return missing
	}
	note := "Press " + s.Keys.Label(keyConnect) + " to request a token from " + text.Safe(s.connector.Name, 40) + "."
	if s.outOfBand {
		note += " Out-of-band: it shows a verifier to type here (" + s.Keys.Label(keyOutOfBand) + " to change)."
	}
	if s.reconnects != "" && s.replace {
		note += " The tokens of " + s.reconnects + " are kept until the new ones are saved."
	}
	return kit.HangingIndent(kit.Indent+s.Styles.Success.Render("●")+" ", note, s.width)
}

// note describes the focused field or the chosen option.
func (s *configure) note() string {
	here := s.form.Focused()
	for _, o := range s.connector.Options {
		if here.Key == optionKey && o.Key == here.Value() {
			return text.Safe(o.Description, 400)
		}
	}
	return here.Note
}

// about is the connector's description and links.
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
	_, line := s.form.Draw(s.Env, s.width)
	return strings.Count(s.above(), "\n") + line
}
