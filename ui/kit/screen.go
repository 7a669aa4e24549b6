package kit

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Screen is one page of the program. Screens are pointers: Update changes them in place and returns only a command.
// The frame scrolls a view that is larger than the size set by SetSize.
type Screen interface {
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	View() string
	Title() string // the screen's part of the breadcrumb
	SetSize(width, height int)
	ShortHelp() []key.Binding // the keys that work now, most useful first; the last one is at the right edge
	FullHelp() [][]key.Binding
}

// Optional interfaces of a screen.
type (
	// Closer stops what the screen started. It is called once, when the screen leaves the stack.
	Closer interface{ Close() }
	// TextInputter reports whether letters are text, so that the frame does not handle them.
	TextInputter interface{ Typing() bool }
	// PasteTaker reports whether characters that arrive at once are always text, even a repeated key.
	PasteTaker interface{ TakesPaste() bool }
	// BackHandler handles Esc before the frame does; done means that the screen stays.
	BackHandler interface {
		Back() (cmd tea.Cmd, done bool)
	}
	// StatusTexter returns the text at the right end of the breadcrumb line.
	StatusTexter interface{ StatusText() string }
	// Anchored returns the line of the body that must stay visible when the body is too long for the frame.
	Anchored interface{ Anchor() int }
	// Pager reports whether the screen is a long text that the frame scrolls and searches.
	Pager interface{ IsPager() bool }
	// Waiter says what the screen is waiting for and since when. A zero time means that it is not waiting.
	Waiter interface {
		Waiting() (what string, since time.Time)
	}
	// ActionDisabler says why an action is disabled; empty if it is enabled, or the reason is unknown.
	ActionDisabler interface {
		DisabledReason(action key.Binding) string
	}
	// UnsavedChanger says what would be lost if the screen and those under it were closed now; empty if nothing
	// would.
	UnsavedChanger interface{ UnsavedChanges() string }
	// Clicker handles a mouse click. The position is relative to the body, including lines scrolled out of view. A
	// click moves to what is there; on the selected entry it acts like Enter.
	Clicker interface{ Click(x, y int) tea.Cmd }
	// MouseWheeler handles the mouse wheel: how many lines it was turned down, and the position in the body. Without
	// it, the frame scrolls.
	MouseWheeler interface{ MouseWheel(x, y, lines int) tea.Cmd }
	// Navigator is the first screen. It lists the other screens for the palette, and opens them. LoadDestinations
	// looks for new ones and sends a DestinationsMsg.
	Navigator interface {
		Destinations() []Destination
		LoadDestinations() tea.Cmd
	}
	// Selectable reports whether there is text to select with the mouse, so that the frame leaves the mouse to the terminal.
	Selectable interface{ Selectable() bool }
)

// Destination is a line of the palette that leads to another screen.
type Destination struct {
	Title, Help    string
	DisabledReason string  // why it is unavailable now; empty if it is available
	Screen         bool    // it opens a screen of its own; listed before the actions of the frame
	Last           bool    // listed after the actions of the current screen
	Msg            tea.Msg // sent to the first screen once all others are closed
}

// Only the shell reads these messages. Each has the screen it comes from. If that is no longer on top, the message is late
// and is ignored.
type (
	// PushMsg opens To on top of From.
	PushMsg struct{ From, To Screen }
	// LeaveMsg closes From. The screen underneath gets Result, or ResumedMsg if it is nil.
	LeaveMsg struct {
		From   Screen
		Result tea.Msg
	}
	// HomeMsg closes everything above home, then opens To unless it is nil.
	HomeMsg struct{ From, To Screen }
	// AskMsg asks a yes-or-no question before something is lost. Only From gets the answer.
	AskMsg struct {
		From    Screen
		Text    string
		Yes, No string // what the keys y and n do, for the footer
		OnYes   tea.Msg
		OnNo    tea.Msg // may be nil
	}
	// DiscardMsg confirms that unsaved input or results may be discarded.
	DiscardMsg struct{}
	// DestinationsMsg says that the first screen has new destinations.
	DestinationsMsg struct{}
	// GoHomeMsg tells the first screen that the user went home.
	GoHomeMsg struct{}
	// ResumedMsg tells a screen that it is on top again.
	ResumedMsg struct{}
)

// Push opens a screen on top of another.
func Push(from, to Screen) tea.Cmd { return func() tea.Msg { return PushMsg{from, to} } }

// Leave closes a screen; the one underneath gets the result.
func Leave(from Screen, result tea.Msg) tea.Cmd {
	return func() tea.Msg { return LeaveMsg{from, result} }
}

// GoHome closes all screens but the first, then opens another unless it is nil.
func GoHome(from, to Screen) tea.Cmd { return func() tea.Msg { return HomeMsg{from, to} } }

// Ask asks a yes-or-no question.
func Ask(m AskMsg) tea.Cmd { return func() tea.Msg { return m } }

// Dimensions of the frame around every screen.
const (
	MinWidth  = 60
	MinHeight = 16

	FrameLines = 3 // breadcrumb, empty line, footer
)

// BackgroundMsg reports whether the terminal's background is dark.
type BackgroundMsg struct{ Dark bool }

// TerminalReturnedMsg says that another program used the terminal and has ended.
type TerminalReturnedMsg struct{}
