package main

import (
	"fmt"
	"html"
	"image/color"
	"strings"
)

// A cell of the picture in pixels. JetBrains Mono is 0.6 em wide, so a font size of 15 gives whole cells.
const (
	cellWidth  = 9
	cellHeight = 20
	fontSize   = 15
	baseline   = 15 // from the top of the cell
	margin     = 16 // around the screen
)

// draw returns a screen as an SVG: backgrounds as rectangles, text in runs of one style without spaces, so that a font of
// another width cannot shift a column, and box drawing characters as lines.
func draw(s Screen, theme Theme, title string) string {
	var b strings.Builder
	open(&b, s, theme, title)
	for y, line := range s {
		drawLine(&b, line, theme.Paper, y)
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// open writes the beginning of an SVG of the size of a screen, up to the group of its lines.
func open(b *strings.Builder, s Screen, theme Theme, title string) {
	width, height := len(s[0])*cellWidth+2*margin, len(s)*cellHeight+2*margin
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">`+"\n", width, height, width, height)
	fmt.Fprintf(b, "<title>%s</title>\n", html.EscapeString(title))
	fmt.Fprintf(b, `<rect width="%d" height="%d" rx="8" fill="%s"/>`+"\n", width, height, hex(theme.Paper))
	fmt.Fprintf(b, `<g font-family="'JetBrains Mono','DejaVu Sans Mono',monospace" font-size="%d" xml:space="preserve">`+"\n", fontSize)
}

func drawLine(b *strings.Builder, line []Cell, paper color.RGBA, y int) {
	drawBackgrounds(b, line, paper, y)
	drawTexts(b, line, y)
}

func drawBackgrounds(b *strings.Builder, line []Cell, paper color.RGBA, y int) {
	for x := 0; x < len(line); {
		end := x + 1
		for end < len(line) && line[end].Background == line[x].Background {
			end++
		}
		if line[x].Background != paper {
			fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n",
				margin+x*cellWidth, margin+y*cellHeight, (end-x)*cellWidth, cellHeight, hex(line[x].Background))
		}
		x = end
	}
}

func drawTexts(b *strings.Builder, line []Cell, y int) {
	for x := 0; x < len(line); {
		c := line[x]
		if path, ok := boxPath(c.Text, margin+x*cellWidth, margin+y*cellHeight); ok {
			fmt.Fprintf(b, `<path d="%s" stroke="%s" fill="none"/>`+"\n", path, hex(c.Foreground))
			x++
			continue
		}
		end := x + 1
		for end < len(line) && joins(c, line[end]) && joins(line[end-1], line[end]) {
			end++
		}
		if strings.TrimSpace(c.Text) != "" {
			drawRun(b, line[x:end], margin+x*cellWidth, margin+y*cellHeight+baseline)
		}
		x = end
	}
}

// joins reports whether two cells can be in one run: they have the same style and contain ASCII characters, which every
// monospaced font has at its usual width.
func joins(a, b Cell) bool {
	plain := func(text string) bool { return len(text) == 1 && text != " " }
	same := a
	same.Text, same.Background = b.Text, b.Background
	return plain(a.Text) && plain(b.Text) && same == b
}

func drawRun(b *strings.Builder, run []Cell, x, y int) {
	var text strings.Builder
	for _, c := range run {
		text.WriteString(c.Text)
	}
	looks := ""
	if run[0].Bold {
		looks += ` font-weight="bold"`
	}
	if run[0].Italic {
		looks += ` font-style="italic"`
	}
	if run[0].Underline {
		looks += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s"%s>%s</text>`+"\n", x, y, hex(run[0].Foreground), looks, html.EscapeString(text.String()))
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
