package document

import (
	"cmp"
	"slices"
)

// folds says which containers are folded: all from a depth on, with exceptions.
type folds struct {
	From   int          // the depth; -1: none
	Except map[int]bool // by Frame.Open
}

// wants reports whether a container is to be folded, if it can be.
func (f *folds) wants(open, depth int) bool {
	return (f.From >= 0 && depth >= f.From) != f.Except[open]
}

func (f *folds) any() bool { return f.From >= 0 || len(f.Except) > 0 }

// Toggle folds or unfolds one container.
func (f *folds) Toggle(open int) {
	if f.Except == nil {
		f.Except = map[int]bool{}
	}
	if f.Except[open] {
		delete(f.Except, open)
	} else {
		f.Except[open] = true
	}
}

// span returns the span of the container that the reader's last token opens. ok is false for one that has no end yet or
// ends on the line it starts on.
func (r *Reader) span(t Token) (s span, ok bool) {
	if s, ok = r.d.Index.spans[t.From]; !ok && !r.d.unclosed(t.From) {
		s, ok = r.scanSpan(t)
	}
	return s, ok && s.line > r.Line
}

// scanSpan looks for the end of a container that is too short for the index.
func (r *Reader) scanSpan(t Token) (s span, ok bool) {
	sc := r.scanner
	sc.Stack = slices.Clone(r.Stack)
	sc.end = min(r.end, t.From+2*minSpan)
	sc.onPop = func(f Frame, end Token, implicit bool) {
		if f.Open == t.From {
			s, ok = newSpan(f, end, &sc, implicit), true
		}
	}
	for more := true; more && !ok; {
		_, more = sc.next()
	}
	sc.settle()
	return s, ok
}

// unclosed reports whether a container is still open at the end of the index.
func (d *Document) unclosed(open int) bool {
	_, ok := slices.BinarySearchFunc(d.Index.stack, open, func(f Frame, off int) int { return cmp.Compare(f.Open, off) })
	return ok
}

// Span returns the span of a container, with the same ok as Reader.span.
func (d *Document) Span(f Frame) (span, bool) {
	if s, ok := d.Index.spans[f.Open]; ok {
		return s, s.line > f.line
	}
	if d.unclosed(f.Open) {
		return span{}, false
	}
	r := d.ReadFrom(d.Index.CheckpointBefore(f.Seg))
	for t, ok := r.Next, r.HasNext; ok && t.From <= f.Open; t, ok = r.next() {
		if t.From == f.Open {
			return r.span(t)
		}
	}
	return span{}, false
}

// hidden reports whether the token at an offset is inside a folded container.
func (d *Document) hidden(f Frame, depth, off int) bool {
	if !d.Folds.wants(f.Open, depth) {
		return false
	}
	s, ok := d.Span(f)
	return ok && (off < s.To || off == s.To && !s.Implicit)
}

// visibleCheckpoint returns the last checkpoint at or before an offset that is not inside a folded container.
func (d *Document) visibleCheckpoint(off int) int {
	i := d.Index.CheckpointBefore(off)
	if !d.Folds.any() {
		return i
	}
	c := d.Index.Checkpoints[i]
	for depth, f := range d.Index.stackAt(c) {
		if d.hidden(f, depth, c.Off) {
			return d.visibleCheckpoint(f.Seg)
		}
	}
	return i
}

// Unfold unfolds everything that hides an offset.
func (d *Document) Unfold(off int) {
	if !d.Folds.any() {
		return
	}
	r := d.ReadFrom(d.Index.CheckpointBefore(off))
	var stack []Frame
	for r.HasNext && r.Next.From <= off {
		stack = slices.Clone(r.Stack)
		r.Segment(false)
	}
	for depth, f := range stack {
		if d.hidden(f, depth, off) {
			d.Folds.Toggle(f.Open)
		}
	}
}
