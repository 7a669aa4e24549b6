package kit

import (
	"time"

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
	// Closer stops what the screen started; called once, when it leaves the stack.
	Closer interface{ Close() }
	// Typist says when letters are text, so that the frame leaves them alone.
	TextInputter interface{ Typing() bool }
	// Backer takes esc before the frame does; done means that the screen stays.
	BackHandler interface {
		Back() (cmd tea.Cmd, done bool)
	}
	// Asider has something for the right end of the breadcrumb line.
	StatusTexter interface{ StatusText() string }
	// Anchored names the line of the body that must stay in sight when the body is too long for the frame.
	Anchored interface{ Anchor() int }
	// Reader is a text that the frame scrolls and searches.
	Pager interface{ IsPager() bool }
	// Waiter says what the screen waits for and since when; a zero time: for nothing.
	Waiter interface {
		Waiting() (what string, since time.Time)
	}
	// Refusing says why an action of the screen's can't be done now; empty when it can, or when nothing is known.
	ActionDisabler interface {
		DisabledReason(action key.Binding) string
	}
	// Loser says what would be lost if the screen and those under it were closed now; empty when nothing would.
	UnsavedChanger interface{ UnsavedChanges() string }
	// Clicker is told where the mouse was pressed. The place is one of the body, the lines that the frame scrolled away
	// included. A click goes to what is there; on what is chosen already, it is enter.
	Clicker interface{ Click(x, y int) tea.Cmd }
	// Wheeler is told by how many lines the wheel was turned, downward, and over which place of the body. Else the frame
	// scrolls.
	MouseWheeler interface{ MouseWheel(x, y, lines int) tea.Cmd }
	// Wayfinder is the first screen: it offers the ways to the others to the palette, and goes them. ReadWays looks
	// whether there are others by now, and has a waysMsg sent then.
	Navigator interface {
		Destinations() []Destination
		LoadDestinations() tea.Cmd
	}
	// Selectable says that there is something to be marked with the mouse, which the terminal gets then.
	Selectable interface{ Selectable() bool }
)

// Way is a line of the palette that leads to another screen.
type Destination struct {
	Title, Help    string
	DisabledReason string  // it can't be gone now
	Screen         bool    // it leads to a screen of its own, and comes before the frame's own
	Last           bool    // it stands behind what the screen in front can do
	Msg            tea.Msg // the first screen gets it once all others are closed
}

// Only the shell reads these messages. Each names the screen it comes from: when that is no longer on top, the message is
// late and does nothing.
type (
	// PushMsg opens a screen on top of from.
	PushMsg struct{ From, To Screen }
	// LeaveMsg closes from; the screen underneath gets result, or resumedMsg when that is nil.
	LeaveMsg struct {
		From   Screen
		Result tea.Msg
	}
	// HomeMsg closes everything above home, then opens to when that is not nil.
	HomeMsg struct{ From, To Screen }
	// AskMsg puts a yes-or-no question before something is lost. The answer goes to from, and to no other screen.
	AskMsg struct {
		From    Screen
		Text    string
		Yes, No string // what the keys y and n do, for the footer
		OnYes   tea.Msg
		OnNo    tea.Msg // may be nil
	}
	// AbandonMsg is the yes to the question whether to leave what was typed or got.
	DiscardMsg struct{}
	// WaysMsg says that the first screen has other ways to offer.
	DestinationsMsg struct{}
	// GoHomeMsg tells the first screen that a person wanted to be there.
	GoHomeMsg struct{}
	// ResumedMsg tells a screen that it is on top again.
	ResumedMsg struct{}
)

// Push opens a screen over another.
func Push(from, to Screen) tea.Cmd { return func() tea.Msg { return PushMsg{from, to} } }

// Leave closes a screen; the one underneath gets the result.
func Leave(from Screen, result tea.Msg) tea.Cmd {
	return func() tea.Msg { return LeaveMsg{from, result} }
}

// GoHome closes all screens but the first, then opens another where one is given.
func GoHome(from, to Screen) tea.Cmd { return func() tea.Msg { return HomeMsg{from, to} } }

// Ask puts a yes-or-no question.
func Ask(m AskMsg) tea.Cmd { return func() tea.Msg { return m } }

// The measures of the frame around every screen.
const (
	MinWidth  = 60
	MinHeight = 16

	FrameLines = 3 // breadcrumb, empty line, footer
)

// BackgroundMsg says that the terminal's background turned out dark or light.
type BackgroundMsg struct{ Dark bool }

// TerminalBackMsg says that another program had the terminal and gave it back.
type TerminalReturnedMsg struct{}
