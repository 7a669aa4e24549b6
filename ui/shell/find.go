package shell

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
	"countersign/ui/kit"
)

// Texts that the frame scrolls (the help, the messages, a screen that says that it is one) are searched by the frame, too.

// finding is a word that is looked for.
type finding struct {
	input  kit.LineInput
	typing bool
	at     int // the line of the match that one stands on; -1: none
}

// read moves and searches in the text that the frame scrolls, and reports whether the key was for that.
func (a *App) read(msg tea.KeyMsg) bool {
	switch {
	case a.env.Keys.Hit(msg, kit.KeyFind):
		a.find = &finding{input: kit.NewInput(a.env.Keys, "a word"), typing: true, at: -1}
		a.find.input.Focus()
	case a.find != nil && a.env.Keys.Hit(msg, kit.KeyFound):
		a.jump(a.find.at+1, +1)
	case a.find != nil && a.env.Keys.Hit(msg, kit.KeyFoundAbove):
		a.jump(a.find.at-1, -1)
	default:
		return a.scrollTo(msg)
	}
	return true
}

// scrollTo moves the window by a key that moves.
func (a *App) scrollTo(msg tea.KeyMsg) bool {
	to, ok := a.env.Keys.Stepped(msg, a.scroll, a.overflow()+1, a.room())
	if ok {
		a.scroll, a.pinned = to, true
	}
	return ok
}

// typeFind takes a key for the word; the first match from the window on is shown while it is typed.
func (a *App) typeFind(msg tea.KeyMsg) {
	switch {
	case a.env.Keys.Hit(msg, kit.KeyBack):
		a.find = nil
	case a.env.Keys.Hit(msg, kit.KeyRun):
		a.find.typing = false
		a.find.input.Blur()
		if a.find.input.Value() == "" {
			a.find = nil
		}
	default:
		kit.TypeInto(&a.find.input, msg)
		a.jump(a.scroll, +1)
	}
}

// jump goes to the first match from a line on, in a direction; behind the last comes the first.
func (a *App) jump(from, by int) {
	matches := a.matches()
	a.find.at = -1
	if len(matches) == 0 {
		return
	}
	i := slices.IndexFunc(matches, func(line int) bool { return line >= from })
	switch {
	case by > 0 && i < 0:
		i = 0
	case by < 0:
		last := len(matches) - 1
		for i = last; i > 0 && matches[i] > from; i-- {
		}
		if matches[i] > from {
			i = last
		}
	}
	a.find.at = matches[i]
	if line := a.find.at; line < a.scroll || line >= a.scroll+a.room() {
		a.scroll = max(min(line-a.room()/2, a.overflow()), 0)
	}
	a.pinned = true
}

// matches are the lines of the text that hold the word.
func (a *App) matches() []int {
	word := strings.ToLower(a.find.input.Value())
	if word == "" {
		return nil
	}
	var lines []int
	for i, line := range strings.Split(ansi.Strip(a.under()), "\n") {
		if strings.Contains(strings.ToLower(line), word) {
			lines = append(lines, i)
		}
	}
	return lines
}

// marked is the text with its matches marked.
func (a *App) marked(text string) string {
	word := strings.ToLower(a.find.input.Value())
	if word == "" {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		plain := strings.ToLower(ansi.Strip(line))
		look := a.env.Styles.Match
		if i == a.find.at {
			look = a.env.Styles.MatchHere
		}
		var ranges []lipgloss.Range
		for from := 0; ; {
			at := strings.Index(plain[from:], word)
			if at < 0 {
				break
			}
			at += from
			from = at + len(word)
			ranges = append(ranges, lipgloss.NewRange(ansi.StringWidth(plain[:at]), ansi.StringWidth(plain[:from]), look))
		}
		lines[i] = lipgloss.StyleRanges(line, ranges...)
	}
	return strings.Join(lines, "\n")
}

// findView says what is looked for, and which of the matches one stands on.
func (a *App) findView() string {
	matches := a.matches()
	state := "nothing found"
	switch i := slices.Index(matches, a.find.at); {
	case a.find.input.Value() == "":
		state = ""
	case i >= 0:
		state = fmt.Sprintf("%d of %s   n, N", i+1, text.Count(len(matches), "line", "lines"))
	case len(matches) > 0:
		state = text.Count(len(matches), "line", "lines")
	}
	const room = 32
	return kit.Indent + a.env.Styles.Accent.Render("/ ") + kit.Fit(a.find.input.Draw(a.env, room), room) + a.env.Styles.Muted.Render(state)
}
