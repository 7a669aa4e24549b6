package document

import (
	"cmp"
	"slices"
)

// Document is a body in one form, with its index and what is folded in it.
type Document struct {
	Src    Body
	Lex    Lexer
	Index  index
	Folds  folds
	Busy   bool     // a command makes its index
	Work   int      // bytes looked at, for the tests that count them
	kept   []*block // those that were looked at last, the last one first
	Change int      // counts what makes them a thing of the past
	hosts  hosts
}

// NewDoc is a document of which nothing is indexed yet; a plain one has short lines.
func NewDoc(src Body, lex Lexer, plain bool) *Document {
	return &Document{Src: src, Lex: lex, Index: newIndex(plain), Folds: folds{From: -1}}
}

// Take adds what a step of the index came upon. It may end containers that are to be folded.
func (d *Document) Apply(f IndexUpdate) {
	d.Index.take(f)
	if d.Folds.any() {
		d.Change++
	}
}

// Frozen is a copy for a search, without what changes.
func (d *Document) Snapshot() *Document {
	f := NewDoc(d.Src, d.Lex, d.Index.plain)
	f.Index = d.Index
	f.Index.spans = nil
	return f
}

// part is a token as it stands in a segment.
type part struct {
	Token
	fold span // what is folded away, of roleFold
}

// Segment is a line, or a part of a long one.
type Segment struct {
	Off, Line, Depth int
	Cut              bool // the line began before it
	Parts            []part
	Holds            bool // it ends within a container that it opens
	folded           bool
}

// Reader gives one segment after the other.
type Reader struct {
	scanner
	d          *Document
	Next       Token // of the next segment
	HasNext    bool
	SkipFolded bool // over what is folded
	parts      []part
}

// ReadFrom reads from a place of the index.
func (d *Document) ReadFrom(i int) *Reader {
	return d.readAt(d.Index.Places[i].state, d.Index.stackAt(d.Index.Places[i]))
}

func (d *Document) readAt(at state, stack []Frame) *Reader {
	r := &Reader{d: d, scanner: scanner{
		state: at, Stack: stack, src: &d.Src, lex: d.Lex, end: d.Index.Frontier.Off, skips: d.Index.skips, work: &d.Work,
	}}
	r.Next, r.HasNext = r.next()
	return r
}

// Segment reads the next one; its parts only when they are asked for, and they last until the next is read.
func (r *Reader) Segment(parts bool) (Segment, bool) {
	if !r.HasNext {
		return Segment{}, false
	}
	t := r.Next
	seg := Segment{Off: t.From, Line: r.Line, Depth: int(r.depth), Cut: t.Begin == BeginContinuation}
	outer := len(r.Stack)
	seg.Parts = r.parts[:0]
	for {
		outer = min(outer, len(r.Stack)-int(t.pop))
		if parts {
			seg.Parts = append(seg.Parts, part{Token: t})
		}
		if t.Open && r.SkipFolded {
			if hidden, ok := r.folded(t); ok {
				seg.folded = true
				seg.Parts = append(seg.Parts, part{Token{From: t.To, To: hidden.To, Role: RoleFold}, hidden})
				r.leap(hidden)
			}
		}
		t, r.HasNext = r.next()
		if !r.HasNext || t.Begin != beginNothing {
			break
		}
	}
	r.Next, r.parts = t, seg.Parts
	seg.Holds = len(r.Stack) > outer
	return seg, true
}

// leap goes on behind what a container holds, as though it held nothing.
func (r *Reader) leap(s span) {
	r.settle()
	r.seg += s.To - r.Off // what is hidden takes no room
	r.Off, r.Line, r.blank = s.To, s.line, -1
	r.gap, r.nl, r.brk = false, false, false
	r.want = wantFirst
	if r.Stack[len(r.Stack)-1].name == '{' {
		r.want = wantFirstName
	}
	r.mode, r.prev = 0, prevOpen
	if s.Implicit && s.begins {
		r.prev = prevClose
	}
}

// keptBlocks is how many blocks are remembered, and markEvery how many bytes stand between two marks of one.
const (
	keptBlocks = 4
	markEvery  = 1 << 10
)

// block is the segments between two places, and which container hides each.
type block struct {
	place, change, frontier int
	ended                   bool // another place follows: what arrives is no part of it
	entries                 []entry
	marks                   []mark
}

type entry struct {
	off  int
	host int // the segment that shows what hides this one; -1 when it is seen
}

// mark is a place within a block.
type mark struct {
	state
	stack []Frame
}

