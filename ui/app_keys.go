package ui

import (
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// press decides who a key is for: the way out, a question, what lies over the body, the frame, the top screen.
func (a *App) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case a.env.keys.Hit(msg, keyQuit):
		return a.interrupt()
	case a.tooSmall():
		if a.env.keys.Hit(msg, keyQuitHome) {
			return a.interrupt()
		}
		return nil
	case a.env.keys.Hit(msg, keySuspend) && !(a.env.keys.Hit(msg, keyUndo) && a.writing()):
		return tea.Suspend
	case a.notice.question != nil:
		return a.reply(msg)
	case a.palette != nil:
		return a.pressPalette(msg)
	case a.env.keys.Hit(msg, keyPalette):
		return a.openPalette()
	case a.env.keys.Hit(msg, keyMouse):
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
	case a.env.keys.Hit(msg, keyHelp) && (!typing || !isText(msg)):
		a.open(helpSheet)
		return nil
	case a.find != nil && a.env.keys.Hit(msg, keyBack):
		a.find = nil
		return nil
	case a.env.keys.Hit(msg, keyBack):
		return a.back()
	case a.env.keys.Hit(msg, keyQuitHome) && !typing && home:
		return a.interrupt()
	case a.env.keys.Hit(msg, keyLog) && !typing && home:
		a.open(logSheet)
		return nil
	case isReader(a.top()) && a.read(msg):
		return nil
	case a.env.keys.Hit(msg, keyPageDown, keyPageUp) && a.overflow() > 0:
		a.scrollTo(msg)
		return nil
	}
	if why := a.refusal(msg, typing); why != "" {
		return badToast(why)
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
	r, ok := a.top().(refusing)
	if !ok || isPaste(msg) || typing && utf8.RuneCountInString(msg.String()) == 1 {
		return ""
	}
	why := ""
	for _, b := range a.actions() {
		switch {
		case !isOf(msg, b):
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
	if q := a.notice.question; q != nil && q.onYes == (quitMsg{}) {
		return a.quit()
	}
	if what := a.loses(0); what != "" {
		a.notice.ask(&askMsg{text: "Quit? " + what, yes: "quit", no: "stay", onYes: quitMsg{}})
		return nil
	}
	return a.quit()
}

// loses says what would be lost if the screens from the given one on were closed; empty when nothing would. A screen over
// others speaks for them: a form is done with once the connection that it was for is kept.
func (a *App) loses(from int) string {
	for i := len(a.stack) - 1; i >= from; i-- {
		if l, ok := a.stack[i].(loser); ok {
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
