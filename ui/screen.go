package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Screen is one thing that a person does. Screens are pointers: Update changes them in place and returns only what to do
// next. View fills at most the size that SetSize gave; what is longer, the frame scrolls.
type Screen interface {
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	View() string
	Title() string // the screen's part of the breadcrumb
	SetSize(width, height int)
	ShortHelp() []key.Binding // the keys that work now, the most useful first; the last one stands at the right edge
	FullHelp() [][]key.Binding
}

// What a screen may have besides.
type (
	// closer stops what the screen started; called once, when it leaves the stack.
	closer interface{ Close() }
	// typist says when letters are text, so that the frame leaves them alone.
	typist interface{ Typing() bool }
	// backer takes esc before the frame does; done means that the screen stays.
	backer interface {
		Back() (cmd tea.Cmd, done bool)
	}
	// selectable says that the screen shows text which a person marks with the mouse: the terminal gets the mouse then.
	selectable interface{ Selectable() bool }
	// asider has something for the right end of the breadcrumb line.
	asider interface{ Aside() string }
	// anchored names the line of the body that must stay in sight when the body is too long for the frame.
	anchored interface{ Anchor() int }
)

// Navigation is a message that only the root reads. Each names the screen it comes from: when that is no longer on top,
// the message is late and does nothing.
type (
	pushMsg struct{ from, to Screen }
	// leaveMsg closes from; the screen underneath gets result, or resumedMsg when that is nil.
	leaveMsg struct {
		from   Screen
		result tea.Msg
	}
	// homeMsg closes everything above home, then opens to when that is not nil.
	homeMsg struct{ from, to Screen }
	// askMsg puts a yes-or-no question before something is lost. The answer goes to from, and to no other screen.
	askMsg struct {
		from    Screen
		text    string
		yes, no string // what the keys y and n do, for the footer
		onYes   tea.Msg
		onNo    tea.Msg // may be nil
	}
	// resumedMsg tells a screen that it is on top again.
	resumedMsg struct{}
)

func push(from, to Screen) tea.Cmd { return func() tea.Msg { return pushMsg{from, to} } }

func leave(from Screen, result tea.Msg) tea.Cmd {
	return func() tea.Msg { return leaveMsg{from, result} }
}

func goHome(from, to Screen) tea.Cmd { return func() tea.Msg { return homeMsg{from, to} } }

func ask(m askMsg) tea.Cmd { return func() tea.Msg { return m } }
