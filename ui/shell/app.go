package shell

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/kit"
)

// App is the root: the stack of screens in their frame. Keys go to the top screen, sizes and results to all of them.
type App struct {
	env           *kit.Env
	stack         []kit.Screen // home first; never empty
	notice        notice
	log           messages
	width, height int

	scroller                 // of the current text
	sheet    sheet           // covers the body of the top screen
	palette  *commandPalette // covers the sheet; nil when closed

	mouse    mouse
	title    string // the terminal's title as last set
	spinning bool   // the next frame of the spinner is scheduled
	turn     int    // the spinner's frame
	turns    int    // how many times the top screen changed
}

// New returns the frame around screens, the first of which is home and the last on top. It reads nothing before the
// commands of Init run.
func New(e *kit.Env, screens ...kit.Screen) *App {
	a := &App{env: e, stack: screens, notice: notice{keys: e.Keys}, mouse: mouse{wanted: e.Settings.Mouse}}
	a.scroller = scroller{env: e, text: a.under, room: a.room}
	return a
}

// Init starts the top screen.
func (a *App) Init() tea.Cmd { return a.top().Init() }

// Close closes every screen, the top one first, and so stops whatever they wait for.
func (a *App) Close() {
	for i := len(a.stack) - 1; i >= 0; i-- {
		closeScreen(a.stack[i])
	}
}

// Update handles a message and then updates the layout.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.env.Trace(msg)
	cmd := a.dispatch(msg)
	a.layout()
	return a, tea.Batch(cmd, a.setMouse(), a.setTitle(), a.spin())
}

func (a *App) dispatch(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.width, a.height = msg.Width, msg.Height
		if msg.Width == 0 || msg.Height == 0 { // a terminal that does not know its size
			a.width, a.height = 80, 24
		}
		return nil
	case kit.BackgroundMsg:
		a.env.Dark, a.env.DarkKnown = msg.Dark, true
		a.env.ApplyTheme(msg.Dark)
		return a.broadcast(msg)
	case tea.KeyMsg:
		switch {
		case msg.Paste && len(msg.Runes) == 0: // the clipboard is empty
			return nil
		case msg.Type == tea.KeyEsc && msg.Alt: // two Esc at once, as on a slow connection
			msg.Alt = false
			return tea.Batch(a.press(msg), a.press(msg))
		}
		return a.typed(msg)
	case tea.MouseMsg:
		return a.point(msg)
	case tea.ResumeMsg, kit.TerminalReturnedMsg:
		a.mouse.on = false // the other program was started with the mouse off
		return nil
	case kit.PushMsg:
		return a.push(msg)
	case kit.LeaveMsg:
		return a.leave(msg)
	case kit.HomeMsg:
		return a.goHome(msg)
	case kit.AskMsg:
		if msg.From == a.top() {
			a.notice.question = &msg
		}
		return nil
	case kit.ToastMsg:
		return a.remark(msg)
	case toastGoneMsg:
		a.notice.expire(msg)
		return nil
	case spinMsg:
		a.spinning, a.turn = false, a.turn+1
		return nil
	case kit.DestinationsMsg:
		a.listWays()
		return nil
	}
	return a.broadcast(msg)
}

func (a *App) top() kit.Screen { return a.stack[len(a.stack)-1] }

func (a *App) quit() tea.Cmd {
	a.Close()
	return tea.Quit
}

// back handles Esc: the screen may use it, or else is closed.
func (a *App) back() tea.Cmd {
	if b, ok := a.top().(kit.BackHandler); ok {
		if cmd, done := b.Back(); done {
			return cmd
		}
	}
	return a.leave(kit.LeaveMsg{From: a.top()})
}

func (a *App) push(m kit.PushMsg) tea.Cmd {
	if m.From != a.top() {
		closeScreen(m.To)
		return nil
	}
	a.stack = append(a.stack, m.To)
	a.turned()
	return m.To.Init()
}

func (a *App) leave(m kit.LeaveMsg) tea.Cmd {
	if m.From != a.top() || len(a.stack) == 1 {
		return nil
	}
	a.pop()
	if m.Result == nil {
		m.Result = kit.ResumedMsg{}
	}
	return a.top().Update(m.Result)
}

