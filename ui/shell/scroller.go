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

// The frame also searches the texts that it scrolls: the help, the messages, and screens that are a kit.Pager.

// finding is an active search.
type finding struct {
	input  kit.LineInput
	typing bool
	at     int // the line of the current match; -1: none
}

// scroller scrolls and searches a text of the frame.
type scroller struct {
	env    *kit.Env
	text   func() string // the text
	room   func() int    // how many lines are visible
	find   *finding      // nil when there is no search
	scroll int           // lines above the window
	pinned bool          // the user scrolled, so the anchor is ignored
}

// reset goes back to the start and ends the search.
func (r *scroller) reset() { r.find, r.scroll, r.pinned = nil, 0, false }

// overflow returns the number of lines that do not fit.
func (r *scroller) overflow() int { return max(kit.Height(r.text())-r.room(), 0) }

// keep scrolls to make a line visible, unless the user has scrolled.
func (r *scroller) keep(line int) {
	room := r.room()
	switch {
	case r.pinned:
	case line < r.scroll:
		r.scroll = line
	case line >= r.scroll+room:
		r.scroll = line - room + 1
	}
}

// wheelLines is how many lines one notch of the wheel scrolls.
const wheelLines = 3

// wheel scrolls by notches of the mouse wheel.
func (r *scroller) wheel(notches int) {
	if hidden := r.overflow(); hidden > 0 {
		r.scroll, r.pinned = max(min(r.scroll+wheelLines*notches, hidden), 0), true
	}
}

// read scrolls or searches, and reports whether the key was for that.
func (r *scroller) read(msg tea.KeyMsg) bool {
	switch {
	case r.env.Keys.Matches(msg, kit.KeyFind):
		r.find = &finding{input: kit.NewInput(r.env.Keys, "search"), typing: true, at: -1}
		r.find.input.Focus()
	case r.find != nil && r.env.Keys.Matches(msg, kit.KeyFindNext):
		r.jump(r.find.at+1, +1)
	case r.find != nil && r.env.Keys.Matches(msg, kit.KeyFindPrevious):
		r.jump(r.find.at-1, -1)
	default:
		return r.scrollTo(msg)
	}
	return true
}

// scrollTo scrolls if the key moves, and reports whether it does.
func (r *scroller) scrollTo(msg tea.KeyMsg) bool {
	to, ok := r.env.Keys.MoveCursor(msg, r.scroll, r.overflow()+1, r.room())
	if ok {
		r.scroll, r.pinned = to, true
	}
	return ok
}

// typeFind handles a key in the search input. It shows the first match from the current position while the user
// types.
func (r *scroller) typeFind(msg tea.KeyMsg) {
	switch {
	case r.env.Keys.Matches(msg, kit.KeyBack):
		r.find = nil
	case r.env.Keys.Matches(msg, kit.KeyRun):
		r.find.typing = false
		r.find.input.Blur()
		if r.find.input.Value() == "" {
			r.find = nil
		}
	default:
		kit.TypeInto(&r.find.input, msg)
		r.jump(r.scroll, +1)
	}
}

// jump goes to the next match from a line in a direction, wrapping around at the end.
func (r *scroller) jump(from, by int) {
	matches := r.matches()
	r.find.at = -1
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
	r.find.at = matches[i]
	if line := r.find.at; line < r.scroll || line >= r.scroll+r.room() {
		r.scroll = max(min(line-r.room()/2, r.overflow()), 0)
	}
	r.pinned = true
}

// matches returns the lines of the text that contain the search word.
func (r *scroller) matches() []int {
	word := strings.ToLower(r.find.input.Value())
	if word == "" {
		return nil
	}
	var lines []int
	for i, line := range strings.Split(ansi.Strip(r.text()), "\n") {
		if strings.Contains(strings.ToLower(line), word) {
			lines = append(lines, i)
		}
	}
	return lines
}

// marked returns the text with its matches highlighted.
func (r *scroller) marked(text string) string {
	word := strings.ToLower(r.find.input.Value())
	if word == "" {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		plain := strings.ToLower(ansi.Strip(line))
		look := r.env.Styles.Match
		if i == r.find.at {
			look = r.env.Styles.CurrentMatch
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

// findView renders the search input and the position among the matches.
func (r *scroller) findView() string {
	matches := r.matches()
	state := "no matches"
	switch i := slices.Index(matches, r.find.at); {
	case r.find.input.Value() == "":
		state = ""
	case i >= 0:
		state = fmt.Sprintf("%d of %s   n, N", i+1, text.Count(len(matches), "line", "lines"))
	case len(matches) > 0:
		state = text.Count(len(matches), "line", "lines")
	}
	const room = 32
	return kit.Indent + r.env.Styles.Accent.Render("/ ") + kit.Fit(r.find.input.Draw(r.env, room), room) + r.env.Styles.Muted.Render(state)
}
