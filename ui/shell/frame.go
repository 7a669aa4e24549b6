package shell

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
	"countersign/ui/kit"
)

// bodyTop is the first line of the body. The frame fills the terminal: the breadcrumb line, an empty line, the body, a
// notice (usually an empty line) and the footer.
const bodyTop = 2

// header renders the breadcrumb line.
func header(e *kit.Env, titles []string, aside string, width int) string {
	parts := []string{"countersign"}
	for _, t := range titles {
		if t != "" {
			parts = append(parts, text.Safe(t, 40))
		}
	}
	room := width - 2
	if aside != "" {
		room -= ansi.StringWidth(aside) + 2
	}
	path, here := crumbs(parts, room)
	return " " + kit.Justify(e.Styles.Muted.Render(path)+e.Styles.Strong.Render(here), aside, width-2) + " "
}

// crumbs fits a path into room. It shortens the middle first, so that the start and the current screen stay visible.
func crumbs(parts []string, room int) (path, here string) {
	before, here := parts[:len(parts)-1], parts[len(parts)-1]
	for skip := range before {
		shown := before
		if skip > 0 {
			shown = append([]string{before[0], "…"}, before[1+skip:]...)
		}
		path = strings.Join(shown, " › ") + " › "
		if ansi.StringWidth(path+here) <= room {
			return path, here
		}
	}
	return "", here
}

// spot is a clickable part of a line.
type spot struct {
	from, to int // cells; to is exclusive
	action   key.Binding
}

// footer renders the line of keys. The last binding is at the right edge. If there is not enough room, it omits
// bindings from the end, but never the help.
func footer(e *kit.Env, bindings []key.Binding, help key.Binding, width int) (string, []spot) {
	var shown []key.Binding
	for _, b := range bindings {
		if b.Enabled() {
			shown = append(shown, b)
		}
	}
	var spots []spot
	right := ""
	if n := len(shown); n > 0 {
		right = helpOf(e, shown[n-1])
		spots = append(spots, spot{width - 1 - ansi.StringWidth(right), width - 1, shown[n-1]})
		shown = shown[:n-1]
	}
	room := width - 2 - ansi.StringWidth(right) - 2
	tail := ""
	if help.Enabled() {
		tail = helpOf(e, help)
	}
	left := ""
	add := func(b key.Binding, text string) {
		at := 1 + ansi.StringWidth(left)
		spots = append(spots, spot{at, at + ansi.StringWidth(text), b})
		left += text
	}
	for _, b := range shown {
		next := helpOf(e, b)
		if ansi.StringWidth(left)+ansi.StringWidth(next)+3+ansi.StringWidth(tail) > room {
			break
		}
		add(b, next)
		left += "   "
	}
	if tail != "" {
		add(help, tail)
	}
	return " " + kit.Justify(left, right, width-2) + " ", spots
}

func helpOf(e *kit.Env, b key.Binding) string {
	return e.Styles.Accent.Render(b.Help().Key) + " " + e.Styles.Muted.Render(b.Help().Desc)
}

// windowed returns the visible part of a body: room lines, starting at line scroll.
func windowed(body string, scroll, room int) []string {
	all := strings.Split(body, "\n")
	scroll = min(scroll, max(len(all)-room, 0))
	lines := make([]string, room)
	for i := range lines {
		if scroll+i < len(all) {
			lines[i] = strings.TrimRight(all[scroll+i], " ")
		}
	}
	return lines
}

// assemble joins the parts of the frame.
func assemble(header string, body []string, notice, footer string) string {
	lines := append([]string{header, ""}, body...)
	return strings.Join(append(lines, notice, footer), "\n")
}

// allKeys lists every enabled binding with its keys: those of the screen by their groups, then those that work
// everywhere. Each group has as many columns as fit without shortening.
func allKeys(e *kit.Env, screen [][]key.Binding, everywhere []key.Binding, width int) string {
	screen, everywhere = working(screen, everywhere)
	keys, does := 0, 0
	for _, b := range slices.Concat(append(screen, everywhere)...) {
		keys, does = max(keys, ansi.StringWidth(keyWords(b))), max(does, ansi.StringWidth(b.Help().Desc))
	}
	column := keys + 2 + does + 3
	columns := max((width-kit.Margin+3)/column, 1)
	lines := []string{kit.Indent + e.Styles.Strong.Render("KEYS ON THIS SCREEN"), ""}
	list := func(group []key.Binding) {
		rows := (len(group) + columns - 1) / columns
		for row := range rows {
			line := kit.Indent
			for i := row; i < len(group); i += rows {
				line += kit.Fit(e.Styles.Accent.Render(kit.Fit(keyWords(group[i]), keys))+"  "+group[i].Help().Desc, column)
			}
			lines = append(lines, strings.TrimRight(line, " "))
		}
		lines = append(lines, "")
	}
	for _, group := range screen {
		list(group)
	}
	lines = append(lines, kit.Indent+e.Styles.Strong.Render("KEYS EVERYWHERE"), "")
	list(everywhere)
	return strings.Join(lines[:len(lines)-1], "\n")
}

// working removes disabled and repeated bindings, and empty groups.
func working(screen [][]key.Binding, everywhere []key.Binding) ([][]key.Binding, []key.Binding) {
	listed := map[string]bool{}
	left := func(group []key.Binding) (out []key.Binding) {
		for _, b := range group {
			if id := keyWords(b) + b.Help().Desc; b.Enabled() && !listed[id] {
				listed[id] = true
				out = append(out, b)
			}
		}
		return out
	}
	everywhere = left(everywhere)
	var groups [][]key.Binding
	for _, group := range screen {
		if group = left(group); len(group) > 0 {
			groups = append(groups, group)
		}
	}
	return groups, everywhere
}

// keyWords returns the labels of a binding's keys, at most two: a third is only a fallback for terminals that reserve
// the others. It omits Y next to y.
func keyWords(b key.Binding) string {
	var words []string
	for _, k := range b.Keys() {
		if !slices.Contains(words, strings.ToLower(k)) {
			words = append(words, kit.KeyLabel(k))
		}
	}
	return strings.Join(words[:min(len(words), 2)], " ")
}

// tooSmall renders the message for a window that is too small. An open question stays open.
func tooSmall(keys *kit.Keys, width, height int, question *kit.AskMsg) string {
	lines := []string{
		"Window too small",
		fmt.Sprintf("%d×%d, needs %d×%d", width, height, kit.MinWidth, kit.MinHeight),
		"Enlarge it, or press " + keys.Label(kit.KeyQuitHome) + " to quit",
	}
	if question != nil {
		lines[2] = "Enlarge it to answer a question"
	}
	for i := range lines {
		lines[i] = kit.Clip(lines[i], width)
	}
	return strings.Join(lines[:min(len(lines), max(height, 1))], "\n")
}
