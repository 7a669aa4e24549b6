package kit

import tea "github.com/charmbracelet/bubbletea"

// ToastMsg is a passing remark about what was just done.
type ToastMsg struct {
	Text    string
	IsError bool
}

// Toast remarks on something that went well.
func Toast(text string) tea.Cmd {
	return func() tea.Msg { return ToastMsg{Text: text} }
}

// BadToast remarks on something that did not.
func ErrorToast(text string) tea.Cmd {
	return func() tea.Msg { return ToastMsg{Text: text, IsError: true} }
}
