package shell

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/spinner"

	"countersign/internal/text"
	"countersign/ui/kit"
)

func (a *App) tooSmall() bool { return a.width < kit.MinWidth || a.height < kit.MinHeight }

// room returns the height of the body.
func (a *App) room() int {
	return a.height - kit.FrameLines - strings.Count(a.noticeView(""), "\n") - 1
}

// layout sets the size of every screen, and scrolls to the anchor of the top one.
func (a *App) layout() {
	if a.width == 0 || a.tooSmall() {
		return
	}
	room := a.room()
	for _, s := range a.stack {
		s.SetSize(a.width, room)
	}
	a.scroll = min(a.scroll, a.overflow())
	if t, ok := a.top().(kit.Anchored); ok && a.sheet == noSheet && a.palette == nil {
		a.keep(max(t.Anchor(), 0))
	}
}

// under returns the text that is scrolled: the open sheet, or else the top screen.
func (a *App) under() string {
	if a.sheet != noSheet {
		return a.sheetView()
	}
	return a.top().View()
}

// noticeView renders a question or a toast, or else the search, the wait line, or more.
func (a *App) noticeView(more string) string {
	idle := strings.TrimRight(kit.Indent+a.env.Styles.Muted.Render(more), " ")
	if a.find != nil {
		idle = kit.Clip(a.findView(), a.width)
	} else if waits := a.waitLine(); waits != "" {
		idle = waits
	}
	return a.notice.view(a.env.Styles, idle, a.width)
}

// waitLine says what the top screen is waiting for, after a while.
func (a *App) waitLine() string {
	what, since := a.waits()
	lasted := a.env.Now().Sub(since)
	if since.IsZero() || lasted < kit.SlowAfter {
		return ""
	}
	frames := spinner.MiniDot.Frames
	words := fmt.Sprintf("%s, %s", what, text.Duration(lasted))
	return " " + a.env.Styles.Warning.Render(frames[a.turn%len(frames)]) + " " + kit.Clip(words, a.width-4)
}

// View renders the frame; nothing before the terminal reports its size.
func (a *App) View() string {
	switch {
	case a.width == 0:
		return ""
	case a.tooSmall():
		return tooSmall(a.env.Keys, a.width, a.height, a.notice.question)
	}
	aside := ""
	if t, ok := a.top().(kit.StatusTexter); ok {
		aside = t.StatusText()
	}
	more := ""
	if hidden := a.overflow() - a.scroll; hidden > 0 {
		more = fmt.Sprintf("↓ %s below   PgDn", text.Count(hidden, "line", "lines"))
	} else if a.scroll > 0 {
		more = fmt.Sprintf("↑ %s above   PgUp", text.Count(a.scroll, "line", "lines"))
	}
	body := a.under()
	if a.find != nil {
		body = a.marked(body)
	}
	lines := windowed(body, a.scroll, a.room())
	if a.palette != nil {
		lines = a.palette.over(lines, a.width)
	}
	footer, _ := a.footer()
	return assemble(header(a.env, a.titles(), aside, a.width), lines, a.noticeView(more), footer)
}

// footer renders the line of keys, and returns where each of them is.
func (a *App) footer() (string, []spot) {
	help := a.env.Keys.Relabeled(kit.KeyHelp, "keys")
	bindings := a.top().ShortHelp()
	switch {
	case a.notice.question != nil:
		bindings, help = a.notice.help(), kit.EnabledIf(false, help)
	case a.palette != nil:
		bindings, help = a.palette.help(), kit.EnabledIf(false, help)
	case a.find != nil && a.find.typing:
		bindings, help = []key.Binding{a.env.Keys.Relabeled(kit.KeyRun, "find"), a.env.Keys.Relabeled(kit.KeyBack, "cancel")}, kit.EnabledIf(false, help)
	case a.sheet != noSheet:
		bindings, help = []key.Binding{a.env.Keys.Binding(kit.KeyFind), a.env.Keys.EnabledIf(a.find != nil, kit.KeyFindNext), a.env.Keys.Relabeled(kit.KeyBack, "close")}, kit.EnabledIf(false, help)
	case isTyping(a.top()):
		help = kit.Relabeled(a.env.Keys.HelpInText(), "keys")
	}
	return footer(a.env, bindings, help, a.width)
}

// sheetView renders the open sheet.
func (a *App) sheetView() string {
	if a.sheet == logSheet {
		return a.log.view(a.env, a.width)
	}
	frame := a.env.Keys.Bindings(kit.KeyPalette, kit.KeyPageDown, kit.KeyPageUp, kit.KeyHelp, kit.KeyMouse, kit.KeySuspend, kit.KeyQuit)
	if isTyping(a.top()) {
		frame = append(frame, a.env.Keys.Relabeled(kit.KeyUndo, "undo"), a.env.Keys.Binding(kit.KeyRedo))
	}
	if isReader(a.top()) {
		frame = append(frame, a.env.Keys.TextKeys()...)
	}
	if len(a.stack) == 1 {
		frame = append(frame, a.env.Keys.Binding(kit.KeyMessages), a.env.Keys.Binding(kit.KeyQuitHome))
	}
	return allKeys(a.env, a.top().FullHelp(), frame, a.width)
}
