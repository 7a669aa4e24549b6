package viewer

import "math"

// view is one of the ways to look at a body.
type view int

const (
	viewPretty view = iota
	viewRaw
	viewHex
)

// sheet is a body with the place where it is looked at. The result of a filter is one too.
type sheet struct {
	src         body
	kind        Kind
	contentType string
	view        view
	docs        [2]*doc // pretty and raw; nil until they are looked at
	top, cursor int     // the bytes that the first row and the cursor's begin with
	column      int     // how far it is scrolled to the right, while lines are not wrapped
	filter      string  // of the result of one
}

// named reports whether the view only says what the body is.
func (s *sheet) named() bool {
	return s.view == viewPretty && (s.kind == Image || s.kind == Binary)
}

// doc is what the view shows the lines of; nil when it shows none.
func (s *sheet) doc() *doc {
	if s.view == viewHex || s.named() {
		return nil
	}
	at := s.view
	if s.kind == Text {
		at = viewRaw
	}
	if s.docs[at] == nil {
		s.docs[at] = newDoc(s.src, s.lexer(at), at == viewRaw)
	}
	return s.docs[at]
}

func (s *sheet) lexer(v view) lexer {
	if v == viewPretty {
		switch s.kind {
		case JSON:
			return lexJSON
		case XML:
			return lexXML
		case HTML:
			return lexHTML
		case Form:
			return lexForm
		}
	}
	return lexPlain
}

func (s *sheet) has(d *doc) bool { return s.docs[0] == d || s.docs[1] == d }

// grown tells the documents that more has arrived.
func (s *sheet) grown() {
	for _, d := range s.docs {
		if d != nil {
			d.src = s.src
		}
	}
}

// shape is how the view lays out lines in so many columns.
func (s *sheet) shape(width int, wrap bool) shape {
	return shape{width: width, wrap: wrap, form: s.kind == Form && s.view == viewPretty}
}

// empty reports whether the view has no row.
func (s *sheet) empty() bool {
	if d := s.doc(); d != nil {
		return d.empty()
	}
	return s.named() || s.src.len() == 0
}

// end is up to where the view can show something.
func (s *sheet) end() int {
	if d := s.doc(); d != nil {
		return d.ix.frontier.off
	}
	return s.src.len()
}

// walk gives rows from the one that an offset stands in on, until it is told to stop.
func (s *sheet) walk(off int, sh shape, yield func(row) bool) {
	d := s.doc()
	switch {
	case s.empty():
	case d == nil:
		n := bytesPerRow(sh.width)
		off = min(off, s.src.len()-1)
		for off -= off % n; off < s.src.len() && yield(hexRow(&s.src, off, n)); {
			off += n
		}
	default:
		r := d.at(off)
		for first := true; ; first = false {
			seg, ok := r.segment(true)
			if !ok {
				return
			}
			rows := d.rows(seg, sh)
			if first {
				rows = rows[rowOf(rows, off):]
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
func (s *sheet) row(off int, sh shape) int {
	s.walk(off, sh, func(r row) bool {
		off = r.start
		return false
	})
	return off
}

// forward is where the row n rows after one begins, and how many there were.
func (s *sheet) forward(off, n int, sh shape) (start, moved int) {
	moved = -1
	s.walk(off, sh, func(r row) bool {
		off = r.start
		moved++
		return moved < n
	})
	return off, max(moved, 0)
}

// backward is where the row n rows before one begins, or the first.
func (s *sheet) backward(off, n int, sh shape) int {
	if s.empty() {
		return 0
	}
	d := s.doc()
	if d == nil {
		per := bytesPerRow(sh.width)
		off = min(off, s.src.len()-1)
		return max(off-off%per-n*per, 0)
	}
	target, from := s.row(off, sh), d.seen(off)
	for more, first := 1, false; ; more *= 2 { // a segment may be one row or a hundred
		for range more {
			before, ok := d.previous(from)
			if first = !ok; first {
				break
			}
			from = before
		}
		var starts []int
		s.walk(from, sh, func(r row) bool {
			starts = append(starts, r.start)
			return r.start < target
		})
		if first || len(starts) > n {
			return starts[max(len(starts)-1-n, 0)]
		}
	}
}

// lastRow is where the last row of the segment at an offset begins.
func (s *sheet) lastRow(d *doc, off int, sh shape) int {
	seg, _ := d.at(off).segment(true)
	rows := d.rows(seg, sh)
	return rows[len(rows)-1].start
}

// last is where the last row begins.
func (s *sheet) last(sh shape) int {
	off := math.MaxInt
	if d := s.doc(); d != nil && !d.empty() {
		return s.lastRow(d, d.seen(d.ix.frontier.off), sh)
	}
	return s.row(off, sh)
}

// hold keeps the first row and the cursor where rows are, and the cursor in sight.
func (s *sheet) hold(height int, sh shape) {
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
