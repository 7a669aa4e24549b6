package stores

import (
	"cmp"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
)

func (s *keychainScreen) ShortHelp() []key.Binding {
	switch {
	case s.work.Running():
		return []key.Binding{s.Keys.Relabeled(kit.KeyBack, "stop")}
	case s.asks.asked() && s.need != UnlockOnly:
		return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "continue"), s.Keys.Relabeled(kit.KeyReveal, "show"), s.Keys.Relabeled(kit.KeyBack, "other stores")}
	case s.asks.asked():
		return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "unlock"), s.Keys.Relabeled(kit.KeyReveal, "show"), s.Keys.Binding(kit.KeyBack)}
	}
	return []key.Binding{s.Keys.Relabeled(kit.KeyOpen, "select"), s.Keys.Binding(keyStoreFile), s.Keys.Binding(keyStoreMemory), s.Keys.Binding(keyStoreOS), s.Keys.Binding(kit.KeyBack)}
}

func (s *keychainScreen) FullHelp() [][]key.Binding {
	if s.asks.asked() {
		return [][]key.Binding{{s.Keys.Relabeled(kit.KeyOpen, "continue"), s.Keys.Binding(kit.KeyNext), s.Keys.Binding(kit.KeyPrevious), s.Keys.Binding(kit.KeyReveal), s.Keys.Binding(kit.KeyBack)}}
	}
	return [][]key.Binding{{s.Keys.Relabeled(kit.KeyOpen, "select")}, s.Keys.Bindings(keyStoreFile, keyStoreMemory, keyStoreOS, kit.KeyBack), s.Keys.MoveKeys()}
}

// Waiting describes the running task.
func (s *keychainScreen) Waiting() (what string, since time.Time) {
	switch {
	case !s.work.Running():
		return "", time.Time{}
	case s.opening && s.asks.asked():
		return openingFile, s.work.Since
	case s.opening:
		return "opening the OS keychain", s.work.Since
	}
	return "looking for a credential store", s.work.Since
}

// choosing reports whether the choice is shown.
func (s *keychainScreen) choosing() bool {
	return s.probed && !s.asks.asked() && !s.work.Running() && s.need != UnlockOnly
}

// Click selects a store or an input, or uses the selected store.
func (s *keychainScreen) Click(_, y int) tea.Cmd {
	if s.asks.asked() && !s.work.Running() {
		s.asks.click(y - kit.Height(s.passphraseText()) - 1)
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

// storeAt is the store at a line of the body, or -1. Each may have several lines.
func (s *keychainScreen) storeAt(y int) int {
	line := kit.Height(s.choiceText())
	for i := range stores {
		line += kit.Height(s.storeView(i))
		if y >= line-kit.Height(s.storeView(i)) && y < line {
			return i
		}
	}
	return -1
}

// MouseWheel moves the cursor.
func (s *keychainScreen) MouseWheel(_, _, lines int) tea.Cmd {
	if s.choosing() {
		s.cursor = max(min(s.cursor+lines, len(stores)-1), 0)
	}
	return nil
}

func (s *keychainScreen) View() string {
	var body string
	switch {
	case !s.probed:
	case s.Slow(s.work) && s.opening && !s.asks.asked():
		body = KeychainDialog(s.Env, s.width)
	case s.asks.asked():
		body = s.passphraseView()
	case s.need == UnlockOnly:
		return s.Styles.RenderError(*cmp.Or(s.problem, &flow.Explanation{}), "", s.width)
	default:
		body = s.choiceView()
	}
	if s.problem != nil {
		body += "\n\n" + s.Styles.RenderError(*s.problem, "", s.width)
	}
	return body
}

// KeychainDialog says that the OS keychain's dialog waits for its password.
func KeychainDialog(e *kit.Env, width int) string {
	return kit.HangingIndent(kit.Indent+e.Styles.Warning.Render("●")+" ", "The OS keychain is locked. Unlock it in its own window, which may be behind this one. "+e.Keys.Label(kit.KeyBack)+" cancels.", width)
}

func (s *keychainScreen) choiceView() string {
	lines := []string{s.choiceText()}
	for i := range stores {
		lines = append(lines, s.storeView(i))
	}
	return strings.Join(lines, "\n")
}

func (s *keychainScreen) storeView(i int) string {
	name := s.Styles.Selected(i == s.cursor, kit.Fit(stores[i].name, 16))
	return kit.HangingIndent(kit.Indent+s.Styles.CursorMark(i == s.cursor)+name, stores[i].say, s.width)
}

// choiceText is the text above the choice.
func (s *keychainScreen) choiceText() string {
	text := "Tokens and consumer secrets need a secure store, but the OS keychain is not available."
	switch {
	case s.need == AnotherStore:
		text = "The connection could not be saved in the store in use. Its token is still in memory."
	case s.status.Locked:
		text = "Tokens and consumer secrets need a secure store, but the OS keychain is locked."
	}
	lines := []string{kit.Paragraph(text, s.width)}
	if s.status.OSError != nil {
		lines = append(lines, "", s.Styles.RenderError(flow.Explanation{What: flow.Explain(s.status.OSError).What}, "", s.width))
	}
	return strings.Join(append(lines, "", kit.Paragraph("Where do you want to save them?", s.width), ""), "\n")
}

func (s *keychainScreen) passphraseView() string {
	return s.passphraseText() + "\n\n" + s.asks.draw(s.Env, s.width)
}

func (s *keychainScreen) passphraseText() string {
	text := "Enter the passphrase of the encrypted file. It stays unlocked until you quit."
	if s.status.NewFile {
		text = newFileText
	}
	return kit.Paragraph(text, s.width)
}

const newFileText = "Choose a passphrase for the new encrypted file. You will need it once per run. It cannot be recovered."

const openingFile = "unlocking the encrypted file (deliberately slow)"

// Anchor keeps the selection or the input visible.
func (s *keychainScreen) Anchor() int {
	lines := kit.Height(s.View())
	if s.problem == nil && s.choosing() {
		line := kit.Height(s.choiceText())
		for i := range s.cursor {
			line += kit.Height(s.storeView(i))
		}
		return line
	}
	return lines - 1
}
