package shell

import (
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// press decides who a key is for: the way out, a question, what lies over the body, the frame, the top screen.
func (a *App) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case a.env.Keys.Hit(msg, kit.KeyQuit):
		return a.interrupt()
	case a.tooSmall():
		if a.env.Keys.Hit(msg, kit.KeyQuitHome) {
			return a.interrupt()
		}
		return nil
	case a.env.Keys.Hit(msg, kit.KeySuspend) && !(a.env.Keys.Hit(msg, kit.KeyUndo) && a.writing()):
		return tea.Suspend
	case a.notice.question != nil:
		return a.reply(msg)
	case a.palette != nil:
		return a.pressPalette(msg)
	case a.env.Keys.Hit(msg, kit.KeyPalette):
		return a.openPalette()
	case a.env.Keys.Hit(msg, kit.KeyMouse):
		return a.toggleMouse()
	case a.find != nil && a.find.typing:
		a.typeFind(msg)
		return nil
	case a.sheet != noSheet:
		return a.pressSheet(msg)
	}
	return a.pressOver(msg)
}

// pressOver gives a key to the frame, else to the screen in front.
func (a *App) pressOver(msg tea.KeyMsg) tea.Cmd {
	typing, home := isTyping(a.top()), len(a.stack) == 1
	switch {
	case a.env.Keys.Hit(msg, kit.KeyHelp) && (!typing || !kit.IsText(msg)):
		a.open(helpSheet)
		return nil
	case a.find != nil && a.env.Keys.Hit(msg, kit.KeyBack):
		a.find = nil
		return nil
	case a.env.Keys.Hit(msg, kit.KeyBack):
		return a.back()
	case a.env.Keys.Hit(msg, kit.KeyQuitHome) && !typing && home:
		return a.interrupt()
	case a.env.Keys.Hit(msg, kit.KeyLog) && !typing && home:
		a.open(logSheet)
		return nil
	case isReader(a.top()) && a.read(msg):
		return nil
	case a.env.Keys.Hit(msg, kit.KeyPageDown, kit.KeyPageUp) && a.overflow() > 0:
		a.scrollTo(msg)
		return nil
	}
	if why := a.refusal(msg, typing); why != "" {
		return kit.BadToast(why)
	}
	a.pinned = false
	return a.top().Update(msg)
}

// writing reports whether something is typed, which a key that suspends the program may take back instead.
func (a *App) writing() bool {
	switch {
	case a.notice.question != nil:
		return false
	case a.palette != nil, a.find != nil && a.find.typing:
		return true
	}
	return a.sheet == noSheet && isTyping(a.top())
}

// refusal says why an action of the screen's that a key stands for can't be done now. A key that does anything else there
// is not refused, and neither is a letter where that is text.
func (a *App) refusal(msg tea.KeyMsg, typing bool) string {
	r, ok := a.top().(kit.Refusing)
	if !ok || kit.IsPaste(msg) || typing && utf8.RuneCountInString(msg.String()) == 1 {
		return ""
	}
	why := ""
	for _, b := range a.actions() {
		switch {
		case !kit.IsOf(msg, b):
		case b.Enabled():
			return ""
		case why == "":
			why = r.Why(b)
		}
	}
	return why
}

// quitMsg is the yes to the question whether to quit.
type quitMsg struct{}

// interrupt quits, unless something would be lost: then it asks, and does it the second time.
func (a *App) interrupt() tea.Cmd {
	if q := a.notice.question; q != nil && q.OnYes == (quitMsg{}) {
		return a.quit()
	}
	if what := a.loses(0); what != "" {
		a.notice.ask(&kit.AskMsg{Text: "Quit? " + what, Yes: "quit", No: "stay", OnYes: quitMsg{}})
		return nil
	}
	return a.quit()
}

// loses says what would be lost if the screens from the given one on were closed; empty when nothing would. A screen over
// others speaks for them: a form is done with once the connection that it was for is kept.
func (a *App) loses(from int) string {
	for i := len(a.stack) - 1; i >= from; i-- {
		if l, ok := a.stack[i].(kit.Loser); ok {
			return l.Losing()
		}
	}
	return ""
}

// reply takes a key for the open question. One that the frame asks is answered to the frame.
func (a *App) reply(msg tea.KeyMsg) tea.Cmd {
	reply, from, done := a.notice.answer(msg)
	switch answer := reply.(type) {
	case nil:
		return nil
	case quitMsg:
		return a.quit()
	case leaveForMsg:
		return a.homeward(answer.to)
	}
	if !done || from == nil {
		return nil
	}
	return from.Update(reply)
}
