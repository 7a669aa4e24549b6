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
		report flow.RepairResult
		err    error
	}
)

// askRepair offers to unlock the encrypted file first: what is in it is found only then.
func (s *operation) askRepair() tea.Cmd {
	file := s.state(flow.StoreFile).Status
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
	if !s.work.Matches(msg.task) {
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
func reportView(e *kit.Env, r flow.RepairResult, width int) string {
	lines := []string{kit.Indent + e.Styles.Success.Render("✓ ") + text.Count(r.Intact, "connection is", "connections are") + " in order"}
	if r.Intact == 0 {
		lines = nil
	}
	for _, part := range []struct {
		sign, words, next string
		names             []string
	}{
		{e.Styles.Success.Render("✓ "), "back on the list", "", r.Restored},
		{e.Styles.Error.Render("✗ "), "without secrets in their keychain", "connect again, or forget", r.Missing},
		{e.Styles.Error.Render("✗ "), "in a keychain, but the record does not say what of", "connect again under the same name", r.Unrecognized},
		{e.Styles.Warning.Render("○ "), "not looked at, since their keychain is locked or not there", "unlock it, then repair again", r.Unreachable},
	} {
		if len(part.names) == 0 {
			continue
		}
		words := part.words + ": " + text.Safe(strings.Join(part.names, ", "), 400)
		if part.next != "" {
			words += " → " + part.next
		}
		lines = append(lines, kit.HangingIndent(kit.Indent+part.sign, words, width))
	}
	if len(lines) == 0 {
		lines = append(lines, kit.Indent+e.Styles.Muted.Render("○ ")+"no connections were found")
	}
	if r.BackupPath != "" {
		lines = append(lines, kit.HangingIndent(kit.Indent+e.Styles.Muted.Render("○ "), "the damaged list was moved to "+text.Safe(r.BackupPath, 300), width))
	}
	return strings.Join(lines, "\n")
}
