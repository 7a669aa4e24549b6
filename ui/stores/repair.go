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

// askRepair offers to unlock the encrypted file first, to find its connections.
func (s *operation) askRepair() tea.Cmd {
	file := s.state(flow.StoreFile).Status
	if !file.NeedsPassphrase || file.NewFile {
		return s.repair()
	}
	return kit.Ask(kit.AskMsg{
		From: s.screen, Yes: "unlock it first", No: "skip", OnYes: unlockFirstMsg{}, OnNo: withoutFileMsg{},
		Text: "The encrypted file is locked. Unlock it first, to find its connections, too?",
	})
}

// askWithout is a second question, so that Esc never repairs.
func (s *operation) askWithout() tea.Cmd {
	return kit.Ask(kit.AskMsg{
		From: s.screen, Yes: "repair without it", No: "cancel", OnYes: repairMsg{},
		Text: "Repair without the encrypted file? Its connections are missing from the list until the next repair.",
	})
}

func (s *operation) repair() tea.Cmd {
	t, m := s.begin("comparing the list of connections with the credential stores"), s.Flow
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

// reportView shows the result of a repair, and what to do next.
func reportView(e *kit.Env, r flow.RepairResult, width int) string {
	lines := []string{kit.Indent + e.Styles.Success.Render("✓ ") + text.Count(r.Intact, "connection", "connections") + " unchanged"}
	if r.Intact == 0 {
		lines = nil
	}
	for _, part := range []struct {
		sign, words, next string
		names             []string
	}{
		{e.Styles.Success.Render("✓ "), "restored", "", r.Restored},
		{e.Styles.Error.Render("✗ "), "secrets missing", "reconnect or delete", r.Missing},
		{e.Styles.Error.Render("✗ "), "secrets without a readable record", "reconnect with the same name", r.Unrecognized},
		{e.Styles.Warning.Render("○ "), "not checked: store locked or not available", "unlock it and repair again", r.Unreachable},
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
		lines = append(lines, kit.Indent+e.Styles.Muted.Render("○ ")+"no connections found")
	}
	if r.BackupPath != "" {
		lines = append(lines, kit.HangingIndent(kit.Indent+e.Styles.Muted.Render("○ "), "damaged list moved to "+text.Safe(r.BackupPath, 300), width))
	}
	return strings.Join(lines, "\n")
}
