package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

func (a *App) tooSmall() bool { return a.width < leastWidth || a.height < leastHeight }

// room is how many lines the body has.
func (a *App) room() int {
	return a.height - frameLines - strings.Count(a.noticeView(""), "\n") - 1
}

// layout tells every screen its size, and brings the anchor of the top one back into sight.
func (a *App) layout() {
	if a.width == 0 || a.tooSmall() {
		return
	}
	room := a.room()
	for _, s := range a.stack {
		s.SetSize(a.width, room)
	}
	hidden := a.overflow()
	a.scroll = min(a.scroll, hidden)
	if t, ok := a.top().(anchored); ok && !a.help && a.palette == nil && !a.pinned {
		line := t.Anchor()
		if line < a.scroll {
			a.scroll = line
		} else if line >= a.scroll+room {
			a.scroll = line - room + 1
		}
	}
}

func (a *App) page(down bool) {
	a.pinned = true
	if down {
		a.scroll = min(a.scroll+a.room()-1, a.overflow())
	} else {
		a.scroll = max(a.scroll-a.room()+1, 0)
	}
}

// overflow is how many of the body's lines do not fit.
func (a *App) overflow() int { return max(height(a.body())-a.room(), 0) }

func (a *App) body() string {
	switch {
	case a.palette != nil:
		return a.palette.view(a.width, a.room())
	case !a.help:
		return a.top().View()
	}
	frame := []key.Binding{keyPalette, keyPageDown, keyPageUp, keyHelp, keySuspend, keyQuit}
	if len(a.stack) == 1 {
		frame = append(frame, keyQuitHome)
	}
	return a.env.allKeys(append(a.top().FullHelp(), frame), a.width)
}

func (a *App) noticeView(more string) string {
	return a.notice.view(a.env.styles, more, a.width)
}

// View draws the frame. Before the terminal has told its size there is nothing to draw.
func (a *App) View() string {
	switch {
	case a.width == 0:
		return ""
	case a.tooSmall():
		return tooSmall(a.width, a.height)
	}
	aside := ""
	if t, ok := a.top().(asider); ok {
		aside = t.Aside()
	}
	more := ""
	if hidden := a.overflow() - a.scroll; hidden > 0 {
		more = fmt.Sprintf("↓ %s below   pgdn", count(hidden, "line", "lines"))
	} else if a.scroll > 0 {
		more = fmt.Sprintf("↑ %s above   pgup", count(a.scroll, "line", "lines"))
	}
	return assemble(a.env.header(a.titles(), aside, a.width), a.body(), a.noticeView(more), a.footer(), a.scroll, a.height)
}

func (a *App) footer() string {
	help := named(keyHelp, "keys")
	bindings := a.top().ShortHelp()
	switch {
	case a.notice.question != nil:
		bindings, help = a.notice.keys(), when(false, help)
	case a.palette != nil:
		bindings, help = a.palette.keys(), when(false, help)
	case a.help:
		bindings, help = []key.Binding{named(keyBack, "close")}, when(false, help)
	case isTyping(a.top()):
		help.SetHelp("f1", "keys")
	}
	return a.env.footer(bindings, help, a.width)
}
