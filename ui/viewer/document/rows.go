package document

import "strings"

// Row is one line of the pane.
type Row struct {
	Start  int // the byte of the body that it begins with
	seg    int // and that its segment begins with
	Indent int
	Glyphs []Glyph
	first  bool // of its line
	Folded bool
	Found  []Match // what a search finds in its segment
}

// Shape is how segments become rows.
type Shape struct {
	Width int
	Wrap  bool
	Form  bool // the text is a form's
	Find  *Pattern
}

// Rows lays a segment out. Where lines are not wrapped it is one row, as long as it is.
func (d *Document) Rows(seg Segment, s Shape) []Row {
	p := d.SegmentText(seg, s.Form)
	rows := fill(p.Glyphs(), seg, s)
	if s.Find == nil {
		return rows
	}
	var found []Match
	for _, m := range s.Find.all(p.Text) {
		found = append(found, Match{p.from[m[0]], p.from[m[1]-1] + 1})
	}
	for i := range rows {
		rows[i].Found = found
	}
	return rows
}

func fill(glyphs []Glyph, seg Segment, s Shape) []Row {
	indent := max(min(2*seg.Depth, s.Width/2, s.Width-16), 0)
	r := Row{Start: seg.Off, seg: seg.Off, Indent: indent, first: !seg.Cut, Folded: seg.folded}
	room, used, from := s.Width-indent, 0, 0
	var rows []Row
	for i := range glyphs {
		g := &glyphs[i]
		if g.Text == "\t" {
			g.Width = tabWidth - used%tabWidth
			g.Text = strings.Repeat(" ", g.Width)
		}
		if g.Width > room {
			g.Text, g.Width = "\ufffd", 1
		}
		if s.Wrap && used+g.Width > room && i > from && g.From > r.Start {
			r.Glyphs = glyphs[from:i]
			rows = append(rows, r)
			r.Start, r.first, r.Folded = g.From, false, false
			from, used = i, 0
		}
		used += g.Width
	}
	r.Glyphs = glyphs[from:]
	return append(rows, r)
}

// RowOf is the number of the row that an offset stands in.
func RowOf(rows []Row, off int) int {
	for i := len(rows) - 1; i > 0; i-- {
		if rows[i].Start <= off {
			return i
		}
	}
	return 0
}
