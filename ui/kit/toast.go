package kit

import tea "github.com/charmbracelet/bubbletea"

// ToastMsg is a short message about what was just done.
type ToastMsg struct {
	Text    string
	IsError bool
}

// Toast reports success.
func Toast(text string) tea.Cmd {
	return func() tea.Msg { return ToastMsg{Text: text} }
}

// ErrorToast reports a failure.
func ErrorToast(text string) tea.Cmd {
	return func() tea.Msg { return ToastMsg{Text: text, IsError: true} }
}
