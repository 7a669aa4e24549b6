package stores

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/kit"
)

type (
	// unlockFirstMsg and withoutFileMsg answer the question whether to unlock the encrypted file before; repairMsg is the
	// yes to going on without it.
	unlockFirstMsg struct{}
	withoutFileMsg struct{}
	repairMsg      struct{}

	repairedMsg struct {
		task   int64
		report flow.Repaired
		err    error
	}
)

// askRepair offers to unlock the encrypted file first: what is in it is found only then.
func (s *operation) askRepair() tea.Cmd {
	file := s.state(flow.KeychainFile).Status
	if !file.NeedsPassphrase || file.NewFile {
		return s.repair()
	}
	return kit.Ask(kit.AskMsg{
		From: s.screen, Yes: "unlock it first", No: "not now", OnYes: unlockFirstMsg{}, OnNo: withoutFileMsg{},
		Text: "The encrypted file is locked. Unlock it first, so that what it holds is found too?",
	})
}

// askWithout is a question of its own, so that esc never repairs.
func (s *operation) askWithout() tea.Cmd {
	return kit.Ask(kit.AskMsg{
		From: s.screen, Yes: "repair without", No: "leave it", OnYes: repairMsg{},
		Text: "Repair without the encrypted file? What only that holds comes back on the list with the next repair.",
	})
}

func (s *operation) repair() tea.Cmd {
	t, m := s.begin("holding the list of connections against what the keychains hold"), s.Flow
	s.asks = passphrases{}
	return func() tea.Msg {
		report, err := m.Stores.Repair(t.Ctx)
		return repairedMsg{t.ID, report, err}
	}
}

func (s *operation) repaired(msg repairedMsg) tea.Cmd {
	if !s.work.Answers(msg.task) {
		return nil
	}
	s.finish()
	if msg.err != nil {
		s.failed(msg.err)
		return s.reload()
	}
	s.report = &msg.report
	return s.reload()
}

// reportView says what a repair found and did, and what is left for the person to do.
func reportView(e *kit.Env, r flow.Repaired, width int) string {
	lines := []string{kit.Indent + e.Styles.Good.Render("✓ ") + text.Count(r.Kept, "connection is", "connections are") + " in order"}
	if r.Kept == 0 {
		lines = nil
	}
	for _, part := range []struct {
		sign, words, next string
		names             []string
	}{
		{e.Styles.Good.Render("✓ "), "back on the list", "", r.Restored},
		{e.Styles.Bad.Render("✗ "), "without secrets in their keychain", "connect again, or forget", r.Lost},
		{e.Styles.Bad.Render("✗ "), "in a keychain, but the record does not say what of", "connect again under the same name", r.Foreign},
		{e.Styles.Wait.Render("○ "), "not looked at, since their keychain is locked or not there", "unlock it, then repair again", r.Unseen},
	} {
		if len(part.names) == 0 {
			continue
		}
		words := part.words + ": " + text.Safe(strings.Join(part.names, ", "), 400)
		if part.next != "" {
			words += " → " + part.next
		}
		lines = append(lines, kit.Hang(kit.Indent+part.sign, words, width))
	}
	if len(lines) == 0 {
		lines = append(lines, kit.Indent+e.Styles.Muted.Render("○ ")+"no connections were found")
	}
	if r.Aside != "" {
		lines = append(lines, kit.Hang(kit.Indent+e.Styles.Muted.Render("○ "), "the damaged list was moved to "+text.Safe(r.Aside, 300), width))
	}
	return strings.Join(lines, "\n")
}
