package main

import (
	"image/color"
	"regexp"
	"strings"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// Screen is the content of a terminal: lines of cells.
type Screen [][]Cell

// Cell is one character and its style; reverse video and faintness are already applied to the colors. The cell after a wide
// character has no text.
type Cell struct {
	Text       string
	Foreground color.RGBA
	Background color.RGBA
	Bold       bool
	Italic     bool
	Underline  bool
}

// Theme is the default colors of a terminal, named like the program's theme for it.
type Theme struct {
	Name       string
	Paper, Ink color.RGBA
}

var (
	dark  = Theme{"dark", color.RGBA{0x15, 0x17, 0x1c, 0xff}, color.RGBA{0xdc, 0xe0, 0xe8, 0xff}}
	light = Theme{"light", color.RGBA{0xfd, 0xfc, 0xf8, 0xff}, color.RGBA{0x1c, 0x1e, 0x22, 0xff}}
)

func copyScreen(e *vt.Emulator, theme Theme) Screen {
	s := make(Screen, e.Height())
	for y := range s {
		s[y] = make([]Cell, e.Width())
		for x := range s[y] {
			s[y][x] = newCell(e.CellAt(x, y), theme)
		}
	}
	return s
}

func newCell(c *uv.Cell, theme Theme) Cell {
	if c == nil {
		return Cell{Text: " ", Foreground: theme.Ink, Background: theme.Paper}
	}
	out := Cell{
		Text: c.Content, Foreground: solid(c.Style.Fg, theme.Ink), Background: solid(c.Style.Bg, theme.Paper),
		Bold: c.Style.Attrs&uv.AttrBold != 0, Italic: c.Style.Attrs&uv.AttrItalic != 0, Underline: c.Style.Underline != 0,
	}
	if c.Style.Attrs&uv.AttrReverse != 0 {
		out.Foreground, out.Background = out.Background, out.Foreground
	}
	if c.Style.Attrs&uv.AttrFaint != 0 {
		out.Foreground = between(out.Foreground, out.Background)
	}
	return out
}

func solid(c, otherwise color.Color) color.RGBA {
	if c == nil {
		c = otherwise
	}
	r, g, b, _ := c.RGBA()
	return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff} //nolint:gosec // 16 bits to 8
}

func between(a, b color.RGBA) color.RGBA {
	mid := func(x, y uint8) uint8 { return uint8((int(x) + int(y)) / 2) } //nolint:gosec // the mean of two bytes is a byte
	return color.RGBA{mid(a.R, b.R), mid(a.G, b.G), mid(a.B, b.B), 0xff}
}

// String returns the text of the screen without trailing spaces.
func (s Screen) String() string {
	var b strings.Builder
	for y := range s {
		b.WriteString(strings.TrimRight(s.line(y), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

func (s Screen) line(y int) string {
	var b strings.Builder
	for _, c := range s[y] {
		b.WriteString(c.Text)
	}
	return b.String()
}

// replace replaces every match of a pattern with text, cut or padded to the same width, and keeps the style. It skips lines
// with wide or combined characters.
func (s Screen) replace(pattern *regexp.Regexp, text string) {
	for y := range s {
		line := s.line(y)
		if utf8.RuneCountInString(line) != len(s[y]) {
			continue
		}
		for _, match := range pattern.FindAllStringIndex(line, -1) {
			from, to := utf8.RuneCountInString(line[:match[0]]), utf8.RuneCountInString(line[:match[1]])
			with := []rune(text)
			for x := from; x < to; x++ {
				s[y][x].Text = " "
				if x-from < len(with) {
					s[y][x].Text = string(with[x-from])
				}
			}
		}
	}
}
