package viewer

import (
	"cmp"
	"slices"
)

// smallSpans is how many ends of short containers are remembered.
const smallSpans = 10_000

// folds says what is folded: everything from a depth on, but for the exceptions.
type folds struct {
	from   int          // -1: nothing
	except map[int]bool // by the offset of the token that opens a container
	small  map[int]span // the ends of short containers that were looked for
}

// wanted reports whether a container is to be folded, whether or not it can be.
func (f *folds) wanted(open, depth int) bool {
	return (f.from >= 0 && depth >= f.from) != f.except[open]
}

func (f *folds) any() bool { return f.from >= 0 || len(f.except) > 0 }

// folded says what is hidden by the container that the reader's last token opens.
func (r *reader) folded(t token) (span, bool) {
	f := &r.d.folds
	if !f.any() || !f.wanted(t.from, len(r.stack)-int(t.pop)) {
		return span{}, false
	}
	return r.spanHere(t)
}

// spanHere finds the end of the container that the scanner's last token opens. One that has not arrived whole, or that
// stands on a line, has none to fold.
func (r *reader) spanHere(t token) (span, bool) {
	s, ok := r.d.known(t.from)
	if !ok && !r.d.unclosed(t.from) {
		s, ok = r.scanSpan(t)
	}
	return s, ok && s.line > r.line
}

// known is a span that the index has, or that was found before.
func (d *doc) known(open int) (span, bool) {
	if s, ok := d.ix.spans[open]; ok {
		return s, true
	}
	s, ok := d.folds.small[open]
	return s, ok
}

// scanSpan looks for the end of a container that is too short for the index.
func (r *reader) scanSpan(t token) (s span, ok bool) {
	sc := r.scanner
	sc.stack = slices.Clone(r.stack)
	sc.end = min(r.end, t.from+2*spanLeast)
	sc.onPop = func(f frame, last token, implicit bool) {
		if f.open != t.from {
			return
		}
		s, ok = span{last.from, sc.line, f.count, implicit, last.begin != beginNothing}, true
		if implicit && last.begin == beginLine {
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
		r.d.folds.remember(t.from, s)
	}
	return s, ok
}

func (f *folds) remember(open int, s span) {
	if f.small == nil || len(f.small) >= smallSpans {
		f.small = map[int]span{}
	}
	f.small[open] = s
}

// frameSpan is spanHere for a container that was opened before.
func (d *doc) frameSpan(f frame) (span, bool) {
	if s, ok := d.known(f.open); ok {
		return s, s.line > f.line
	}
	if d.unclosed(f.open) {
		return span{}, false
	}
	return d.lookNear(f)
}

// unclosed reports whether the index, as far as it is, has not come to a container's end.
func (d *doc) unclosed(open int) bool {
	_, ok := slices.BinarySearchFunc(d.ix.stack, open, func(f frame, off int) int { return cmp.Compare(f.open, off) })
	return ok
}

// lookNear reads from where a container opens.
func (d *doc) lookNear(f frame) (span, bool) {
	r := d.readFrom(d.ix.placeBefore(f.seg))
	for r.have && r.first.from < f.seg {
		r.segment(false)
	}
	for t, ok := r.first, r.have; ok && t.from <= f.open; t, ok = r.next() {
		if t.from == f.open {
			return r.spanHere(t)
		}
	}
	return span{}, false
}

// hider follows which container hides the segments that a reader comes to.
type hider struct {
	d     *doc
	opens []int // the containers that were looked at, from the outermost, and don't hide
	depth int   // of the one that hides; -1 when none does
	open  int
}

// host is the segment that shows what hides the reader's next one; -1 when nothing does.
func (h *hider) host(r *reader) int {
	f := &h.d.folds
	if !f.any() {
		return -1
	}
	stack := r.stack
	switch t := r.first; {
	case t.pop > 0 && t.implicit:
		stack = stack[:len(stack)-int(t.pop)]
	case t.pop > 0:
		stack = stack[:len(stack)-int(t.pop)+1]
	}
	if h.depth >= 0 && h.depth < len(stack) && stack[h.depth].open == h.open {
		return stack[h.depth].seg
	}
	h.depth = -1
	n := min(len(h.opens), len(stack))
	for n > 0 && h.opens[n-1] != stack[n-1].open {
		n--
	}
	h.opens = h.opens[:n]
	for ; n < len(stack); n++ {
		if f.wanted(stack[n].open, n) {
			if _, ok := h.d.frameSpan(stack[n]); ok {
				h.depth, h.open = n, stack[n].open
				return stack[n].seg
			}
		}
		h.opens = append(h.opens, stack[n].open)
	}
	return -1
}

func (f *folds) turn(open int) {
	if f.except == nil {
		f.except = map[int]bool{}
	}
	if f.except[open] {
		delete(f.except, open)
	} else {
		f.except[open] = true
	}
}

// unfold opens everything that hides an offset.
func (d *doc) unfold(off int) {
	if !d.folds.any() {
		return
	}
	i, entries, at := d.locate(off)
	if entries[at].host < 0 {
		return
	}
	r := d.readFrom(i)
	for r.have && r.first.from < entries[at].off {
		r.segment(false)
	}
	for depth, f := range r.stack {
		if d.folds.wanted(f.open, depth) {
			d.folds.turn(f.open)
		}
	}
	d.change++
}
