package ui

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
	// closer stops what the screen started; called once, when it leaves the stack.
	closer interface{ Close() }
	// typist says when letters are text, so that the frame leaves them alone.
	typist interface{ Typing() bool }
	// backer takes esc before the frame does; done means that the screen stays.
	backer interface {
		Back() (cmd tea.Cmd, done bool)
	}
	// asider has something for the right end of the breadcrumb line.
	asider interface{ Aside() string }
	// anchored names the line of the body that must stay in sight when the body is too long for the frame.
	anchored interface{ Anchor() int }
	// reader is a text that the frame scrolls and searches.
	reader interface{ Reads() bool }
	// waiter says what the screen waits for and since when; a zero time: for nothing.
	waiter interface {
		Waiting() (what string, since time.Time)
	}
	// refusing says why an action of the screen's can't be done now; empty when it can, or when nothing is known.
	refusing interface {
		Why(action key.Binding) string
	}
	// loser says what would be lost if the screen and those under it were closed now; empty when nothing would.
	loser interface{ Losing() string }
	// clicker is told where the mouse was pressed. The place is one of the body, the lines that the frame scrolled away
	// included. A click goes to what is there; on what is chosen already, it is enter.
	clicker interface{ Click(x, y int) tea.Cmd }
	// wheeler is told by how many lines the wheel was turned, downward, and over which place of the body. Else the frame
	// scrolls.
	wheeler interface{ Wheel(x, y, lines int) tea.Cmd }
	// wayfinder is the first screen: it offers the ways to the others to the palette, and goes them. ReadWays looks
	// whether there are others by now, and has a waysMsg sent then.
	wayfinder interface {
		Ways() []Way
		ReadWays() tea.Cmd
	}
	// selectable says that there is something to be marked with the mouse, which the terminal gets then.
	selectable interface{ Selectable() bool }
)

// Way is a line of the palette that leads to another screen.
type Way struct {
	Does, Help string
	Why        string  // it can't be gone now
	Screen     bool    // it leads to a screen of its own, and comes before the frame's own
	Last       bool    // it stands behind what the screen in front can do
	To         tea.Msg // the first screen gets it once all others are closed
}

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
	// abandonMsg is the yes to the question whether to leave what was typed or got.
	abandonMsg struct{}
	// waysMsg says that the first screen has other ways to offer.
	waysMsg struct{}
	// goHomeMsg tells the first screen that a person wanted to be there.
	goHomeMsg struct{}
	// resumedMsg tells a screen that it is on top again.
	resumedMsg struct{}
)

func push(from, to Screen) tea.Cmd { return func() tea.Msg { return pushMsg{from, to} } }

func leave(from Screen, result tea.Msg) tea.Cmd {
	return func() tea.Msg { return leaveMsg{from, result} }
}

func goHome(from, to Screen) tea.Cmd { return func() tea.Msg { return homeMsg{from, to} } }

func ask(m askMsg) tea.Cmd { return func() tea.Msg { return m } }

// The measures of the frame around every screen.
const (
	leastWidth  = 60
	leastHeight = 16

	frameLines = 3 // breadcrumb, empty line, footer
)

// BackgroundMsg says that the terminal's background turned out dark or light.
type BackgroundMsg struct{ Dark bool }

// terminalBackMsg says that another program had the terminal and gave it back.
type terminalBackMsg struct{}
