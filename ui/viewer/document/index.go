package document

import (
	"bytes"
	"cmp"
	"slices"
)

const (
	// PlaceEvery is how many bytes stand between two places of the index.
	CheckpointEvery = 32 << 10
	// spanLeast is how long a container is that the index knows the end of. That of a shorter one is looked for.
	spanLeast = 16 << 10
	// StepBytes is how much one step of the index takes.
	StepBytes = 8 << 20
)

// place is where a segment begins, with all that a scanner has to know to go on from there.
type place struct {
	state
	node int32 // the innermost container it stands in
}

// node is a container that a place stands in.
type node struct {
	Frame
	parent int32
}

// span is where a container ends.
type span struct {
	To       int // the token that ends it
	line     int
	count    int
	Implicit bool // it is ended by another's token
	begins   bool // which begins a segment
}

// index is what is known of a body's lines, up to the frontier.
type index struct {
	Places   []place
	nodes    []node
	spans    map[int]span
	skips    []skip
	Frontier state
	stack    []Frame
	plain    bool // the lines are as they came
}

func newIndex(plain bool) index {
	return index{plain: plain, spans: map[int]span{}, Frontier: state{Line: -1, blank: -1, brk: true}}
}

// Found is what a step of the index came upon.
type IndexUpdate struct {
	places   []place
	nodes    []node
	spans    map[int]span
	skips    []skip
	frontier state
	stack    []Frame
}

// Step goes on from the frontier, over at most so many bytes. It changes nothing: it may run while the index is read.
func (ix *index) Step(src Body, lex Lexer, most int) IndexUpdate {
	work, base := 0, int32(len(ix.nodes)) //nolint:gosec // a body of 200 MB has some thousands
	out := IndexUpdate{spans: map[int]span{}}
	sc := scanner{
		state: ix.Frontier, Stack: slices.Clone(ix.stack), src: &src, lex: lex, work: &work,
		end: min(src.Len(), ix.Frontier.Off+most),
	}
	sc.onSkip = func(s skip) { out.skips = append(out.skips, s) }
	sc.onPop = func(f Frame, t Token, implicit bool) {
		if t.From-f.Open >= spanLeast {
			at := span{t.From, sc.Line, f.count, implicit, t.Begin != beginNothing}
			if implicit && t.Begin == beginLine {
				at.line--
			}
			out.spans[f.Open] = at
		}
	}
	last := -CheckpointEvery
	if len(ix.Places) > 0 {
		last = ix.Places[len(ix.Places)-1].Off
	}
	for {
		if ix.plain {
			last = shortLines(&sc, &out, last)
		}
		t, ok := sc.next()
		if !ok {
			break
		}
		if t.Begin != beginNothing && t.From-last >= CheckpointEvery {
			last = t.From
			out.places = append(out.places, place{sc.before, out.hold(sc.Stack, base)})
		}
	}
	out.frontier, out.stack = sc.state, sc.Stack
	return out
}

// shortLines goes over lines of plain text that need no cutting, which is all that most texts have. It returns where the last
// place is.
func shortLines(s *scanner, out *IndexUpdate, last int) int {
	for s.brk && s.Off < s.end {
		w := s.window()
		n := bytes.IndexByte(w[:min(len(w), SegmentBytes/2)], '\n') + 1
		if n == 0 {
			break
		}
		if s.Off-last >= CheckpointEvery {
			last = s.Off
			out.places = append(out.places, place{s.state, -1})
		}
		s.seg, s.Line = s.Off, s.Line+1
		s.Off += n
	}
	return last
}

// hold keeps what a place stands in, and returns the innermost's number.
func (f *IndexUpdate) hold(stack []Frame, base int32) int32 {
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

func (ix *index) take(f IndexUpdate) {
	ix.Places, ix.nodes = append(ix.Places, f.places...), append(ix.nodes, f.nodes...)
	ix.skips = append(ix.skips, f.skips...)
	for open, s := range f.spans {
		ix.spans[open] = s
	}
	ix.Frontier, ix.stack = f.frontier, f.stack
}

// stackAt is the stack of a place.
func (ix *index) stackAt(p place) []Frame {
	var stack []Frame
	for n := p.node; n >= 0; n = ix.nodes[n].parent {
		stack = append(stack, ix.nodes[n].Frame)
	}
	slices.Reverse(stack)
	return stack
}

// PlaceBefore is the number of the last place at or before an offset, or the first.
func (ix *index) PlaceBefore(off int) int {
	i, exact := slices.BinarySearchFunc(ix.Places, off, func(p place, off int) int { return cmp.Compare(p.Off, off) })
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
