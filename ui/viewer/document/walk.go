package document

import "slices"

// Document is a body in one form (pretty or raw), with its index and what is folded in it.
type Document struct {
	Src   Body
	Lex   Lexer
	Index index
	Folds folds
	Busy  bool // a command is extending the index
	Work  int  // bytes scanned since the start, without white space; tests compare it
}

// NewDoc returns a document with an empty index. plain means that lines are shown as they are.
func NewDoc(src Body, lex Lexer, plain bool) *Document {
	return &Document{Src: src, Lex: lex, Index: newIndex(plain), Folds: folds{From: -1}}
}

// Apply adds the result of a step to the index.
func (d *Document) Apply(u IndexUpdate) { d.Index.apply(u) }

// Snapshot returns a copy without folds that another goroutine can read.
func (d *Document) Snapshot() *Document {
	f := NewDoc(d.Src, d.Lex, d.Index.plain)
	f.Index = d.Index
	f.Index.spans = nil
	return f
}

// part is a token of a segment.
type part struct {
	Token
	count int // of the folded items, for RoleFold
}

// Segment is a line, or a part of a long one.
type Segment struct {
	Off, Line, Depth int
	Continued        bool // it continues the line of the segment before
	Parts            []part
	Opens            bool // it opens a container that it does not close
	folded           bool
}

// Reader reads a document segment by segment.
type Reader struct {
	scanner
	d          *Document
	Next       Token // the first token of the next segment
	HasNext    bool
	SkipFolded bool
	parts      []part
}

// ReadFrom returns a reader at a checkpoint.
func (d *Document) ReadFrom(i int) *Reader {
	c := d.Index.Checkpoints[i]
	r := &Reader{d: d, scanner: scanner{
		state: c.state, Stack: d.Index.stackAt(c), src: &d.Src, lex: d.Lex, end: d.Index.Frontier.Off, work: &d.Work,
	}}
	r.Next, r.HasNext = r.next()
	return r
}

// Segment reads the next segment. Its parts are filled in only on request, and are valid until the next call.
func (r *Reader) Segment(parts bool) (Segment, bool) {
	if !r.HasNext {
		return Segment{}, false
	}
	t := r.Next
	seg := Segment{Off: t.From, Line: r.Line, Depth: int(r.depth), Continued: t.Begin == BeginContinuation}
	outer := len(r.Stack)
	seg.Parts = r.parts[:0]
	for {
		outer = min(outer, len(r.Stack)-int(t.pop))
		if parts {
			seg.Parts = append(seg.Parts, part{Token: t})
		}
		if t.Open && r.SkipFolded && r.d.Folds.wants(t.From, len(r.Stack)-int(t.pop)) {
			if s, ok := r.span(t); ok {
				seg.folded = true
				seg.Parts = append(seg.Parts, part{Token{From: t.To, To: s.To, Role: RoleFold}, s.count})
				r.skip(s)
			}
		}
		t, r.HasNext = r.next()
		if !r.HasNext || t.Begin != beginNothing {
			break
		}
	}
	r.Next, r.parts = t, seg.Parts
	seg.Opens = len(r.Stack) > outer
	return seg, true
}

// skip moves to the end of the container that was just opened, as if it were empty.
func (r *Reader) skip(s span) {
	r.settle()
	r.Off, r.Line, r.seg = s.To, s.line, s.seg
	r.gap, r.newline, r.lineEnded = false, false, false
	r.want = wantFirst
	if r.Stack[len(r.Stack)-1].name == '{' {
		r.want = wantFirstName
	}
	r.mode, r.prev = 0, prevOpen
	if s.Implicit && s.begins {
		r.prev = prevClose
	}
}

// Empty reports whether there is no line yet.
func (d *Document) Empty() bool { return len(d.Index.Checkpoints) == 0 }

// ReaderAt returns a reader whose next segment is the visible one that shows an offset.
func (d *Document) ReaderAt(off int) *Reader {
	i, at := d.visibleCheckpoint(off), 0
	reader := func() *Reader {
		r := d.ReadFrom(i)
		r.SkipFolded = true
		return r
	}
	for r := reader(); r.HasNext && r.Next.From <= off; r.Segment(false) {
		at = r.Next.From
	}
	r := reader()
	for r.HasNext && r.Next.From < at {
		r.Segment(false)
	}
	return r
}

// VisibleAt returns the start of the visible segment that shows an offset.
func (d *Document) VisibleAt(off int) int { return d.ReaderAt(off).Next.From }

// LineAt returns the start of a line, counted from 0, or of the last one.
func (d *Document) LineAt(line int) int {
	i, _ := slices.BinarySearchFunc(d.Index.Checkpoints, line, func(c checkpoint, line int) int { return c.Line + 1 - line })
	off := 0
	for r := d.ReadFrom(max(i-1, 0)); r.HasNext && r.Line <= line; {
		seg, _ := r.Segment(false)
		off = seg.Off
		if seg.Line == line {
			break
		}
	}
	return off
}
