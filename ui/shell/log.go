package shell

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// sheet is a text over the body of the screen in front, which goes on underneath.
type sheet int

const (
	noSheet sheet = iota
	helpSheet
	logSheet
)

// remark is a toast that was shown.
type remark struct {
	at time.Time
	kit.ToastMsg
}

// mostRemarks is how many of them can be read again.
const mostRemarks = 200

// remark shows a toast for a while, and keeps it among those that can be read again.
func (a *App) remark(msg kit.ToastMsg) tea.Cmd {
	a.log = append(a.log, remark{a.env.Now(), msg})
	a.log = a.log[max(len(a.log)-mostRemarks, 0):]
	stamp := a.notice.show(msg)
	return a.env.Tick(toastLife, toastGone(stamp))
}

func (a *App) open(s sheet) {
	a.sheet, a.palette, a.find, a.scroll, a.pinned = s, nil, nil, 0, false
}

// pressSheet moves in the text, and closes it with any key that does not.
func (a *App) pressSheet(msg tea.KeyMsg) tea.Cmd {
	switch {
	case a.find != nil && a.env.Keys.Hit(msg, kit.KeyBack):
		a.find = nil
	case a.read(msg):
	default:
		a.open(noSheet)
	}
	return nil
}

// sheetView is the text of the open sheet.
func (a *App) sheetView() string {
	if a.sheet == logSheet {
		return logView(a.env, a.log, a.width)
	}
	frame := a.env.Keys.List(kit.KeyPalette, kit.KeyPageDown, kit.KeyPageUp, kit.KeyHelp, kit.KeyMouse, kit.KeySuspend, kit.KeyQuit)
	if isTyping(a.top()) {
		frame = append(frame, a.env.Keys.Named(kit.KeyUndo, "undo, in a text"), a.env.Keys.Of(kit.KeyRedo))
	}
	if isReader(a.top()) {
		frame = append(frame, a.env.Keys.TextKeys()...)
	}
	if len(a.stack) == 1 {
		frame = append(frame, a.env.Keys.Of(kit.KeyLog), a.env.Keys.Of(kit.KeyQuitHome))
	}
	return allKeys(a.env, a.top().FullHelp(), frame, a.width)
}

// logView lists what was said, the latest first.
func logView(e *kit.Env, log []remark, width int) string {
	lines := []string{kit.Indent + e.Styles.Strong.Render("MESSAGES SO FAR"), ""}
	if len(log) == 0 {
		lines = append(lines, kit.Indent+e.Styles.Muted.Render("Nothing was said yet."))
	}
	for _, r := range slices.Backward(log) {
		sign := e.Styles.Good.Render("✓")
		if r.Bad {
			sign = e.Styles.Bad.Render("✗")
		}
		lines = append(lines, kit.Hang(kit.Indent+e.Styles.Muted.Render(r.at.Format("15:04:05"))+" "+sign+" ", r.Text, width))
	}
	return strings.Join(lines, "\n")
}
