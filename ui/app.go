package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
)

// App is the root: the stack of screens in their frame. Keys go to the top screen, sizes and results to all of them.
type App struct {
	env           *env
	stack         []Screen // home first; never empty
	notice        notice
	log           []remark // the latest remarks, the last one last
	width, height int

	sheet   sheet           // over the body of the screen in front
	palette *commandPalette // over that; nil when closed
	find    *finding        // in the text that the frame scrolls; nil when nothing is looked for
	scroll  int             // body lines above the window
	pinned  bool            // a person scrolled: the anchor no longer decides

	mouse    mouse
	title    string // the terminal's, as it was last set
	spinning bool   // the next turn of the spinner is on the way
	turn     int    // of the spinner
}

// NewApp makes the frame around screens, the first of which is home and the last in front. Nothing is read or asked before
// Init's commands run.
func NewApp(e *env, screens ...Screen) *App {
	return &App{env: e, stack: screens, notice: notice{keys: e.keys}, mouse: mouse{wanted: e.Settings.Mouse}}
}

// Init starts home.
func (a *App) Init() tea.Cmd { return a.top().Init() }

// Close closes every screen, the top one first, and so ends whatever they wait for.
func (a *App) Close() {
	for i := len(a.stack) - 1; i >= 0; i-- {
		closeScreen(a.stack[i])
	}
}

// Update passes each kind of message to its method.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.env.trace(msg)
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
	case BackgroundMsg:
		a.env.dark, a.env.darkKnown = msg.Dark, true
		a.env.paint(msg.Dark)
		return a.broadcast(msg)
	case tea.KeyMsg:
		switch {
		case msg.Paste && len(msg.Runes) == 0: // nothing was on the clipboard
			return nil
		case msg.Type == tea.KeyEsc && msg.Alt: // two of them came at once, as they do over a slow line
			msg.Alt = false
			return tea.Batch(a.press(msg), a.press(msg))
		}
		return a.typed(msg)
	case tea.MouseMsg:
		return a.point(msg)
	case tea.ResumeMsg, terminalBackMsg:
		a.mouse.on = false // whoever had the terminal meanwhile was given it without
		return nil
	case pushMsg:
		return a.push(msg)
	case leaveMsg:
		return a.leave(msg)
	case homeMsg:
		return a.goHome(msg)
	case askMsg:
		if msg.from == a.top() {
			a.notice.question = &msg
		}
		return nil
	case toastMsg:
		return a.remark(msg)
	case toastGoneMsg:
		a.notice.expire(msg)
		return nil
	case spinMsg:
		a.spinning, a.turn = false, a.turn+1
		return nil
	case waysMsg:
		a.listWays()
		return nil
	}
	return a.broadcast(msg)
}

func (a *App) top() Screen { return a.stack[len(a.stack)-1] }

func (a *App) quit() tea.Cmd {
	a.Close()
	return tea.Quit
}

// back is esc: the screen's own meaning first, else one screen less.
func (a *App) back() tea.Cmd {
	if b, ok := a.top().(backer); ok {
		if cmd, done := b.Back(); done {
			return cmd
		}
	}
	return a.leave(leaveMsg{from: a.top()})
}

func (a *App) push(m pushMsg) tea.Cmd {
	if m.from != a.top() {
		closeScreen(m.to)
		return nil
	}
	a.stack = append(a.stack, m.to)
	a.turned()
	return m.to.Init()
}

func (a *App) leave(m leaveMsg) tea.Cmd {
	if m.from != a.top() || len(a.stack) == 1 {
		return nil
	}
	a.pop()
	if m.result == nil {
		m.result = resumedMsg{}
	}
	return a.top().Update(m.result)
}

func (a *App) goHome(m homeMsg) tea.Cmd {
	if m.from != a.top() {
		return nil
	}
	cmd := a.popAll()
	if m.to == nil {
		return cmd
	}
	return tea.Batch(cmd, a.push(pushMsg{a.top(), m.to}))
}

// popAll closes everything above home.
func (a *App) popAll() tea.Cmd {
	if len(a.stack) == 1 {
		return nil
	}
	for len(a.stack) > 1 {
		a.pop()
	}
	return a.top().Update(resumedMsg{})
}

func (a *App) pop() {
	closeScreen(a.top())
	a.stack = a.stack[:len(a.stack)-1]
	a.turned()
}

// turned forgets what belonged to the screen that was on top.
func (a *App) turned() {
	a.sheet, a.palette, a.find, a.scroll, a.pinned = noSheet, nil, nil, 0, false
	a.notice.question, a.notice.held = nil, nil
	a.notice.show(toastMsg{})
}

func (a *App) broadcast(msg tea.Msg) tea.Cmd {
	cmds := make([]tea.Cmd, 0, len(a.stack))
	for _, s := range a.stack {
		cmds = append(cmds, s.Update(msg))
	}
	return tea.Batch(cmds...)
}

func closeScreen(s Screen) {
	if c, ok := s.(closer); ok {
		c.Close()
	}
}

func isTyping(s Screen) bool {
	t, ok := s.(typist)
	return ok && t.Typing()
}

func isReader(s Screen) bool {
	t, ok := s.(reader)
	return ok && t.Reads()
}

// titles are the breadcrumb's parts.
func (a *App) titles() []string {
	titles := make([]string, 0, len(a.stack))
	for _, s := range a.stack {
		titles = append(titles, strings.TrimSpace(s.Title()))
	}
	return titles
}

// setTitle names in the terminal's title what is in front.
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

// spinMsg turns the spinner of what the screen in front waits for.
type spinMsg struct{}

func (a *App) spin() tea.Cmd {
	if _, since := a.waits(); a.spinning || since.IsZero() {
		return nil
	}
	a.spinning = true
	return a.env.Tick(tickEvery, func(time.Time) tea.Msg { return spinMsg{} })
}

// waits is what the screen in front waits for, and since when.
func (a *App) waits() (what string, since time.Time) {
	if w, ok := a.top().(waiter); ok {
		return w.Waiting()
	}
	return "", time.Time{}
}

// actions are the keys of the screen in front, those of the footer first, which have the words that fit best now.
func (a *App) actions() []key.Binding {
	all := a.top().ShortHelp()
	for _, group := range a.top().FullHelp() {
		all = append(all, group...)
	}
	return all
}

// Front is the screen in front.
func (a *App) Front() Screen { return a.top() }

// Depth is how many screens there are, home among them.
func (a *App) Depth() int { return len(a.stack) }

// Asks reports whether a question waits for its answer.
func (a *App) Asks() bool { return a.notice.question != nil }

// Covered reports whether something lies over the screen in front: the palette, or a sheet of text.
func (a *App) Covered() bool { return a.palette != nil || a.sheet != noSheet }
