package viewer

import "strings"

// row is one line of the pane.
type row struct {
	start  int // the byte of the body that it begins with
	seg    int // and that its segment begins with
	indent int
	glyphs []glyph
	first  bool // of its line
	folded bool
	found  []match // what a search finds in its segment
}

// shape is how segments become rows.
type shape struct {
	width int
	wrap  bool
	form  bool // the text is a form's
	find  *pattern
}

// rows lays a segment out. Where lines are not wrapped it is one row, as long as it is.
func (d *doc) rows(seg segment, s shape) []row {
	p := d.plain(seg, s.form)
	rows := fill(p.glyphs(), seg, s)
	if s.find == nil {
		return rows
	}
	var found []match
	for _, m := range s.find.all(p.text) {
		found = append(found, match{p.from[m[0]], p.from[m[1]-1] + 1})
	}
	for i := range rows {
		rows[i].found = found
	}
	return rows
}

func fill(glyphs []glyph, seg segment, s shape) []row {
	indent := max(min(2*seg.depth, s.width/2, s.width-16), 0)
	r := row{start: seg.off, seg: seg.off, indent: indent, first: !seg.cut, folded: seg.folded}
	room, used, from := s.width-indent, 0, 0
	var rows []row
	for i := range glyphs {
		g := &glyphs[i]
		if g.text == "\t" {
			g.width = tabWidth - used%tabWidth
			g.text = strings.Repeat(" ", g.width)
		}
		if g.width > room {
			g.text, g.width = "\ufffd", 1
		}
		if s.wrap && used+g.width > room && i > from && g.from > r.start {
			r.glyphs = glyphs[from:i]
			rows = append(rows, r)
			r.start, r.first, r.folded = g.from, false, false
			from, used = i, 0
		}
		used += g.width
	}
	r.glyphs = glyphs[from:]
	return append(rows, r)
}

// rowOf is the number of the row that an offset stands in.
func rowOf(rows []row, off int) int {
	for i := len(rows) - 1; i > 0; i-- {
		if rows[i].start <= off {
			return i
		}
	}
	return 0
}
