package ui

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"countersign/flow"
)

func (s *keychainScreen) ShortHelp() []key.Binding {
	switch {
	case s.work.running():
		return []key.Binding{named(keyBack, "stop")}
	case s.asks.asked() && s.need != unlockOnly:
		return []key.Binding{named(keyOpen, "go on"), named(keyBack, "other ways")}
	case s.asks.asked():
		return []key.Binding{named(keyOpen, "unlock"), keyBack}
	}
	return []key.Binding{named(keyOpen, "choose"), stores[0].key, stores[1].key, stores[2].key, keyBack}
}

func (s *keychainScreen) FullHelp() [][]key.Binding {
	if s.asks.asked() {
		return [][]key.Binding{{named(keyOpen, "go on"), keyNext, keyPrevious, keyBack}}
	}
	return [][]key.Binding{{keyUp, keyDown, named(keyOpen, "choose")}, {stores[0].key, stores[1].key, stores[2].key, keyBack}}
}

func (s *keychainScreen) View() string {
	var body string
	switch {
	case !s.probed:
		body = indent + s.styles.Wait.Render("●") + " looking for a keychain…"
	case s.work.running() && s.opening && !s.asks.asked():
		body = s.dialogView("", s.width)
	case s.asks.asked():
		body = s.passphraseView()
	case s.need == unlockOnly:
		return s.styles.trouble(*cmp.Or(s.trouble, &flow.Explanation{}), "", s.width)
	default:
		body = s.choiceView()
	}
	if s.trouble != nil {
		body += "\n\n" + s.styles.trouble(*s.trouble, "", s.width)
	}
	return body
}

// dialogView says that the OS keychain's own dialog is what everything waits for.
func (e *env) dialogView(doing string, width int) string {
	return hang(indent+e.styles.Wait.Render("●")+" ", doing+"waiting for your keychain's dialog: it is locked, and asks for its password in a window of its own, perhaps behind this one; esc leaves", width)
}

func (s *keychainScreen) choiceView() string {
	text := "A connection's tokens and consumer secret need a safe place, and no OS keychain answers here."
	switch {
	case s.need == otherStore:
		text = "The keychain in use did not take the connection. Its token waits here, in memory."
	case s.status.Locked:
		text = "A connection's tokens and consumer secret need a safe place, and the OS keychain is locked."
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
	if s.status.NewFile {
		text = newFileText
	}
	body := paragraph(text, s.width) + "\n\n" + s.passphrasesView(&s.asks, s.width)
	if s.work.running() {
		body += "\n\n" + s.waitView(openingFile, s.width)
	}
	return body
}

const newFileText = "The encrypted file does not exist yet. Choose its passphrase: it will be asked once a session, and cannot be found out again if it is lost."

const openingFile = "opening the encrypted file: this takes a moment on purpose"

// Anchor keeps what is typed in sight.
func (s *keychainScreen) Anchor() int {
	lines := height(s.View())
	if s.trouble == nil && s.probed && !s.asks.asked() && !s.work.running() {
		return max(lines-len(stores)+s.cursor, 0)
	}
	return lines - 1
}

// waitView says what is being done.
func (e *env) waitView(doing string, width int) string {
	return hang(indent+e.styles.Wait.Render("●")+" ", doing, width)
}