func (a *App) goHome(m kit.HomeMsg) tea.Cmd {
	if m.From != a.top() {
		return nil
	}
	cmd := a.popAll()
	if m.To == nil {
		return cmd
	}
	return tea.Batch(cmd, a.push(kit.PushMsg{From: a.top(), To: m.To}))
}

// popAll closes everything above home.
func (a *App) popAll() tea.Cmd {
	if len(a.stack) == 1 {
		return nil
	}
	for len(a.stack) > 1 {
		a.pop()
	}
	return a.top().Update(kit.ResumedMsg{})
}

func (a *App) pop() {
	closeScreen(a.top())
	last := len(a.stack) - 1
	a.stack[last] = nil // for the garbage collector
	a.stack = a.stack[:last]
	a.turned()
}

// turned resets what belonged to the previous top screen.
func (a *App) turned() {
	a.turns++
	a.open(noSheet)
	a.notice.question, a.notice.held = nil, nil
	a.notice.show(kit.ToastMsg{})
}

func (a *App) broadcast(msg tea.Msg) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(a.stack))
	for _, s := range a.stack {
		cmds = append(cmds, s.Update(msg))
	}
	return tea.Batch(cmds...)
}

func closeScreen(s kit.Screen) {
	if c, ok := s.(kit.Closer); ok {
		c.Close()
	}
}

func isTyping(s kit.Screen) bool {
	t, ok := s.(kit.TextInputter)
	return ok && t.Typing()
}

func isReader(s kit.Screen) bool {
	t, ok := s.(kit.Pager)
	return ok && t.IsPager()
}

// titles returns the parts of the breadcrumb.
func (a *App) titles() []string {
	titles := make([]string, 0, len(a.stack))
	for _, s := range a.stack {
		titles = append(titles, strings.TrimSpace(s.Title()))
	}
	return titles
}

// setTitle sets the terminal's title to that of the top screen.
func (a *App) setTitle() tea.Cmd {
	title := "countersign"
	if here := text.Safe(a.top().Title(), 40); here != "" {
		title += " – " + here
	}
	if a.width == 0 || title == a.title {
		return nil
	}
	a.title = title
	return tea.SetWindowTitle(title)
}

// spinMsg advances the spinner while the top screen is waiting.
type spinMsg struct{}

func (a *App) spin() tea.Cmd {
	if _, since := a.waits(); a.spinning || since.IsZero() {
		return nil
	}
	a.spinning = true
	return a.env.Tick(kit.TickEvery, func(time.Time) tea.Msg { return spinMsg{} })
}

// waits returns what the top screen is waiting for, and since when.
func (a *App) waits() (what string, since time.Time) {
	if w, ok := a.top().(kit.Waiter); ok {
		return w.Waiting()
	}
	return "", time.Time{}
}

// Top returns the top screen.
func (a *App) Top() kit.Screen { return a.top() }

// Depth returns the number of screens, including home.
func (a *App) Depth() int { return len(a.stack) }

// HasQuestion reports whether a question is open.
func (a *App) HasQuestion() bool { return a.notice.question != nil }

// HasOverlay reports whether the palette or a sheet of text covers the top screen.
func (a *App) HasOverlay() bool { return a.palette != nil || a.sheet != noSheet }

// remark shows a toast for a while and adds it to the messages.
func (a *App) remark(msg kit.ToastMsg) tea.Cmd {
	a.log.add(remark{a.env.Now(), msg})
	return a.env.Tick(toastLife, toastGone(a.notice.show(msg)))
}

func (a *App) open(s sheet) {
	a.sheet, a.palette = s, nil
	a.reset()
}

// setMouse turns mouse events on or off as the user chose. They are always off while there is text to select.
func (a *App) setMouse() tea.Cmd {
	if a.width == 0 {
		return nil
	}
	s, ok := a.top().(kit.Selectable)
	return a.mouse.set(a.mouse.wanted && !(ok && s.Selectable()))
}
