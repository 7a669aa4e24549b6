package shell

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// press dispatches a key, in this order: quit, suspend, an open question, the palette, the search, a sheet, the
// frame, the top screen.
func (a *App) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case a.env.Keys.Matches(msg, kit.KeyQuit):
		return a.interrupt()
	case a.tooSmall():
		if a.env.Keys.Matches(msg, kit.KeyQuitHome) {
			return a.interrupt()
		}
		return nil
	case a.env.Keys.Matches(msg, kit.KeySuspend) && !(a.env.Keys.Matches(msg, kit.KeyUndo) && a.writing()):
		return tea.Suspend
	case a.notice.question != nil:
		return a.reply(msg)
	case a.palette != nil:
		return a.pressPalette(msg)
	case a.env.Keys.Matches(msg, kit.KeyPalette):
		return a.openPalette()
	case a.env.Keys.Matches(msg, kit.KeyMouse):
		return a.mouse.toggle(a.env.Keys.Label(kit.KeyMouse))
	case a.find != nil && a.find.typing:
		a.typeFind(msg)
		return nil
	case a.sheet != noSheet:
		return a.pressSheet(msg)
	}
	return a.pressOver(msg)
}

// pressOver passes a key to the frame, or else to the top screen.
func (a *App) pressOver(msg tea.KeyMsg) tea.Cmd {
	typing, home := isTyping(a.top()), len(a.stack) == 1
	switch {
	case a.env.Keys.Matches(msg, kit.KeyHelp) && (!typing || !kit.IsText(msg)):
		a.open(helpSheet)
		return nil
	case a.find != nil && a.env.Keys.Matches(msg, kit.KeyBack):
		a.find = nil
		return nil
	case a.env.Keys.Matches(msg, kit.KeyBack):
		return a.back()
	case a.env.Keys.Matches(msg, kit.KeyQuitHome) && !typing && home:
		return a.interrupt()
	case a.env.Keys.Matches(msg, kit.KeyMessages) && !typing && home:
		a.open(logSheet)
		return nil
	case isReader(a.top()) && a.read(msg):
		return nil
	case a.env.Keys.Matches(msg, kit.KeyPageDown, kit.KeyPageUp) && a.overflow() > 0:
		a.scrollTo(msg)
		return nil
	}
	if why := a.refusal(msg, typing); why != "" {
		return kit.ErrorToast(why)
	}
	a.pinned = false
	return a.top().Update(msg)
}

// writing reports whether the user is typing into an input, where the key that suspends the program may mean undo.
func (a *App) writing() bool {
	switch {
	case a.notice.question != nil:
		return false
	case a.palette != nil, a.find != nil && a.find.typing:
		return true
	}
	return a.sheet == noSheet && isTyping(a.top())
}

// takesPaste reports whether the screen in front takes characters that arrive at once as text.
func (a *App) takesPaste() bool {
	p, ok := a.top().(kit.PasteTaker)
	return ok && a.sheet == noSheet && a.notice.question == nil && p.TakesPaste()
}

// refusal says why the action of a key is disabled. A key that also has an enabled action there is not refused, nor
// is a letter that is text.
func (a *App) refusal(msg tea.KeyMsg, typing bool) string {
	r, ok := a.top().(kit.ActionDisabler)
	if !ok || kit.IsPaste(msg) || typing && utf8.RuneCountInString(msg.String()) == 1 {
		return ""
	}
	why := ""
	for _, b := range actionsOf(a.top()) {
		switch {
		case !kit.HasKey(msg, b):
		case b.Enabled():
			return ""
		case why == "":
			why = r.DisabledReason(b)
		}
	}
	return why
}

// quitMsg confirms the question whether to quit.
type quitMsg struct{}

// interrupt quits. If something would be lost, it asks first, and quits the second time.
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

// loses says what would be lost if the screens from the given one on were closed; empty if nothing would. A screen
// answers for those under it: a form is no longer needed once its connection is saved.
func (a *App) loses(from int) string {
	for i := len(a.stack) - 1; i >= from; i-- {
		if l, ok := a.stack[i].(kit.UnsavedChanger); ok {
			return l.UnsavedChanges()
		}
	}
	return ""
}

// reply handles a key while a question is open. The frame handles the answers to its own questions.
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

// pressSheet scrolls or searches the open sheet. Any other key closes it.
func (a *App) pressSheet(msg tea.KeyMsg) tea.Cmd {
	switch {
	case a.find != nil && a.env.Keys.Matches(msg, kit.KeyBack):
		a.find = nil
	case a.read(msg):
	default:
		a.open(noSheet)
	}
	return nil
}

// point handles a click or the mouse wheel.
func (a *App) point(msg tea.MouseMsg) tea.Cmd {
	switch {
	case a.width == 0 || a.tooSmall():
		return nil
	case msg.Button == tea.MouseButtonWheelUp:
		return a.wheel(msg.X, msg.Y, -1)
	case msg.Button == tea.MouseButtonWheelDown:
		return a.wheel(msg.X, msg.Y, +1)
	case msg.Button != tea.MouseButtonLeft || msg.Action != tea.MouseActionPress || a.mouse.bounces(click{msg.X, msg.Y, a.env.Now(), a.turns}):
		return nil
	case msg.Y == a.height-1:
		return a.clickFooter(msg.X)
	case a.notice.question != nil:
		return nil
	case a.palette != nil:
		return a.clickPalette(msg.X, msg.Y-bodyTop)
	case a.sheet != noSheet:
		return nil
	}
	line := msg.Y - bodyTop
	if c, ok := a.top().(kit.Clicker); ok && line >= 0 && line < a.room() {
		return c.Click(msg.X, line+a.scroll)
	}
	return nil
}

func (a *App) wheel(x, y, notches int) tea.Cmd {
	if a.palette != nil {
		a.palette.move(notches)
		return nil
	}
	w, ok := a.top().(kit.MouseWheeler)
	line := y - bodyTop
	if ok && a.sheet == noSheet && a.notice.question == nil && line >= 0 && line < a.room() {
		a.pinned = false
		return w.MouseWheel(x, line+a.scroll, notches)
	}
	a.scroller.wheel(notches)
	return nil
}

// clickFooter presses the key that was clicked in the footer.
func (a *App) clickFooter(x int) tea.Cmd {
	_, spots := a.footer()
	i := slices.IndexFunc(spots, func(s spot) bool { return x >= s.from && x < s.to })
	if i < 0 {
		return nil
	}
	return a.press(keyOf(spots[i].action))
}

// typed handles a key. A slow terminal or connection delivers several characters at once, which looks like pasted
// text where the terminal does not mark that. Two cases are certainly typed: a repeated key, and a search followed by
// its first characters.
func (a *App) typed(msg tea.KeyMsg) tea.Cmd {
	if msg.Paste || msg.Alt || msg.Type != tea.KeyRunes || len(msg.Runes) < 2 || a.writing() || a.takesPaste() {
		return a.press(msg)
	}
	first, rest := tea.KeyMsg{Type: tea.KeyRunes, Runes: msg.Runes[:1]}, string(msg.Runes[1:])
	held := strings.Trim(rest, string(first.Runes)) == ""
	if !held && !a.env.Keys.Opens(first) {
		return a.press(msg)
	}
	cmds := []tea.Cmd{a.press(first)}
	for _, r := range rest {
		if held || a.writing() {
			cmds = append(cmds, a.press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}))
		}
	}
	return tea.Batch(cmds...)
}
