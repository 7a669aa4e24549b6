package viewer

import (
	"math"
	"slices"

	"countersign/ui/viewer/document"
)

// scroll moves the first row by rows, down to where the last row is at the bottom of the pane.
func (m *pane) scroll(rows int) {
	s, sh := m.sheet(), m.layout()
	if rows < 0 {
		s.top = s.backward(s.top, -rows, sh)
		return
	}
	top, _ := s.forward(s.top, rows, sh)
	if _, below := s.forward(top, m.rowsShown()-1, sh); below < m.rowsShown()-1 {
		top = max(s.backward(s.last(sh), m.rowsShown()-1, sh), s.top)
	}
	s.top = top
}

// move moves the cursor by rows.
func (m *pane) move(rows int) {
	s, sh := m.sheet(), m.layout()
	if rows < 0 {
		s.cursor = s.backward(s.cursor, -rows, sh)
	} else {
		s.cursor, _ = s.forward(s.cursor, rows, sh)
	}
	m.normalize()
}

// page scrolls and moves the cursor with it.
func (m *pane) page(rows int) {
	if !m.sheet().empty() {
		m.scroll(rows)
		m.move(rows)
	}
}

// goTo moves to the row that shows an offset.
func (m *pane) goTo(off int) {
	s := m.sheet()
	s.cursor = s.row(min(off, max(s.end()-1, 0)), m.layout())
	m.normalize()
}

func (m *pane) goToEnd() {
	if s := m.sheet(); !s.empty() {
		s.cursor = s.last(m.layout())
		m.normalize()
	}
}

// goToLine moves to a line, counted from 1, or to a row of the hex view.
func (m *pane) goToLine(n int) {
	line := min(max(n-1, 0), math.MaxInt/32)
	if d := m.sheet().doc(); d == nil {
		m.goTo(line * document.BytesPerRow(m.layout().Width))
	} else if !d.Empty() {
		m.goTo(d.LineAt(line))
	}
}

// sideways scrolls horizontally by half a pane.
func (m *pane) sideways(direction int) {
	s, sh := m.sheet(), m.layout()
	if !m.unwrapped || s.doc() == nil {
		m.notice = "Lines are wrapped: nothing to scroll sideways"
		return
	}
	widest, left := 0, m.rowsShown()
	s.walk(s.top, sh, func(r document.Row) bool {
		w := r.Indent
		for i := range r.Glyphs {
			w += r.Glyphs[i].Width
		}
		widest = max(widest, w)
		left--
		return left > 0
	})
	step := max(sh.Width/2, 1)
	s.column = min(max(s.column+direction*step, 0), max(widest-step, 0))
}

// here reads the segment at the cursor with nothing folded in it, and the containers around it. r is the reader after it.
func (m *pane) here() (seg document.Segment, outer []document.Frame, r *document.Reader, ok bool) {
	s := m.sheet()
	d := s.doc()
	if d == nil || d.Empty() {
		return document.Segment{}, nil, nil, false
	}
	r = d.ReaderAt(s.cursor)
	r.SkipFolded = false
	outer = slices.Clone(r.Stack)
	seg, ok = r.Segment(true)
	return seg, outer, r, ok
}

// opened returns the first container that a segment opens and does not close. r is the reader after the segment.
func opened(seg document.Segment, r *document.Reader) (document.Frame, bool) {
	for _, t := range seg.Parts {
		i := slices.IndexFunc(r.Stack, func(f document.Frame) bool { return t.Open && f.Open == t.From })
		if seg.Opens && i >= 0 {
			return r.Stack[i], true
		}
	}
	return document.Frame{}, false
}

// fold folds or unfolds what the line at the cursor opens, or else what contains the line.
func (m *pane) fold() {
	seg, outer, r, ok := m.here()
	f, opens := document.Frame{}, false
	if ok {
		f, opens = opened(seg, r)
	}
	if !opens {
		if len(outer) == 0 {
			m.notice = "Nothing to fold here"
			return
		}
		f = outer[len(outer)-1]
	}
	d := m.sheet().doc()
	if _, ok := d.Span(f); !ok {
		m.notice = "Can't fold this yet: its end has not arrived"
		if d.Src.Complete {
			m.notice = "Can't fold this: it has no end"
		}
		return
	}
	d.Folds.Toggle(f.Open)
	m.sheet().cursor = f.Seg
	m.normalize()
}

// foldAll folds everything inside the outermost container, or unfolds everything.
func (m *pane) foldAll() {
	d := m.sheet().doc()
	if d == nil || d.Index.Frontier.TopLevel == 0 {
		m.notice = "Nothing to fold here"
		return
	}
	from := 1
	switch {
	case d.Folds.From >= 0:
		from = -1
	case d.Index.Frontier.TopLevel > 1:
		from = 0
	}
	d.Folds.From, d.Folds.Except = from, nil
	m.normalize()
}
