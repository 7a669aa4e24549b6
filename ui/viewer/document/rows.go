package document

import "strings"

// Row is one row of the view.
type Row struct {
	Start   int // the offset it starts with
	Indent  int
	Glyphs  []Glyph
	Folded  bool    // it starts a segment with folded content
	Matches []Match // of the search, in its whole segment
}

// Layout says how segments are laid out in rows.
type Layout struct {
	Width int
	Wrap  bool
	Form  bool     // decode the text as a form
	Find  *Pattern // to be marked; nil: none
}

// Rows lays a segment out: in one row if lines are not wrapped.
func (d *Document) Rows(seg Segment, s Layout) []Row {
	p := d.SegmentText(seg, s.Form)
	rows := fill(p.Glyphs(), seg, s)
	if s.Find != nil {
		found := p.matches(s.Find, len(p.Text))
		for i := range rows {
			rows[i].Matches = found
		}
	}
	return rows
}

func fill(glyphs []Glyph, seg Segment, s Layout) []Row {
	indent := max(min(2*seg.Depth, s.Width/2, s.Width-16), 0)
	r := Row{Start: seg.Off, Indent: indent, Folded: seg.folded}
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
			r.Start, r.Folded = g.From, false
			from, used = i, 0
		}
		used += g.Width
	}
	r.Glyphs = glyphs[from:]
	return append(rows, r)
}

// RowOf returns the number of the row that shows an offset.
func RowOf(rows []Row, off int) int {
	for i := len(rows) - 1; i > 0; i-- {
		if rows[i].Start <= off {
			return i
		}
	}
	return 0
}
