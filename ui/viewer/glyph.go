package viewer

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

// plain is what a segment says, without what only the view adds at its beginning: each byte with its role and where in the
// body it comes from.
type plain struct {
	text  []byte
	from  []int
	roles []role
}

func (p *plain) add(text []byte, from int, r role) {
	for i, c := range text {
		p.text, p.from, p.roles = append(p.text, c), append(p.from, from+i), append(p.roles, r)
	}
}

// still is add for text that the body does not have.
func (p *plain) still(text string, from int, r role) {
	for i := range len(text) {
		p.text, p.from, p.roles = append(p.text, text[i]), append(p.from, from), append(p.roles, r)
	}
}

// plain gives a segment's text. That of a form is decoded.
func (d *doc) plain(seg segment, form bool) plain {
	var p plain
	for _, t := range seg.parts {
		if t.space {
			p.still(" ", t.from, roleText)
		}
		switch {
		case t.role == roleBreak:
		case t.role == roleFold:
			p.still(folded(t.fold), t.from, roleFold)
		case form:
			p.decode(d.src.slice(t.from, t.to), t.from, t.role)
		default:
			p.add(d.src.slice(t.from, t.to), t.from, t.role)
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
func (p *plain) decode(text []byte, from int, r role) {
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
		p.text, p.from, p.roles = append(p.text, c), append(p.from, from+i), append(p.roles, r)
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

// glyph is one character as it is drawn, with the bytes of the body that it stands for.
type glyph struct {
	text     string
	from, to int
	width    int
	role     role
}

// glyphs makes text safe to draw. What a terminal would obey, and what would not be seen, is drawn as a sign that names it.
func (p *plain) glyphs() []glyph {
	out := make([]glyph, 0, len(p.text))
	text := string(p.text)
	for i := 0; i < len(text); {
		g := glyph{from: p.from[i], role: p.roles[i], width: 1}
		n := 1
		switch c := text[i]; {
		case c == '\t':
			g.text, g.width = "\t", tabWidth // its width depends on where it stands
		case c < ' ':
			g.text, g.role = string(rune(0x2400+int(c))), roleMuted
		case c == 0x7f:
			g.text, g.role = "\u2421", roleMuted
		case c < 0x7f && (i+1 == len(text) || text[i+1] < 0x80):
			g.text = text[i : i+1]
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
func cluster(words string, g *glyph) int {
	r, n := utf8.DecodeRuneInString(words)
	switch {
	case r == utf8.RuneError && n == 1:
		g.text, g.role = "\ufffd", roleMuted
		return 1
	case !text.Visible(r):
		g.text, g.role = fmt.Sprintf("<U+%04X>", r), roleMuted
		g.width = len(g.text)
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
	g.text, g.width = words[:end], width
	if width == 0 {
		g.text, g.width = "\u25cc"+g.text, 1 // an accent of nothing
		g.width = ansi.StringWidth(g.text)
	}
	return end
}
