package kit

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// Margin is the empty space at the left edge of a body. Only text to copy with the mouse starts at column 0.
const Margin = 3

// Indent is the margin as text.
var Indent = strings.Repeat(" ", Margin)

// Fit pads text with spaces to exactly width cells, or shortens it with an ellipsis.
func Fit(text string, width int) string {
	if width <= 0 {
		return ""
	}
	text = ansi.Truncate(text, width, "…")
	return text + strings.Repeat(" ", width-ansi.StringWidth(text))
}

// Clip shortens text to width cells with an ellipsis. It adds no padding.
func Clip(text string, width int) string {
	if width <= 0 {
		return ""
	}
	return ansi.Truncate(text, width, "…")
}

// Wrap breaks text at spaces, and within a word only if the word is longer than a line, so that an option such as
// --keychain, an address or a name stays whole where possible.
func Wrap(text string, width int) []string {
	width = max(width, 1)
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && ansi.StringWidth(line)+1+ansi.StringWidth(word) > width {
				lines, line = append(lines, line), ""
			}
			if line != "" {
				line += " "
			}
			pieces := Chunks(line+word, width)
			lines, line = append(lines, pieces[:len(pieces)-1]...), pieces[len(pieces)-1]
		}
		lines = append(lines, line)
	}
	return lines
}

// Chunks breaks text every width cells, regardless of spaces.
func Chunks(text string, width int) []string {
	return strings.Split(ansi.Hardwrap(text, max(width, 1), true), "\n")
}

// Paragraph wraps text and indents it by the margin.
func Paragraph(text string, width int) string {
	lines := Wrap(text, width-Margin-1)
	for i := range lines {
		lines[i] = Indent + lines[i]
	}
	return strings.Join(lines, "\n")
}

// HangingIndent wraps text after a label and aligns its other lines with the first.
func HangingIndent(label, text string, width int) string {
	column := ansi.StringWidth(label)
	lines := Wrap(text, width-column-1)
	for i := range lines {
		if i == 0 {
			lines[i] = label + lines[i]
		} else {
			lines[i] = strings.Repeat(" ", column) + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

// RenderLines renders each line on its own. Rendered together, a style would pad them all to the same width.
func RenderLines(style lipgloss.Style, text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	return strings.Join(lines, "\n")
}

// Justify places left and right at the two ends of a line. If they do not both fit, it shortens left.
func Justify(left, right string, width int) string {
	if right == "" {
		return Clip(left, width)
	}
	right = Clip(right, width)
	return Fit(left, width-ansi.StringWidth(right)) + right
}

// Height returns the number of lines of a text.
func Height(text string) int {
	if text == "" {
		return 0
	}
	return strings.Count(text, "\n") + 1
}

// Widest returns the width of the widest text, between least and most.
func Widest(texts []string, least, most int) int {
	w := least
	for _, t := range texts {
		w = max(w, ansi.StringWidth(t))
	}
	return min(w, most)
}

// Window returns which of total lines are visible in height lines, including the cursor's line.
func Window(cursor, total, height int) (from, to int) {
	if total <= height {
		return 0, total
	}
	from = min(max(cursor-height/2, 0), total-height)
	return from, from + height
}

// ContainsAll reports whether a text contains every word.
func ContainsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// RowsTop is the line of the body with the first entry.
const RowsTop = 2