// block lists a place's segments; the last lists are kept.
func (d *Document) block(i int) *block {
	for n, b := range d.kept {
		if b.place == i && b.change == d.Change && (b.ended || b.frontier == d.Index.Frontier.Off) {
			copy(d.kept[1:], d.kept[:n])
			d.kept[0] = b
			return b
		}
	}
	b := d.list(i)
	if len(d.kept) < keptBlocks {
		d.kept = append(d.kept, nil)
	}
	copy(d.kept[1:], d.kept)
	d.kept[0] = b
	return b
}

func (d *Document) list(i int) *block {
	b := &block{place: i, change: d.Change, frontier: d.Index.Frontier.Off, ended: i+1 < len(d.Index.Places)}
	end := b.frontier
	if b.ended {
		end = d.Index.Places[i+1].Off
	}
	hidden := hider{d: d, depth: -1}
	last := -markEvery
	for r := d.ReadFrom(i); r.HasNext && r.Next.From < end; {
		if r.Next.From-last >= markEvery {
			last = r.Next.From
			b.marks = append(b.marks, mark{r.before, slices.Clone(r.Stack)})
		}
		host := hidden.host(r)
		if host >= 0 {
			host = d.shown(host, b)
		}
		seg, _ := r.Segment(false)
		b.entries = append(b.entries, entry{seg.Off, host})
	}
	return b
}

// shown is the segment that shows what another shows: that may be hidden itself, where a container opens on the line on which
// a folded one ends. b is the block that is being listed.
func (d *Document) shown(off int, b *block) int {
	if len(b.entries) > 0 && off >= b.entries[0].off {
		at, exact := slices.BinarySearchFunc(b.entries, off, func(e entry, off int) int { return cmp.Compare(e.off, off) })
		if exact && b.entries[at].host >= 0 {
			return b.entries[at].host
		}
		return off
	}
	known := &d.hosts
	if known.change != d.Change || known.frontier != d.Index.Frontier.Off || len(known.of) >= smallSpans {
		*known = hosts{change: d.Change, frontier: d.Index.Frontier.Off, of: map[int]int{}}
	}
	for {
		host, ok := known.of[off]
		if !ok {
			host = d.host(off)
			known.of[off] = host
		}
		if host < 0 {
			return off
		}
		off = host
	}
}

// hosts are the segments that were looked at for what hides them.
type hosts struct {
	change, frontier int
	of               map[int]int
}

// host is the segment that shows what hides the one at an offset; -1 when nothing does.
func (d *Document) host(off int) int {
	r := d.ReadFrom(d.Index.PlaceBefore(off))
	for r.HasNext && r.Next.From < off {
		r.Segment(false)
	}
	h := hider{d: d, depth: -1}
	return h.host(r)
}

// locate finds the segment that an offset stands in: its block, and its number there.
func (d *Document) locate(off int) (place int, entries []entry, at int) {
	place = d.Index.PlaceBefore(off)
	entries = d.block(place).entries
	at, exact := slices.BinarySearchFunc(entries, off, func(e entry, off int) int { return cmp.Compare(e.off, off) })
	if !exact {
		at = max(at-1, 0)
	}
	return place, entries, at
}

// Empty reports whether there is no line yet.
func (d *Document) Empty() bool { return len(d.Index.Places) == 0 }

// Seen is the offset of the segment that shows what stands at an offset.
func (d *Document) VisibleAt(off int) int {
	_, entries, at := d.locate(off)
	if entries[at].host >= 0 {
		return entries[at].host
	}
	return entries[at].off
}

// Previous is the offset of the segment that is seen before the one at off; false when that is the first.
func (d *Document) Previous(off int) (int, bool) {
	i, entries, at := d.locate(off)
	if at == 0 {
		if i == 0 {
			return 0, false
		}
		entries = d.block(i - 1).entries
		at = len(entries)
	}
	e := entries[at-1]
	if e.host >= 0 {
		return e.host, true
	}
	return e.off, true
}

// At gives a reader whose next segment is the one seen at an offset.
func (d *Document) ReaderAt(off int) *Reader {
	off = d.VisibleAt(off)
	marks := d.block(d.Index.PlaceBefore(off)).marks
	i, exact := slices.BinarySearchFunc(marks, off, func(m mark, off int) int { return cmp.Compare(m.Off, off) })
	if !exact {
		i = max(i-1, 0)
	}
	r := d.readAt(marks[i].state, slices.Clone(marks[i].stack))
	for r.HasNext && r.Next.From < off {
		r.Segment(false)
	}
	r.SkipFolded = true
	return r
}

// LineAt is where a line begins, or the last.
func (d *Document) LineAt(line int) int {
	i, _ := slices.BinarySearchFunc(d.Index.Places, line, func(p place, line int) int { return p.Line + 1 - line })
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
