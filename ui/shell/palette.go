package shell

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// commandPalette lists what can be done on the screen in front, under the words of its keys, to be found by typing. It lies over
// the body of that screen and is no screen itself: whatever is chosen is done there, as its key would do it. In an input,
// too, ctrl+k opens it, rather than deleting to the end of the line.
type commandPalette struct {
	*kit.Env
	all    []entry
	shown  []entry
	filter kit.LineInput
	cursor int
	top    int // the first line that is seen
	room   int // how many are
	left   int // the box's first column
	width  int
}

// entry is one line of the palette: a key, a way to another screen, or something that can't be done now.
type entry struct {
	does string
	key  string  // as Bubble Tea names it; empty for a way
	help string  // as people read it, or what a way leads to
	to   tea.Msg // of a way
	why  string  // it can't be done now
}

func newPalette(e *kit.Env, all []entry) *commandPalette {
	p := &commandPalette{Env: e, all: all, filter: kit.NewInput(e.Keys, "type to find an action")}
	p.filter.Focus()
	p.find()
	return p
}

// find keeps the lines that every word of the filter fits, the best first.
func (p *commandPalette) find() {
	p.shown, p.cursor, p.top = nil, 0, 0
	words := strings.Fields(strings.ToLower(kit.InputText(p.filter)))
	type found struct {
		entry
		score int
	}
	var hits []found
	for _, e := range p.all {
		if score, ok := fits(strings.ToLower(e.does+" "+e.help), words); ok {
			hits = append(hits, found{e, score})
		}
	}
	slices.SortStableFunc(hits, func(a, b found) int { return b.score - a.score })
	for _, h := range hits {
		p.shown = append(p.shown, h.entry)
	}
}

// fits reports whether all words stand in a text, each whole or letter by letter, and how well.
func fits(text string, words []string) (score int, ok bool) {
	for _, w := range words {
		at := strings.Index(text, w)
		switch {
		case at == 0 || at > 0 && text[at-1] == ' ':
			score += 3
		case at > 0:
			score += 2
		case !scattered(text, w):
			return 0, false
		}
	}
	return score, true
}

// scattered reports whether a word's letters stand in a text in their order.
func scattered(text, word string) bool {
	for _, r := range word {
		at := strings.IndexRune(text, r)
		if at < 0 {
			return false
		}
		text = text[at+len(string(r)):]
	}
	return true
}

func (p *commandPalette) move(by int) { p.cursor = max(min(p.cursor+by, len(p.shown)-1), 0) }

// press takes a key; chosen is the line that was taken, and done says that the palette closes.
func (p *commandPalette) press(msg tea.KeyMsg) (chosen *entry, done bool) {
	switch {
	case p.Keys.Matches(msg, kit.KeyBack, kit.KeyPalette):
		return nil, true
	case p.Keys.Matches(msg, kit.KeyPrevious):
		p.move(-1)
	case p.Keys.Matches(msg, kit.KeyNext):
		p.move(+1)
	case p.Keys.MovesInText(msg):
		p.cursor, _ = p.Keys.MoveCursor(msg, p.cursor, len(p.shown), p.room)
	case p.Keys.Matches(msg, kit.KeyRun):
		if p.cursor < len(p.shown) {
			return &p.shown[p.cursor], true
		}
	default:
		kit.TypeInto(&p.filter, msg)
		p.find()
	}
	return nil, false
}

// click takes the line of a place in the body; done also when that is outside the box.
func (p *commandPalette) click(x, y int) (chosen *entry, done bool) {
	row := y - 3 // the border, the filter, an empty line
	switch {
	case x < p.left || x >= p.left+p.width || y < 0 || row >= p.room+1:
		return nil, true
	case row < 0 || row >= p.room || p.top+row >= len(p.shown):
		return nil, false
	}
	p.cursor = p.top + row
	return &p.shown[p.cursor], true
}

// help are the keys for the footer.
func (p *commandPalette) help() []key.Binding {
	return []key.Binding{p.Keys.Binding(kit.KeyRun), p.Keys.Relabeled(kit.KeyDown, "choose"), p.Keys.Relabeled(kit.KeyBack, "close")}
}

// over draws the palette as a box over the lines of a body. Beside it stands nothing, so that no line is seen in halves.
func (p *commandPalette) over(body []string, width int) []string {
	p.width = min(width-4, 84)
	p.left = (width - p.width) / 2
	p.room = max(min(len(body)-4, max(len(p.all), 1)), 1)
	edge := p.Styles.Accent.Render
	inner := p.width - 4
	lines := []string{edge("╭" + strings.Repeat("─", p.width-2) + "╮")}
	add := func(text string) { lines = append(lines, edge("│ ")+kit.Fit(text, inner)+edge(" │")) }
	add(p.Styles.Accent.Render("> ") + p.filter.Draw(p.Env, inner-2))
	add("")
	for _, row := range p.rows(inner) {
		add(row)
	}
	lines = append(lines, edge("╰"+strings.Repeat("─", p.width-2)+"╯"))
	out := slices.Clone(body)
	for i := range min(len(lines), len(out)) {
		out[i] = strings.Repeat(" ", p.left) + lines[i]
	}
	return out
}

// rows are exactly as many lines as there is room.
func (p *commandPalette) rows(width int) []string {
	rows := make([]string, p.room)
	if len(p.shown) == 0 {
		rows[0] = p.Styles.Muted.Render("nothing of that name can be done here")
		return rows
	}
	p.top = max(min(p.top, p.cursor, len(p.shown)-p.room), p.cursor-p.room+1, 0)
	for i := range rows {
		if p.top+i < len(p.shown) {
			rows[i] = p.row(p.shown[p.top+i], p.top+i == p.cursor, width)
		}
	}
	return rows
}

func (p *commandPalette) row(e entry, here bool, width int) string {
	if e.why != "" {
		return p.Styles.CursorMark(here) + p.Styles.Muted.Render(kit.Clip("○ "+e.does+": "+e.why, width-2))
	}
	return kit.Justify(p.Styles.CursorMark(here)+p.Styles.Selected(here, e.does), "  "+p.Styles.Muted.Render(kit.Clip(e.help, width/2)), width)
}
