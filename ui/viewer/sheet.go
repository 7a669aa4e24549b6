package viewer

import (
	"math"

	"countersign/ui/viewer/document"
)

// view is a way to show a body.
type view int

const (
	viewPretty view = iota
	viewRaw
	viewHex
)

// sheet is a body or a filter's result, and the position in it.
type sheet struct {
	src         document.Body
	kind        document.Kind
	contentType string
	view        view
	docs        [2]*document.Document // pretty and raw; nil until they are shown
	top, cursor int                   // where the first row and the cursor's row start
	column      int                   // horizontal scroll position, while lines are not wrapped
	filter      string                // the jq filter that this is the result of
}

// summarized reports whether the view only describes the body.
func (s *sheet) summarized() bool {
	return s.view == viewPretty && (s.kind == document.Image || s.kind == document.Binary)
}

// doc returns the document that the view shows, or nil if the view has no lines.
func (s *sheet) doc() *document.Document {
	if s.view == viewHex || s.summarized() {
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

// decodesForm reports whether the view shows the decoded text of a form.
func (s *sheet) decodesForm() bool { return s.kind == document.Form && s.view == viewPretty }

// empty reports whether the view has no rows.
func (s *sheet) empty() bool {
	if d := s.doc(); d != nil {
		return d.Empty()
	}
	return s.summarized() || s.src.Len() == 0
}

// end returns the offset up to which the view is known.
func (s *sheet) end() int {
	if d := s.doc(); d != nil {
		return d.Index.Frontier.Off
	}
	return s.src.Len()
}

// walk yields rows, from the one that shows an offset on, until yield returns false.
func (s *sheet) walk(off int, sh document.Layout, yield func(document.Row) bool) {
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

// row returns the start of the row that shows an offset.
func (s *sheet) row(off int, sh document.Layout) int {
	off, _ = s.forward(off, 0, sh)
	return off
}

// forward returns the start of the row n rows further down, and how many rows that really are.
func (s *sheet) forward(off, n int, sh document.Layout) (start, moved int) {
	moved = -1
	s.walk(off, sh, func(r document.Row) bool {
		off = r.Start
		moved++
		return moved < n
	})
	return off, max(moved, 0)
}

// backward returns the start of the row n rows further up, or of the first row.
func (s *sheet) backward(off, n int, sh document.Layout) int {
	if s.empty() {
		return 0
	}
	d := s.doc()
	if d == nil {
		per := document.BytesPerRow(sh.Width)
		off = min(off, s.src.Len()-1)
		return max(off-off%per-n*per, 0)
	}
	for at := -1; ; {
		r := d.ReaderAt(off)
		if r.Next.From == at {
			return at // the first segment
		}
		at = r.Next.From
		seg, _ := r.Segment(true)
		rows := d.Rows(seg, sh)
		i := document.RowOf(rows, off)
		if n <= i {
			return rows[i-n].Start
		}
		n, off = n-i-1, at-1
	}
}

// last returns the start of the last row.
func (s *sheet) last(sh document.Layout) int {
	d := s.doc()
	if d == nil || d.Empty() {
		return s.row(math.MaxInt, sh)
	}
	seg, _ := d.ReaderAt(d.Index.Frontier.Off).Segment(true)
	rows := d.Rows(seg, sh)
	return rows[len(rows)-1].Start
}

// normalize moves the top and the cursor to where rows start, and scrolls so that the cursor is visible.
func (s *sheet) normalize(height int, sh document.Layout) {
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

// has reports whether a document is one of the sheet's.
func (s *sheet) has(d *document.Document) bool { return s.docs[0] == d || s.docs[1] == d }
