package document

import (
	"cmp"
	"slices"
)

// smallSpans is how many ends of short containers are remembered.
const smallSpans = 10_000

// folds says what is folded: everything from a depth on, but for the exceptions.
type folds struct {
	From   int          // -1: nothing
	Except map[int]bool // by the offset of the token that opens a container
	small  map[int]span // the ends of short containers that were looked for
}

// wanted reports whether a container is to be folded, whether or not it can be.
func (f *folds) wanted(open, depth int) bool {
	return (f.From >= 0 && depth >= f.From) != f.Except[open]
}

func (f *folds) any() bool { return f.From >= 0 || len(f.Except) > 0 }

// folded says what is hidden by the container that the reader's last token opens.
func (r *Reader) folded(t Token) (span, bool) {
	f := &r.d.Folds
	if !f.any() || !f.wanted(t.From, len(r.Stack)-int(t.pop)) {
		return span{}, false
	}
	return r.spanHere(t)
}

// spanHere finds the end of the container that the scanner's last token opens. One that has not arrived whole, or that
// stands on a line, has none to fold.
func (r *Reader) spanHere(t Token) (span, bool) {
	s, ok := r.d.known(t.From)
	if !ok && !r.d.unclosed(t.From) {
		s, ok = r.scanSpan(t)
	}
	return s, ok && s.line > r.Line
}

// known is a span that the index has, or that was found before.
func (d *Document) known(open int) (span, bool) {
	if s, ok := d.Index.spans[open]; ok {
		return s, true
	}
	s, ok := d.Folds.small[open]
	return s, ok
}

// scanSpan looks for the end of a container that is too short for the index.
func (r *Reader) scanSpan(t Token) (s span, ok bool) {
	sc := r.scanner
	sc.Stack = slices.Clone(r.Stack)
	sc.end = min(r.end, t.From+2*spanLeast)
	sc.onPop = func(f Frame, last Token, implicit bool) {
		if f.Open != t.From {
			return
		}
		s, ok = span{last.From, sc.Line, f.count, implicit, last.Begin != beginNothing}, true
		if implicit && last.Begin == beginLine {
			s.line--
		}
	}
	for !ok {
		if _, more := sc.next(); !more {
			sc.settle()
			break
		}
	}
	if ok {
		r.d.Folds.remember(t.From, s)
	}
	return s, ok
}

func (f *folds) remember(open int, s span) {
	if f.small == nil || len(f.small) >= smallSpans {
		f.small = map[int]span{}
	}
	f.small[open] = s
}

// FrameSpan is spanHere for a container that was opened before.
func (d *Document) FrameSpan(f Frame) (span, bool) {
	if s, ok := d.known(f.Open); ok {
		return s, s.line > f.line
	}
	if d.unclosed(f.Open) {
		return span{}, false
	}
	return d.lookNear(f)
}

// unclosed reports whether the index, as far as it is, has not come to a container's end.
func (d *Document) unclosed(open int) bool {
	_, ok := slices.BinarySearchFunc(d.Index.stack, open, func(f Frame, off int) int { return cmp.Compare(f.Open, off) })
	return ok
}

// lookNear reads from where a container opens.
func (d *Document) lookNear(f Frame) (span, bool) {
	r := d.ReadFrom(d.Index.PlaceBefore(f.Seg))
	for r.HasNext && r.Next.From < f.Seg {
		r.Segment(false)
	}
	for t, ok := r.Next, r.HasNext; ok && t.From <= f.Open; t, ok = r.next() {
		if t.From == f.Open {
			return r.spanHere(t)
		}
	}
	return span{}, false
}

// hider follows which container hides the segments that a reader comes to.
type hider struct {
	d     *Document
	opens []int // the containers that were looked at, from the outermost, and don't hide
	depth int   // of the one that hides; -1 when none does
	open  int
}

// host is the segment that shows what hides the reader's next one; -1 when nothing does.
func (h *hider) host(r *Reader) int {
	f := &h.d.Folds
	if !f.any() {
		return -1
	}
	stack := r.Stack
	switch t := r.Next; {
	case t.pop > 0 && t.implicit:
		stack = stack[:len(stack)-int(t.pop)]
	case t.pop > 0:
		stack = stack[:len(stack)-int(t.pop)+1]
	}
	if h.depth >= 0 && h.depth < len(stack) && stack[h.depth].Open == h.open {
		return stack[h.depth].Seg
	}
	h.depth = -1
	n := min(len(h.opens), len(stack))
	for n > 0 && h.opens[n-1] != stack[n-1].Open {
		n--
	}
	h.opens = h.opens[:n]
	for ; n < len(stack); n++ {
		if f.wanted(stack[n].Open, n) {
			if _, ok := h.d.FrameSpan(stack[n]); ok {
				h.depth, h.open = n, stack[n].Open
				return stack[n].Seg
			}
		}
		h.opens = append(h.opens, stack[n].Open)
	}
	return -1
}

func (f *folds) Turn(open int) {
	if f.Except == nil {
		f.Except = map[int]bool{}
	}
	if f.Except[open] {
		delete(f.Except, open)
	} else {
		f.Except[open] = true
	}
}

// Unfold opens everything that hides an offset.
func (d *Document) Unfold(off int) {
	if !d.Folds.any() {
		return
	}
	i, entries, at := d.locate(off)
	if entries[at].host < 0 {
		return
	}
	r := d.ReadFrom(i)
	for r.HasNext && r.Next.From < entries[at].off {
		r.Segment(false)
	}
	for depth, f := range r.Stack {
		if d.Folds.wanted(f.Open, depth) {
			d.Folds.Turn(f.Open)
		}
	}
	d.Change++
}
