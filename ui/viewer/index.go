package viewer

import (
	"bytes"
	"cmp"
	"slices"
)

const (
	// placeEvery is how many bytes stand between two places of the index.
	placeEvery = 32 << 10
	// spanLeast is how long a container is that the index knows the end of. That of a shorter one is looked for.
	spanLeast = 16 << 10
	// stepBytes is how much one step of the index takes.
	stepBytes = 8 << 20
)

// place is where a segment begins, with all that a scanner has to know to go on from there.
type place struct {
	state
	node int32 // the innermost container it stands in
}

// node is a container that a place stands in.
type node struct {
	frame
	parent int32
}

// span is where a container ends.
type span struct {
	to       int // the token that ends it
	line     int
	count    int
	implicit bool // it is ended by another's token
	begins   bool // which begins a segment
}

// index is what is known of a body's lines, up to the frontier.
type index struct {
	places   []place
	nodes    []node
	spans    map[int]span
	skips    []skip
	frontier state
	stack    []frame
	plain    bool // the lines are as they came
}

func newIndex(plain bool) index {
	return index{plain: plain, spans: map[int]span{}, frontier: state{line: -1, blank: -1, brk: true}}
}

// found is what a step of the index came upon.
type found struct {
	places   []place
	nodes    []node
	spans    map[int]span
	skips    []skip
	frontier state
	stack    []frame
}

// step goes on from the frontier, over at most so many bytes. It changes nothing: it may run while the index is read.
func (ix *index) step(src body, lex lexer, most int) found {
	work, base := 0, int32(len(ix.nodes)) //nolint:gosec // a body of 200 MB has some thousands
	out := found{spans: map[int]span{}}
	sc := scanner{
		state: ix.frontier, stack: slices.Clone(ix.stack), src: &src, lex: lex, work: &work,
		end: min(src.len(), ix.frontier.off+most),
	}
	sc.onSkip = func(s skip) { out.skips = append(out.skips, s) }
	sc.onPop = func(f frame, t token, implicit bool) {
		if t.from-f.open >= spanLeast {
			at := span{t.from, sc.line, f.count, implicit, t.begin != beginNothing}
			if implicit && t.begin == beginLine {
				at.line--
			}
			out.spans[f.open] = at
		}
	}
	last := -placeEvery
	if len(ix.places) > 0 {
		last = ix.places[len(ix.places)-1].off
	}
	for {
		if ix.plain {
			last = shortLines(&sc, &out, last)
		}
		t, ok := sc.next()
		if !ok {
			break
		}
		if t.begin != beginNothing && t.from-last >= placeEvery {
			last = t.from
			out.places = append(out.places, place{sc.before, out.hold(sc.stack, base)})
		}
	}
	out.frontier, out.stack = sc.state, sc.stack
	return out
}

// shortLines goes over lines of plain text that need no cutting, which is all that most texts have. It returns where the last
// place is.
func shortLines(s *scanner, out *found, last int) int {
	for s.brk && s.off < s.end {
		w := s.window()
		n := bytes.IndexByte(w[:min(len(w), cutBytes/2)], '\n') + 1
		if n == 0 {
			break
		}
		if s.off-last >= placeEvery {
			last = s.off
			out.places = append(out.places, place{s.state, -1})
		}
		s.seg, s.line = s.off, s.line+1
		s.off += n
	}
	return last
}

// hold keeps what a place stands in, and returns the innermost's number.
func (f *found) hold(stack []frame, base int32) int32 {
	inner := int32(-1)
	for i := range stack {
		if stack[i].node < 0 {
			f.nodes = append(f.nodes, node{stack[i], inner})
			stack[i].node = base + int32(len(f.nodes)) - 1 //nolint:gosec // as above
		}
		inner = stack[i].node
	}
	return inner
}

func (ix *index) take(f found) {
	ix.places, ix.nodes = append(ix.places, f.places...), append(ix.nodes, f.nodes...)
	ix.skips = append(ix.skips, f.skips...)
	for open, s := range f.spans {
		ix.spans[open] = s
	}
	ix.frontier, ix.stack = f.frontier, f.stack
}

// stackAt is the stack of a place.
func (ix *index) stackAt(p place) []frame {
	var stack []frame
	for n := p.node; n >= 0; n = ix.nodes[n].parent {
		stack = append(stack, ix.nodes[n].frame)
	}
	slices.Reverse(stack)
	return stack
}

// placeBefore is the number of the last place at or before an offset, or the first.
func (ix *index) placeBefore(off int) int {
	i, exact := slices.BinarySearchFunc(ix.places, off, func(p place, off int) int { return cmp.Compare(p.off, off) })
	if exact {
		return i
	}
	return max(i-1, 0)
}

func findSkip(skips []skip, from int) (skip, bool) {
	i, exact := slices.BinarySearchFunc(skips, from, func(s skip, from int) int { return cmp.Compare(s.from, from) })
	if !exact {
		return skip{}, false
	}
	return skips[i], true
}
