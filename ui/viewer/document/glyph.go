package document

import (
	"fmt"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
)

const (
	// tabWidth is up to how many cells a tab takes.
	tabWidth = 4
	// clusterBytes is how much of one character with its accents is drawn.
	clusterBytes = 32
)

// Plain is what a segment says, without what only the view adds at its beginning: each byte with its role and where in the
// body it comes from.
type SegmentText struct {
	Text  []byte
	from  []int
	roles []Role
}

// Add adds text that is drawn as a role is.
func (p *SegmentText) Add(text []byte, from int, r Role) {
	for i, c := range text {
		p.Text, p.from, p.roles = append(p.Text, c), append(p.from, from+i), append(p.roles, r)
	}
}

// still is add for text that the body does not have.
func (p *SegmentText) still(text string, from int, r Role) {
	for i := range len(text) {
		p.Text, p.from, p.roles = append(p.Text, text[i]), append(p.from, from), append(p.roles, r)
	}
}

// Plain gives a segment's text. That of a form is decoded.
func (d *Document) SegmentText(seg Segment, form bool) SegmentText {
	var p SegmentText
	for _, t := range seg.Parts {
		if t.space {
			p.still(" ", t.From, RoleText)
		}
		switch {
		case t.Role == roleBreak:
		case t.Role == RoleFold:
			p.still(folded(t.fold), t.From, RoleFold)
		case form:
			p.decode(d.Src.Slice(t.From, t.To), t.From, t.Role)
		default:
			p.Add(d.Src.Slice(t.From, t.To), t.From, t.Role)
		}
	}
	return p
}

// folded says what a container hides.
func folded(s span) string {
	if s.count == 0 {
		return "…"
	}
	return fmt.Sprintf("… %d", s.count)
}

// decode is add for the text of a form: %41 is A, and + a space.
func (p *SegmentText) decode(text []byte, from int, r Role) {
	for i := 0; i < len(text); i++ {
		c, n := text[i], 0
		if c == '+' {
			c = ' '
		}
		if c == '%' && i+2 < len(text) {
			high, low := unhex(text[i+1]), unhex(text[i+2])
			if high >= 0 && low >= 0 {
				c, n = byte(high<<4|low), 2 //nolint:gosec // two digits
			}
		}
		p.Text, p.from, p.roles = append(p.Text, c), append(p.from, from+i), append(p.roles, r)
		i += n
	}
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// Glyph is one character as it is drawn, with the bytes of the body that it stands for.
type Glyph struct {
	Text     string
	From, to int
	Width    int
	Role     Role
}

// Glyphs makes text safe to draw. What a terminal would obey, and what would not be seen, is drawn as a sign that names it.
func (p *SegmentText) Glyphs() []Glyph {
	out := make([]Glyph, 0, len(p.Text))
	text := string(p.Text)
	for i := 0; i < len(text); {
		g := Glyph{From: p.from[i], Role: p.roles[i], Width: 1}
		n := 1
		switch c := text[i]; {
		case c == '\t':
			g.Text, g.Width = "\t", tabWidth // its width depends on where it stands
		case c < ' ':
			g.Text, g.Role = string(rune(0x2400+int(c))), RoleMuted
		case c == 0x7f:
			g.Text, g.Role = "\u2421", RoleMuted
		case c < 0x7f && (i+1 == len(text) || text[i+1] < 0x80):
			g.Text = text[i : i+1]
		default:
			n = cluster(text[i:], &g)
		}
		g.to = p.from[i+n-1] + 1
		out = append(out, g)
		i += n
	}
	return out
}

// cluster draws one character with its accents, and returns how many bytes it is.
func cluster(words string, g *Glyph) int {
	r, n := utf8.DecodeRuneInString(words)
	switch {
	case r == utf8.RuneError && n == 1:
		g.Text, g.Role = "\ufffd", RoleMuted
		return 1
	case !text.Visible(r):
		g.Text, g.Role = fmt.Sprintf("<U+%04X>", r), RoleMuted
		g.Width = len(g.Text)
		return n
	}
	whole, width := ansi.FirstGraphemeCluster(words[:min(len(words), 4*clusterBytes)], ansi.GraphemeWidth)
	end := n
	for end < len(whole) && end < clusterBytes {
		r, size := utf8.DecodeRuneInString(whole[end:])
		if r == utf8.RuneError || !text.Visible(r) {
			break
		}
		end += size
	}
	if end < len(whole) {
		width = ansi.StringWidth(words[:end])
	}
	g.Text, g.Width = words[:end], width
	if width == 0 {
		g.Text, g.Width = "\u25cc"+g.Text, 1 // an accent of nothing
		g.Width = ansi.StringWidth(g.Text)
	}
	return end
}
