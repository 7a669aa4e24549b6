package document

import (
	"encoding/hex"
	"fmt"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
)

const (
	tabWidth     = 4
	clusterBytes = 32 // the most bytes of a character with its accents that are drawn
)

// SegmentText is the text of a segment: each byte with its role and the offset in the body it comes from.
type SegmentText struct {
	Text  []byte
	from  []int
	roles []Role
}

func (p *SegmentText) add(c byte, from int, r Role) {
	p.Text, p.from, p.roles = append(p.Text, c), append(p.from, from), append(p.roles, r)
}

// SegmentText returns a segment's text, without indentation. The text of a form is decoded.
func (d *Document) SegmentText(seg Segment, form bool) SegmentText {
	var p SegmentText
	for _, t := range seg.Parts {
		if t.space {
			p.add(' ', t.From, RoleText)
		}
		text := d.Src.Slice(t.From, t.To)
		switch {
		case t.Role == roleBreak:
		case t.Role == RoleFold:
			fold := "…"
			if t.count > 0 {
				fold = fmt.Sprintf("… %d", t.count)
			}
			for i := range len(fold) {
				p.add(fold[i], t.From, RoleFold)
			}
		case form:
			p.decode(text, t.From, t.Role)
		default:
			for i, c := range text {
				p.add(c, t.From+i, t.Role)
			}
		}
	}
	return p
}

// decode adds text with form encoding: %41 is A, and + a space.
func (p *SegmentText) decode(text []byte, from int, r Role) {
	for i := 0; i < len(text); i++ {
		at, c := i, text[i]
		if c == '+' {
			c = ' '
		} else if c == '%' && i+2 < len(text) {
			if b, err := hex.DecodeString(string(text[i+1 : i+3])); err == nil {
				c, i = b[0], i+2
			}
		}
		p.add(c, from+at, r)
	}
}

// matches returns the matches that begin in the first n bytes.
func (p *SegmentText) matches(pattern *Pattern, n int) []Match {
	var found []Match
	for _, m := range pattern.all(p.Text) {
		if m[0] < n {
			found = append(found, Match{p.from[m[0]], p.from[m[1]-1] + 1})
		}
	}
	return found
}

// Glyph is one character as it is drawn.
type Glyph struct {
	Text  string
	From  int // offset in the body; -1: not in the body
	Width int
	Role  Role
}

// Glyphs returns text that is safe to draw: control characters and invisible characters are replaced with visible symbols.
func (p *SegmentText) Glyphs() []Glyph {
	out := make([]Glyph, 0, len(p.Text))
	text := string(p.Text)
	for i := 0; i < len(text); {
		g := Glyph{From: p.from[i], Role: p.roles[i], Width: 1}
		n := 1
		switch c := text[i]; {
		case c == '\t':
			g.Text, g.Width = "\t", tabWidth // fill sets the width
		case c < ' ':
			g.Text, g.Role = string(rune(0x2400+int(c))), RoleMuted
		case c == 0x7f:
			g.Text, g.Role = "\u2421", RoleMuted
		case c < 0x7f && (i+1 == len(text) || text[i+1] < 0x80):
			g.Text = text[i : i+1]
		default:
			n = cluster(text[i:], &g)
		}
		out = append(out, g)
		i += n
	}
	return out
}

// cluster sets g to the first character of s with its accents, and returns its length in bytes.
func cluster(s string, g *Glyph) int {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n == 1:
		g.Text, g.Role = "\ufffd", RoleMuted
		return 1
	case !text.Visible(r):
		g.Text, g.Role = fmt.Sprintf("<U+%04X>", r), RoleMuted
		g.Width = len(g.Text)
		return n
	}
	whole, width := ansi.FirstGraphemeCluster(s[:min(len(s), 4*clusterBytes)], ansi.GraphemeWidth)
	end := n
	for end < len(whole) && end < clusterBytes {
		r, size := utf8.DecodeRuneInString(whole[end:])
		if r == utf8.RuneError || !text.Visible(r) {
			break
		}
		end += size
	}
	if end < len(whole) {
		width = ansi.StringWidth(s[:end])
	}
	g.Text, g.Width = s[:end], width
	if width == 0 {
		g.Text, g.Width = "\u25cc"+g.Text, 1 // an accent without a letter
		g.Width = ansi.StringWidth(g.Text)
	}
	return end
}
