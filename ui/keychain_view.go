package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
)

func (s *keychainScreen) ShortHelp() []key.Binding {
	switch {
	case s.work.running():
		return []key.Binding{named(keyBack, "stop")}
	case s.asking && s.need != unlockOnly:
		return []key.Binding{named(keyOpen, "go on"), named(keyBack, "other ways")}
	case s.asking:
		return []key.Binding{named(keyOpen, "unlock"), keyBack}
	}
	return []key.Binding{named(keyOpen, "choose"), stores[0].key, stores[1].key, stores[2].key, keyBack}
}

func (s *keychainScreen) FullHelp() [][]key.Binding {
	if s.asking {
		return [][]key.Binding{{named(keyOpen, "go on"), keyNext, keyPrevious, keyBack}}
	}
	return [][]key.Binding{{keyUp, keyDown, named(keyOpen, "choose")}, {stores[0].key, stores[1].key, stores[2].key, keyBack}}
}

func (s *keychainScreen) View() string {
	var body string
	switch {
	case !s.probed:
		body = indent + s.styles.Wait.Render("●") + " looking for a keychain…"
	case s.asking:
		body = s.passphraseView()
	default:
		body = s.choiceView()
	}
	if s.trouble != nil {
		body += "\n\n" + s.styles.trouble(*s.trouble, "", s.width)
	}
	return body
}

func (s *keychainScreen) choiceView() string {
	text := "A connection's tokens and consumer secret need a safe place, and no OS keychain answers here."
	if s.need == otherStore {
		text = "The keychain in use did not take the connection. Its token waits here, in memory."
	}
	lines := []string{paragraph(text, s.width)}
	if s.status.OSError != nil {
		x := flow.Explain(s.status.OSError)
		lines = append(lines, "", s.styles.trouble(flow.Explanation{What: x.What, Said: x.Said}, "", s.width))
	}
	lines = append(lines, "", paragraph("Where shall they be kept?", s.width), "")
	for i, store := range stores {
		name := s.pick(i == s.cursor, fit(store.name, 16))
		lines = append(lines, hang(indent+s.mark(i == s.cursor)+name, store.say, s.width))
	}
	return strings.Join(lines, "\n")
}

func (s *keychainScreen) passphraseView() string {
	text := "The connections are in an encrypted file. Its passphrase opens it for this session."
	labels := []string{"Passphrase"}
	if s.status.NewFile {
		text = "The encrypted file does not exist yet. Choose its passphrase: it will be asked once a session, and cannot be found out again if it is lost."
		labels = []string{"Passphrase", "Once more"}
	}
	lines := []string{paragraph(text, s.width), ""}
	for i, label := range labels {
		here := i == s.focus
		lines = append(lines, indent+s.mark(here)+s.pick(here, fit(label, 14))+s.inputView(s.inputs[i], s.width-margin-18))
	}
	if s.work.running() {
		lines = append(lines, "", indent+s.styles.Wait.Render("●")+" opening the encrypted file: this takes a moment on purpose")
	}
	return strings.Join(lines, "\n")
}

// Anchor keeps what is typed in sight.
func (s *keychainScreen) Anchor() int {
	lines := height(s.View())
	if s.trouble == nil && s.probed && !s.asking {
		return max(lines-len(stores)+s.cursor, 0)
	}
	return lines - 1
}
