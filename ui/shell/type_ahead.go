package shell

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// typed takes what was typed. A terminal that is slow, or far away, hands over several characters in one piece, which looks
// like something pasted where the terminal does not mark that. Two such pieces can't be anything else: a key that was held
// down, and a search with its first characters.
func (a *App) typed(msg tea.KeyMsg) tea.Cmd {
	if msg.Paste || msg.Alt || msg.Type != tea.KeyRunes || len(msg.Runes) < 2 || a.writing() {
		return a.press(msg)
	}
	first, rest := tea.KeyMsg{Type: tea.KeyRunes, Runes: msg.Runes[:1]}, string(msg.Runes[1:])
	held := strings.Trim(rest, string(first.Runes)) == ""
	if !held && !a.env.Keys.Opens(first) {
		return a.press(msg)
	}
	cmds := []tea.Cmd{a.press(first)}
	for _, r := range rest {
		if held || a.writing() {
			cmds = append(cmds, a.press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		}
	}
	return tea.Batch(cmds...)
}
