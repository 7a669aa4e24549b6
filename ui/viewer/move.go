package viewer

import (
	"math"
	"slices"

	"countersign/ui/viewer/document"
)

// Scroll moves what is in sight by lines, down or, when negative, up; the cursor stays in sight.
func (m *pane) Scroll(lines int) {
	s, sh := m.sheet(), m.shape()
	if s.empty() {
		return
	}
	m.scrollTop(lines)
	bottom, _ := s.forward(s.top, m.rowsShown()-1, sh)
	s.cursor = min(max(s.row(s.cursor, sh), s.top), bottom)
}

// scrollTop moves the first row, up to where the last row of the body stands at the foot.
func (m *pane) scrollTop(lines int) {
	s, sh := m.sheet(), m.shape()
	if lines < 0 {
		s.top = s.backward(s.top, -lines, sh)
		return
	}
	top, _ := s.forward(s.top, lines, sh)
	if _, below := s.forward(top, m.rowsShown()-1, sh); below < m.rowsShown()-1 {
		top = max(s.backward(s.last(sh), m.rowsShown()-1, sh), s.top)
	}
	s.top = top
}

// move moves the cursor by rows.
func (m *pane) move(rows int) {
	s, sh := m.sheet(), m.shape()
	if s.empty() {
		return
	}
	if rows < 0 {
		s.cursor = s.backward(s.cursor, -rows, sh)
	} else {
		s.cursor, _ = s.forward(s.cursor, rows, sh)
	}
	m.hold()
}

// page moves the cursor and what is in sight together.
func (m *pane) page(rows int) {
	if m.sheet().empty() {
		return
	}
	m.scrollTop(rows)
	m.move(rows)
}

// goTo moves to the row that shows an offset.
func (m *pane) goTo(off int) {
	s := m.sheet()
	if s.empty() {
		return
	}
	s.cursor = s.row(min(off, max(s.end()-1, 0)), m.shape())
	m.hold()
}

func (m *pane) goToEnd() {
	s := m.sheet()
	if !s.empty() {
		s.cursor = s.last(m.shape())
		m.hold()
	}
}

// goToLine moves to a line by its number, from 1.
func (m *pane) goToLine(n int) {
	s := m.sheet()
	if s.empty() {
		return
	}
	if d := s.doc(); d != nil {
		m.goTo(d.LineAt(max(n-1, 0)))
		return
	}
	m.goTo(min(max(n-1, 0), math.MaxInt/32) * document.BytesPerRow(m.shape().Width))
}

// sideways moves along lines that are not wrapped.
func (m *pane) sideways(by int) {
	s := m.sheet()
	if !m.unwrapped || s.doc() == nil {
		m.notice = "long lines are wrapped; there is nothing to the side"
		return
	}
	step := max(m.shape().Width/2, 1)
	s.column = min(max(s.column+by*step, 0), max(m.widest()-step, 0))
}

// widest is how wide the widest line in sight is.
func (m *pane) widest() int {
	s, w, left := m.sheet(), 0, m.rowsShown()
	s.walk(s.top, m.shape(), func(r document.Row) bool {
		w = max(w, r.Indent+width(r.Glyphs))
		left--
		return left > 0
	})
	return w
}

func width(glyphs []document.Glyph) int {
	w := 0
	for i := range glyphs {
		w += glyphs[i].Width
	}
	return w
}

// here reads the segment under the cursor, and what it stands in; false when there is none. The parts are those of the
// whole line: nothing in it is folded.
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

// fold folds what the line under the cursor opens or stands in, or unfolds it.
func (m *pane) fold() {
	seg, outer, r, ok := m.here()
	if !ok {
		m.notice = "nothing can be folded here"
		return
	}
	d := m.sheet().doc()
	for _, t := range seg.Parts {
		if f, found := opened(t.Token, r); found && seg.Holds {
			m.turnFold(d, f)
			return
		}
	}
	if len(outer) == 0 {
		m.notice = "nothing can be folded here"
		return
	}
	m.turnFold(d, outer[len(outer)-1])
}

// opened is the container that a token opens, when the reader is still inside it.
func opened(t document.Token, r *document.Reader) (document.Frame, bool) {
	if !t.Open {
		return document.Frame{}, false
	}
	for _, f := range r.Stack {
		if f.Open == t.From {
			return f, true
		}
	}
	return document.Frame{}, false
}

func (m *pane) turnFold(d *document.Document, f document.Frame) {
	if _, ok := d.FrameSpan(f); !ok {
		m.notice = "this has not arrived whole yet, and can't be folded"
		if d.Src.Complete {
			m.notice = "this has no end, and can't be folded"
		}
		return
	}
	d.Folds.Turn(f.Open)
	d.Change++
	m.sheet().cursor = f.Seg
	m.hold()
}

// foldAll folds what the document's outermost container holds, or, when that was folded, unfolds everything.
func (m *pane) foldAll() {
	d := m.sheet().doc()
	if d == nil || d.Index.Frontier.Tops == 0 {
		m.notice = "nothing can be folded here"
		return
	}
	from := 1
	if d.Index.Frontier.Tops > 1 {
		from = 0
	}
	if d.Folds.From >= 0 {
		from = -1
	}
	d.Folds.From, d.Folds.Except = from, nil
	d.Change++
	m.hold()
}
