package viewer

import (
	"math"

	"countersign/ui/viewer/document"
)

// view is one of the ways to look at a body.
type view int

const (
	viewPretty view = iota
	viewRaw
	viewHex
)

// sheet is a body with the place where it is looked at. The result of a filter is one too.
type sheet struct {
	src         document.Body
	kind        document.Kind
	contentType string
	view        view
	docs        [2]*document.Document // pretty and raw; nil until they are looked at
	top, cursor int                   // the bytes that the first row and the cursor's begin with
	column      int                   // how far it is scrolled to the right, while lines are not wrapped
	filter      string                // of the result of one
}

// named reports whether the view only says what the body is.
func (s *sheet) named() bool {
	return s.view == viewPretty && (s.kind == document.Image || s.kind == document.Binary)
}

// doc is what the view shows the lines of; nil when it shows none.
func (s *sheet) doc() *document.Document {
	if s.view == viewHex || s.named() {
		return nil
	}
	at := s.view
	if s.kind == document.Text {
		at = viewRaw
	}
	if s.docs[at] == nil {
		s.docs[at] = document.NewDoc(s.src, s.lexer(at), at == viewRaw)
	}
	return s.docs[at]
}

func (s *sheet) lexer(v view) document.Lexer {
	if v == viewPretty {
		switch s.kind {
		case document.JSON:
			return document.LexJSON
		case document.XML:
			return document.LexXML
		case document.HTML:
			return document.LexHTML
		case document.Form:
			return document.LexForm
		}
	}
	return document.LexPlain
}

func (s *sheet) has(d *document.Document) bool { return s.docs[0] == d || s.docs[1] == d }

// grown tells the documents that more has arrived.
func (s *sheet) grown() {
	for _, d := range s.docs {
		if d != nil {
			d.Src = s.src
		}
	}
}

// shape is how the view lays out lines in so many columns.
func (s *sheet) shape(width int, wrap bool) document.Shape {
	return document.Shape{Width: width, Wrap: wrap, Form: s.kind == document.Form && s.view == viewPretty}
}

// empty reports whether the view has no row.
func (s *sheet) empty() bool {
	if d := s.doc(); d != nil {
		return d.Empty()
	}
	return s.named() || s.src.Len() == 0
}

// end is up to where the view can show something.
func (s *sheet) end() int {
	if d := s.doc(); d != nil {
		return d.Index.Frontier.Off
	}
	return s.src.Len()
}

// walk gives rows from the one that an offset stands in on, until it is told to stop.
func (s *sheet) walk(off int, sh document.Shape, yield func(document.Row) bool) {
	d := s.doc()
	switch {
	case s.empty():
	case d == nil:
		n := document.BytesPerRow(sh.Width)
		off = min(off, s.src.Len()-1)
		for off -= off % n; off < s.src.Len() && yield(document.HexRow(&s.src, off, n)); {
			off += n
		}
	default:
		r := d.ReaderAt(off)
		for first := true; ; first = false {
			seg, ok := r.Segment(true)
			if !ok {
				return
			}
			rows := d.Rows(seg, sh)
			if first {
				rows = rows[document.RowOf(rows, off):]
			}
			for _, one := range rows {
				if !yield(one) {
					return
				}
			}
		}
	}
}

// row is where the row begins that shows an offset.
func (s *sheet) row(off int, sh document.Shape) int {
	s.walk(off, sh, func(r document.Row) bool {
		off = r.Start
		return false
	})
	return off
}

// forward is where the row n rows after one begins, and how many there were.
func (s *sheet) forward(off, n int, sh document.Shape) (start, moved int) {
	moved = -1
	s.walk(off, sh, func(r document.Row) bool {
		off = r.Start
		moved++
		return moved < n
	})
	return off, max(moved, 0)
}

// backward is where the row n rows before one begins, or the first.
func (s *sheet) backward(off, n int, sh document.Shape) int {
	if s.empty() {
		return 0
	}
	d := s.doc()
	if d == nil {
		per := document.BytesPerRow(sh.Width)
		off = min(off, s.src.Len()-1)
		return max(off-off%per-n*per, 0)
	}
	target, from := s.row(off, sh), d.VisibleAt(off)
	for more, first := 1, false; ; more *= 2 { // a segment may be one row or a hundred
		for range more {
			before, ok := d.Previous(from)
			if first = !ok; first {
				break
			}
			from = before
		}
		var starts []int
		s.walk(from, sh, func(r document.Row) bool {
			starts = append(starts, r.Start)
			return r.Start < target
		})
		if first || len(starts) > n {
			return starts[max(len(starts)-1-n, 0)]
		}
	}
}

// lastRow is where the last row of the segment at an offset begins.
func (s *sheet) lastRow(d *document.Document, off int, sh document.Shape) int {
	seg, _ := d.ReaderAt(off).Segment(true)
	rows := d.Rows(seg, sh)
	return rows[len(rows)-1].Start
}

// last is where the last row begins.
func (s *sheet) last(sh document.Shape) int {
	off := math.MaxInt
	if d := s.doc(); d != nil && !d.Empty() {
		return s.lastRow(d, d.VisibleAt(d.Index.Frontier.Off), sh)
	}
	return s.row(off, sh)
}

// hold keeps the first row and the cursor where rows are, and the cursor in sight.
func (s *sheet) hold(height int, sh document.Shape) {
	if s.empty() {
		return
	}
	s.top, s.cursor = s.row(s.top, sh), s.row(s.cursor, sh)
	bottom, _ := s.forward(s.top, height-1, sh)
	switch {
	case s.cursor < s.top:
		s.top = s.cursor
	case s.cursor > bottom:
		s.top = s.backward(s.cursor, height-1, sh)
	}
}
