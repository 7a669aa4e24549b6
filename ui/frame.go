package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
)

// The frame around every screen: the breadcrumb line, an empty one, the body, a notice (usually an empty line), the
// footer. It fills the terminal exactly.
const (
	leastWidth  = 60
	leastHeight = 16

	frameLines = 3 // breadcrumb, empty line, footer
	bodyTop    = 2 // the first line of the body
)

// header is the breadcrumb line.
func (e *env) header(titles []string, aside string, width int) string {
	parts := []string{"countersign"}
	for _, t := range titles {
		if t != "" {
			parts = append(parts, flow.Safe(t, 40))
		}
	}
	room := width - 2
	if aside != "" {
		room -= ansi.StringWidth(aside) + 2
	}
	path, here := crumbs(parts, room)
	return " " + between(e.styles.Muted.Render(path)+e.styles.Strong.Render(here), aside, width-2) + " "
}

// crumbs fits a path into room. When it is too long, its middle goes first: where one is, and what this is, stay.
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

// spot is where something that can be clicked stands in a line.
type spot struct {
	from, to int // cells; to is behind the last
	action   key.Binding
}

// footer is the line of keys. The last binding stands at the right edge; those that do not fit leave from the end, but
// never the key that shows all of them.
func (e *env) footer(bindings []key.Binding, help key.Binding, width int) (string, []spot) {
	var shown []key.Binding
	for _, b := range bindings {
		if b.Enabled() {
			shown = append(shown, b)
		}
	}
	var spots []spot
	right := ""
	if n := len(shown); n > 0 {
		right = e.keyHelp(shown[n-1])
		spots = append(spots, spot{width - 1 - ansi.StringWidth(right), width - 1, shown[n-1]})
		shown = shown[:n-1]
	}
	room := width - 2 - ansi.StringWidth(right) - 2
	tail := ""
	if help.Enabled() {
		tail = e.keyHelp(help)
	}
	left := ""
	add := func(b key.Binding, text string) {
		at := 1 + ansi.StringWidth(left)
		spots = append(spots, spot{at, at + ansi.StringWidth(text), b})
		left += text
	}
	for _, b := range shown {
		next := e.keyHelp(b)
		if ansi.StringWidth(left)+ansi.StringWidth(next)+3+ansi.StringWidth(tail) > room {
			break
		}
		add(b, next)
		left += "   "
	}
	if tail != "" {
		add(help, tail)
	}
	return " " + between(left, right, width-2) + " ", spots
}

func (e *env) keyHelp(b key.Binding) string {
	return e.styles.Accent.Render(b.Help().Key) + " " + e.styles.Muted.Render(b.Help().Desc)
}

// windowed is the part of a body that is seen: room lines, from the one behind scroll others.
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

// assemble puts the frame's parts together.
func assemble(header string, body []string, notice, footer string) string {
	lines := append([]string{header, ""}, body...)
	return strings.Join(append(lines, notice, footer), "\n")
}

// allKeys lists every binding that works, in as many columns as fit.
func (e *env) allKeys(groups [][]key.Binding, width int) string {
	const column = 28
	var cells []string
	listed := map[string]bool{}
	for _, group := range groups {
		for _, b := range group {
			if id := b.Help().Key + b.Help().Desc; b.Enabled() && !listed[id] {
				listed[id] = true
				cells = append(cells, fit(e.styles.Accent.Render(fit(b.Help().Key, 11))+clip(b.Help().Desc, column-12), column))
			}
		}
	}
	columns := max((width-margin)/column, 1)
	rows := (len(cells) + columns - 1) / columns
	lines := []string{indent + e.styles.Strong.Render("KEYS"), ""}
	for row := range rows {
		line := indent
		for i := row; i < len(cells); i += rows {
			line += cells[i]
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n")
}

// tooSmall is what a window gets that no screen fits in. A question that stands there is not answered by it.
func tooSmall(width, height int, question *askMsg) string {
	lines := []string{
		"this window is too small",
		fmt.Sprintf("have %d×%d, need %d×%d", width, height, leastWidth, leastHeight),
		"make it larger, or " + keyQuitHome.Help().Key + " to quit",
	}
	if question != nil {
		lines[2] = "make it larger: a question waits"
	}
	for i := range lines {
		lines[i] = clip(lines[i], width)
	}
	return strings.Join(lines[:min(len(lines), max(height, 1))], "\n")
}
