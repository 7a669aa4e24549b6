package document

import (
	"bytes"
	"cmp"
	"slices"
)

const (
	// CheckpointEvery is the least number of bytes between two checkpoints of the index.
	CheckpointEvery = 4 << 10
	// minSpan is the length of the shortest container whose end the index records. Shorter ones are scanned when needed.
	minSpan = 16 << 10
	// StepBytes is how many bytes one step of the index covers.
	StepBytes = 8 << 20
)

// checkpoint is the start of a segment, with the state that a scanner needs to continue from there.
type checkpoint struct {
	state
	node int32 // the innermost open container; -1: none
}

// node is a container that is open at a checkpoint.
type node struct {
	Frame
	parent int32
}

// span is the end of a container.
type span struct {
	To       int // start of the token that ends it
	line     int
	seg      int  // start of the segment that To is in
	count    int  // of the items in it
	Implicit bool // a token of another container ends it
	begins   bool // that token begins a segment
}

func newSpan(f Frame, end Token, s *scanner, implicit bool) span {
	line := s.Line
	if implicit && end.Begin == beginLine {
		line--
	}
	return span{end.From, line, s.seg, f.count, implicit, end.Begin != beginNothing}
}

// index records what is known about a body's lines up to the frontier.
type index struct {
	Checkpoints []checkpoint
	nodes       []node
	spans       map[int]span // by Frame.Open
	Frontier    state
	stack       []Frame // open at the frontier
	plain       bool    // lines are shown as they are
}

func newIndex(plain bool) index {
	return index{plain: plain, spans: map[int]span{}, Frontier: state{Line: -1, lineEnded: true}}
}

// IndexUpdate is the result of one step of an index.
type IndexUpdate struct {
	checkpoints []checkpoint
	nodes       []node
	spans       map[int]span
	frontier    state
	stack       []Frame
}

// Step scans at most so many bytes from the frontier on. It does not change the index, so the index can be read meanwhile.
func (ix *index) Step(src Body, lex Lexer, most int) IndexUpdate {
	work, base := 0, int32(len(ix.nodes)) //nolint:gosec // a few thousand in a body of 200 MB
	out := IndexUpdate{spans: map[int]span{}}
	sc := scanner{
		state: ix.Frontier, Stack: slices.Clone(ix.stack), src: &src, lex: lex, work: &work,
		end: min(src.Len(), ix.Frontier.Off+most),
	}
	sc.onPop = func(f Frame, t Token, implicit bool) {
		if t.From-f.Open >= minSpan {
			out.spans[f.Open] = newSpan(f, t, &sc, implicit)
		}
	}
	last := -CheckpointEvery
	if n := len(ix.Checkpoints); n > 0 {
		last = ix.Checkpoints[n-1].Off
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
			out.checkpoints = append(out.checkpoints, checkpoint{sc.before, out.addNodes(sc.Stack, base)})
		}
	}
	out.frontier, out.stack = sc.state, sc.Stack
	return out
}

// shortLines is a fast path over lines of plain text that need no splitting. It returns the offset of the last checkpoint.
func shortLines(s *scanner, out *IndexUpdate, last int) int {
	for s.lineEnded && s.Off < s.end {
		n := bytes.IndexByte(s.src.Slice(s.Off, s.Off+SegmentBytes/2), '\n') + 1
		if n == 0 {
			break
		}
		if s.Off-last >= CheckpointEvery {
			last = s.Off
			out.checkpoints = append(out.checkpoints, checkpoint{s.state, -1})
		}
		s.seg, s.Line = s.Off, s.Line+1
		s.Off += n
	}
	return last
}

// addNodes records the containers on a stack and returns the number of the innermost.
func (u *IndexUpdate) addNodes(stack []Frame, base int32) int32 {
	inner := int32(-1)
	for i := range stack {
		if stack[i].node < 0 {
			u.nodes = append(u.nodes, node{stack[i], inner})
			stack[i].node = base + int32(len(u.nodes)) - 1 //nolint:gosec // as above
		}
		inner = stack[i].node
	}
	return inner
}

func (ix *index) apply(u IndexUpdate) {
	ix.Checkpoints, ix.nodes = append(ix.Checkpoints, u.checkpoints...), append(ix.nodes, u.nodes...)
	for open, s := range u.spans {
		ix.spans[open] = s
	}
	ix.Frontier, ix.stack = u.frontier, u.stack
}

// stackAt returns the containers that are open at a checkpoint.
func (ix *index) stackAt(c checkpoint) []Frame {
	var stack []Frame
	for n := c.node; n >= 0; n = ix.nodes[n].parent {
		stack = append(stack, ix.nodes[n].Frame)
	}
	slices.Reverse(stack)
	return stack
}

// CheckpointBefore returns the number of the last checkpoint at or before an offset, or 0.
func (ix *index) CheckpointBefore(off int) int {
	i, exact := slices.BinarySearchFunc(ix.Checkpoints, off, func(c checkpoint, off int) int { return cmp.Compare(c.Off, off) })
	if exact {
		return i
	}
	return max(i-1, 0)
}
