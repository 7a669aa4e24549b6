package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// App is the root: the stack of screens in their frame. Keys go to the top screen, sizes and results to all of them.
type App struct {
	env           *env
	stack         []Screen // home first; never empty
	notice        notice
	width, height int
	help          bool
	palette       *commandPalette // over the body; nil when closed
	scroll        int             // body lines above the window
	pinned        bool            // a person scrolled: the anchor no longer decides
}

// New makes the screens; home is the list of connections. Nothing is read or asked before Init's commands run.
func New(d Deps) *App {
	e := newEnv(d)
	return &App{env: e, stack: []Screen{newConnections(e)}}
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
	return a, cmd
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
		a.paint(msg.Dark)
		return a.broadcast(msg)
	case tea.KeyMsg:
		return a.press(msg)
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
		stamp := a.notice.show(msg)
		return a.env.Tick(toastLife, toastGone(stamp))
	case toastGoneMsg:
		a.notice.expire(msg)
		return nil
	}
	return a.broadcast(msg)
}

func (a *App) paint(dark bool) { a.env.styles = NewStyles(a.env.Renderer, dark) }

func (a *App) top() Screen { return a.stack[len(a.stack)-1] }

// press decides who a key is for: the way out, a question, the frame, the top screen.
func (a *App) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyQuit):
		return a.quit()
	case key.Matches(msg, keySuspend):
		return tea.Suspend
	case a.tooSmall():
		if key.Matches(msg, keyQuitHome) {
			return a.quit()
		}
		return nil
	case a.notice.question != nil:
		return a.reply(msg)
	case a.palette != nil:
		return a.pressPalette(msg)
	case key.Matches(msg, keyPalette):
		a.openPalette()
		return nil
	case a.help && !key.Matches(msg, keyPageDown, keyPageUp):
		a.help = false
		return nil
	}
	typing := isTyping(a.top())
	switch {
	case key.Matches(msg, keyHelp) && (!typing || msg.Type == tea.KeyF1):
		a.help, a.scroll, a.pinned = true, 0, false
		return nil
	case key.Matches(msg, keyBack):
		return a.back()
	case key.Matches(msg, keyQuitHome) && !typing && len(a.stack) == 1:
		return a.quit()
	case key.Matches(msg, keyPageDown, keyPageUp) && a.overflow() > 0:
		a.page(key.Matches(msg, keyPageDown))
		return nil
	}
	a.pinned = false
	return a.top().Update(msg)
}

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

func (a *App) reply(msg tea.KeyMsg) tea.Cmd {
	reply, from, done := a.notice.answer(msg)
	if !done || reply == nil {
		return nil
	}
	return from.Update(reply)
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
	for len(a.stack) > 1 {
		a.pop()
	}
	cmd := a.top().Update(resumedMsg{})
	if m.to == nil {
		return cmd
	}
	return tea.Batch(cmd, a.push(pushMsg{a.top(), m.to}))
}

func (a *App) pop() {
	closeScreen(a.top())
	a.stack = a.stack[:len(a.stack)-1]
	a.turned()
}

// turned forgets what belonged to the screen that was on top.
func (a *App) turned() {
	a.help, a.palette, a.scroll, a.pinned = false, nil, 0, false
	a.notice.question = nil
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

// titles are the breadcrumb's parts.
func (a *App) titles() []string {
	titles := make([]string, 0, len(a.stack))
	for _, s := range a.stack {
		titles = append(titles, strings.TrimSpace(s.Title()))
	}
	return titles
}
