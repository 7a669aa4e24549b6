package ui

import tea "github.com/charmbracelet/bubbletea"

// toastMsg is a passing remark about what was just done.
type toastMsg struct {
	text string
	bad  bool
}

// toast remarks on something that went well.
func toast(text string) tea.Cmd {
	return func() tea.Msg { return toastMsg{text: text} }
}

// badToast remarks on something that did not.
func badToast(text string) tea.Cmd {
	return func() tea.Msg { return toastMsg{text: text, bad: true} }
}
