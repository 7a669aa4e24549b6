package viewer

import (
	"math"
	"slices"
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
		m.goTo(d.lineAt(max(n-1, 0)))
		return
	}
	m.goTo(min(max(n-1, 0), math.MaxInt/32) * bytesPerRow(m.shape().width))
}

// sideways moves along lines that are not wrapped.
func (m *pane) sideways(by int) {
	s := m.sheet()
	if !m.unwrapped || s.doc() == nil {
		m.notice = "long lines are wrapped; there is nothing to the side"
		return
	}
	step := max(m.shape().width/2, 1)
	s.column = min(max(s.column+by*step, 0), max(m.widest()-step, 0))
}

// widest is how wide the widest line in sight is.
func (m *pane) widest() int {
	s, w, left := m.sheet(), 0, m.rowsShown()
	s.walk(s.top, m.shape(), func(r row) bool {
		w = max(w, r.indent+width(r.glyphs))
		left--
		return left > 0
	})
	return w
}

func width(glyphs []glyph) int {
	w := 0
	for i := range glyphs {
		w += glyphs[i].width
	}
	return w
}

// here reads the segment under the cursor, and what it stands in; false when there is none. The parts are those of the
// whole line: nothing in it is folded.
func (m *pane) here() (seg segment, outer []frame, r *reader, ok bool) {
	s := m.sheet()
	d := s.doc()
	if d == nil || d.empty() {
		return segment{}, nil, nil, false
	}
	r = d.at(s.cursor)
	r.jump = false
	outer = slices.Clone(r.stack)
	seg, ok = r.segment(true)
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
	for _, t := range seg.parts {
		if f, found := opened(t.token, r); found && seg.holds {
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
func opened(t token, r *reader) (frame, bool) {
	if !t.open {
		return frame{}, false
	}
	for _, f := range r.stack {
		if f.open == t.from {
			return f, true
		}
	}
	return frame{}, false
}

func (m *pane) turnFold(d *doc, f frame) {
	if _, ok := d.frameSpan(f); !ok {
		m.notice = "this has not arrived whole yet, and can't be folded"
		if d.src.whole {
			m.notice = "this has no end, and can't be folded"
		}
		return
	}
	d.folds.turn(f.open)
	d.change++
	m.sheet().cursor = f.seg
	m.hold()
}

// foldAll folds what the document's outermost container holds, or, when that was folded, unfolds everything.
func (m *pane) foldAll() {
	d := m.sheet().doc()
	if d == nil || d.ix.frontier.tops == 0 {
		m.notice = "nothing can be folded here"
		return
	}
	from := 1
	if d.ix.frontier.tops > 1 {
		from = 0
	}
	if d.folds.from >= 0 {
		from = -1
	}
	d.folds.from, d.folds.except = from, nil
	d.change++
	m.hold()
}
