package ui

import (
	"cmp"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
)

func (s *keychainScreen) ShortHelp() []key.Binding {
	switch {
	case s.work.running():
		return []key.Binding{s.keys.Named(keyBack, "stop")}
	case s.asks.asked() && s.need != unlockOnly:
		return []key.Binding{s.keys.Named(keyOpen, "go on"), s.keys.Named(keyReveal, "show"), s.keys.Named(keyBack, "other ways")}
	case s.asks.asked():
		return []key.Binding{s.keys.Named(keyOpen, "unlock"), s.keys.Named(keyReveal, "show"), s.keys.Of(keyBack)}
	}
	return []key.Binding{s.keys.Named(keyOpen, "choose"), s.keys.Of(keyStoreFile), s.keys.Of(keyStoreMemory), s.keys.Of(keyStoreOS), s.keys.Of(keyBack)}
}

func (s *keychainScreen) FullHelp() [][]key.Binding {
	if s.asks.asked() {
		return [][]key.Binding{{s.keys.Named(keyOpen, "go on"), s.keys.Of(keyNext), s.keys.Of(keyPrevious), s.keys.Of(keyReveal), s.keys.Of(keyBack)}}
	}
	return [][]key.Binding{{s.keys.Named(keyOpen, "choose")}, s.keys.List(keyStoreFile, keyStoreMemory, keyStoreOS, keyBack), s.keys.MoveKeys()}
}

// Waiting says what is looked for or opened.
func (s *keychainScreen) Waiting() (what string, since time.Time) {
	switch {
	case !s.work.running():
		return "", time.Time{}
	case s.opening && s.asks.asked():
		return openingFile, s.work.since
	case s.opening:
		return "opening the OS keychain", s.work.since
	}
	return "looking for a keychain", s.work.since
}

// choosing reports whether the stores are shown.
func (s *keychainScreen) choosing() bool {
	return s.probed && !s.asks.asked() && !s.work.running() && s.need != unlockOnly
}

// Click goes to a store, or to a line of the passphrase; on the store of the cursor it is enter.
func (s *keychainScreen) Click(_, y int) tea.Cmd {
	if s.asks.asked() && !s.work.running() {
		s.asks.click(y - height(s.passphraseText()) - 1)
		return nil
	}
	if !s.choosing() {
		return nil
	}
	switch row := s.storeAt(y); {
	case row < 0:
	case row == s.cursor:
		return s.use(stores[row].kind)
	default:
		s.cursor = row
	}
	return nil
}

// storeAt is the store on a line of the body; -1: none. Each may take several lines.
func (s *keychainScreen) storeAt(y int) int {
	line := height(s.choiceText())
	for i := range stores {
		line += height(s.storeView(i))
		if y >= line-height(s.storeView(i)) && y < line {
			return i
		}
	}
	return -1
}

// Wheel moves the cursor.
func (s *keychainScreen) Wheel(_, _, lines int) tea.Cmd {
	if s.choosing() {
		s.cursor = max(min(s.cursor+lines, len(stores)-1), 0)
	}
	return nil
}

func (s *keychainScreen) View() string {
	var body string
	switch {
	case !s.probed:
	case s.slow(s.work) && s.opening && !s.asks.asked():
		body = dialogView(s.env, "", s.width)
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
func dialogView(e *env, doing string, width int) string {
	return hang(indent+e.styles.Wait.Render("●")+" ", doing+"waiting for your keychain's dialog: it is locked, and asks for its password in a window of its own, perhaps behind this one; "+e.keys.Label(keyBack)+" leaves", width)
}

func (s *keychainScreen) choiceView() string {
	lines := []string{s.choiceText()}
	for i := range stores {
		lines = append(lines, s.storeView(i))
	}
	return strings.Join(lines, "\n")
}

func (s *keychainScreen) storeView(i int) string {
	name := s.styles.pick(i == s.cursor, fit(stores[i].name, 16))
	return hang(indent+s.styles.mark(i == s.cursor)+name, stores[i].say, s.width)
}

// choiceText is what stands above the stores.
func (s *keychainScreen) choiceText() string {
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
	return strings.Join(append(lines, "", paragraph("Where shall they be kept?", s.width), ""), "\n")
}

func (s *keychainScreen) passphraseView() string {
	return s.passphraseText() + "\n\n" + s.asks.draw(s.env, s.width)
}

func (s *keychainScreen) passphraseText() string {
	text := "The connections are in an encrypted file. Its passphrase opens it for this session."
	if s.status.NewFile {
		text = newFileText
	}
	return paragraph(text, s.width)
}

const newFileText = "The encrypted file does not exist yet. Choose its passphrase: it will be asked once a session, and cannot be found out again if it is lost."

const openingFile = "opening the encrypted file: this takes a moment on purpose"

// Anchor keeps what is typed in sight.
func (s *keychainScreen) Anchor() int {
	lines := height(s.View())
	if s.trouble == nil && s.choosing() {
		line := height(s.choiceText())
		for i := range s.cursor {
			line += height(s.storeView(i))
		}
		return line
	}
	return lines - 1
}
