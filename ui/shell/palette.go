package shell

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/kit"
)

// commandPalette lists the actions of the top screen, to be found by typing. It covers the body of that screen, and the
// chosen action runs there, as its key would. It also opens in inputs, where Ctrl+K would delete to the end of the line.
type commandPalette struct {
	*kit.Env
	all    []entry
	shown  []entry
	filter kit.LineInput
	cursor int
	top    int // the first visible entry
	room   int // the number of visible entries
	left   int // the box's first column
	width  int
}

// entry is a line of the palette: an action, a destination, or a disabled action.
type entry struct {
	does string
	key  string  // Bubble Tea's name; empty for a destination
	help string  // the printed key, or details of a destination
	to   tea.Msg // of a destination
	why  string  // the disabled reason
}

func newPalette(e *kit.Env, all []entry) *commandPalette {
	p := &commandPalette{Env: e, all: all, filter: kit.NewInput(e.Keys, "type to search")}
	p.filter.Focus()
	p.find()
	return p
}

// find filters the entries by every word, the best match first.
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

// fits reports whether a text has all words, each whole or letter by letter, with a score.
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

// scattered reports whether a text has a word's letters in order.
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

// press handles a key; chosen is the chosen entry, and done says that the palette closes.
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

// click chooses the entry at a place in the body; done is also true outside the box.
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

// help are the bindings of the footer.
func (p *commandPalette) help() []key.Binding {
	return []key.Binding{p.Keys.Binding(kit.KeyRun), p.Keys.Relabeled(kit.KeyDown, "select"), p.Keys.Relabeled(kit.KeyBack, "close")}
}

// over draws the palette as a box over a body, with nothing beside it.
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

// rows are exactly room lines.
func (p *commandPalette) rows(width int) []string {
	rows := make([]string, p.room)
	if len(p.shown) == 0 {
		rows[0] = p.Styles.Muted.Render("No matching action")
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
