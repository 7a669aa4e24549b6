package viewer

import (
	"cmp"
	"slices"
)

// doc is a body in one form, with its index and what is folded in it.
type doc struct {
	src    body
	lex    lexer
	ix     index
	folds  folds
	busy   bool     // a command makes its index
	work   int      // bytes looked at, for the tests that count them
	kept   []*block // those that were looked at last, the last one first
	change int      // counts what makes them a thing of the past
	hosts  hosts
}

func newDoc(src body, lex lexer, plain bool) *doc {
	return &doc{src: src, lex: lex, ix: newIndex(plain), folds: folds{from: -1}}
}

// take adds what a step of the index came upon. It may end containers that are to be folded.
func (d *doc) take(f found) {
	d.ix.take(f)
	if d.folds.any() {
		d.change++
	}
}

// frozen is a copy for a search, without what changes.
func (d *doc) frozen() *doc {
	f := newDoc(d.src, d.lex, d.ix.plain)
	f.ix = d.ix
	f.ix.spans = nil
	return f
}

// part is a token as it stands in a segment.
type part struct {
	token
	fold span // what is folded away, of roleFold
}

// segment is a line, or a part of a long one.
type segment struct {
	off, line, depth int
	cut              bool // the line began before it
	parts            []part
	holds            bool // it ends within a container that it opens
	folded           bool
}

// reader gives one segment after the other.
type reader struct {
	scanner
	d     *doc
	first token // of the next segment
	have  bool
	jump  bool // over what is folded
	parts []part
}

func (d *doc) readFrom(i int) *reader {
	return d.readAt(d.ix.places[i].state, d.ix.stackAt(d.ix.places[i]))
}

func (d *doc) readAt(at state, stack []frame) *reader {
	r := &reader{d: d, scanner: scanner{
		state: at, stack: stack, src: &d.src, lex: d.lex, end: d.ix.frontier.off, skips: d.ix.skips, work: &d.work,
	}}
	r.first, r.have = r.next()
	return r
}

// segment reads the next one; its parts only when they are asked for, and they last until the next is read.
func (r *reader) segment(parts bool) (segment, bool) {
	if !r.have {
		return segment{}, false
	}
	t := r.first
	seg := segment{off: t.from, line: r.line, depth: int(r.depth), cut: t.begin == beginCut}
	outer := len(r.stack)
	seg.parts = r.parts[:0]
	for {
		outer = min(outer, len(r.stack)-int(t.pop))
		if parts {
			seg.parts = append(seg.parts, part{token: t})
		}
		if t.open && r.jump {
			if hidden, ok := r.folded(t); ok {
				seg.folded = true
				seg.parts = append(seg.parts, part{token{from: t.to, to: hidden.to, role: roleFold}, hidden})
				r.leap(hidden)
			}
		}
		t, r.have = r.next()
		if !r.have || t.begin != beginNothing {
			break
		}
	}
	r.first, r.parts = t, seg.parts
	seg.holds = len(r.stack) > outer
	return seg, true
}

// leap goes on behind what a container holds, as though it held nothing.
func (r *reader) leap(s span) {
	r.settle()
	r.seg += s.to - r.off // what is hidden takes no room
	r.off, r.line, r.blank = s.to, s.line, -1
	r.gap, r.nl, r.brk = false, false, false
	r.want = wantFirst
	if r.stack[len(r.stack)-1].name == '{' {
		r.want = wantFirstName
	}
	r.mode, r.prev = 0, prevOpen
	if s.implicit && s.begins {
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
	stack []frame
}

// block lists a place's segments; the last lists are kept.
func (d *doc) block(i int) *block {
	for n, b := range d.kept {
		if b.place == i && b.change == d.change && (b.ended || b.frontier == d.ix.frontier.off) {
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

func (d *doc) list(i int) *block {
	b := &block{place: i, change: d.change, frontier: d.ix.frontier.off, ended: i+1 < len(d.ix.places)}
	end := b.frontier
	if b.ended {
		end = d.ix.places[i+1].off
	}
	hidden := hider{d: d, depth: -1}
	last := -markEvery
	for r := d.readFrom(i); r.have && r.first.from < end; {
		if r.first.from-last >= markEvery {
			last = r.first.from
			b.marks = append(b.marks, mark{r.before, slices.Clone(r.stack)})
		}
		host := hidden.host(r)
		if host >= 0 {
			host = d.shown(host, b)
		}
		seg, _ := r.segment(false)
		b.entries = append(b.entries, entry{seg.off, host})
	}
	return b
}

// shown is the segment that shows what another shows: that may be hidden itself, where a container opens on the line on which
// a folded one ends. b is the block that is being listed.
func (d *doc) shown(off int, b *block) int {
	if len(b.entries) > 0 && off >= b.entries[0].off {
		at, exact := slices.BinarySearchFunc(b.entries, off, func(e entry, off int) int { return cmp.Compare(e.off, off) })
		if exact && b.entries[at].host >= 0 {
			return b.entries[at].host
		}
		return off
	}
	known := &d.hosts
	if known.change != d.change || known.frontier != d.ix.frontier.off || len(known.of) >= smallSpans {
		*known = hosts{change: d.change, frontier: d.ix.frontier.off, of: map[int]int{}}
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
func (d *doc) host(off int) int {
	r := d.readFrom(d.ix.placeBefore(off))
	for r.have && r.first.from < off {
		r.segment(false)
	}
	h := hider{d: d, depth: -1}
	return h.host(r)
}

// locate finds the segment that an offset stands in: its block, and its number there.
func (d *doc) locate(off int) (place int, entries []entry, at int) {
	place = d.ix.placeBefore(off)
	entries = d.block(place).entries
	at, exact := slices.BinarySearchFunc(entries, off, func(e entry, off int) int { return cmp.Compare(e.off, off) })
	if !exact {
		at = max(at-1, 0)
	}
	return place, entries, at
}

func (d *doc) empty() bool { return len(d.ix.places) == 0 }

// seen is the offset of the segment that shows what stands at an offset.
func (d *doc) seen(off int) int {
	_, entries, at := d.locate(off)
	if entries[at].host >= 0 {
		return entries[at].host
	}
	return entries[at].off
}

// previous is the offset of the segment that is seen before the one at off; false when that is the first.
func (d *doc) previous(off int) (int, bool) {
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

// at gives a reader whose next segment is the one seen at an offset.
func (d *doc) at(off int) *reader {
	off = d.seen(off)
	marks := d.block(d.ix.placeBefore(off)).marks
	i, exact := slices.BinarySearchFunc(marks, off, func(m mark, off int) int { return cmp.Compare(m.off, off) })
	if !exact {
		i = max(i-1, 0)
	}
	r := d.readAt(marks[i].state, slices.Clone(marks[i].stack))
	for r.have && r.first.from < off {
		r.segment(false)
	}
	r.jump = true
	return r
}

// lineAt is where a line begins, or the last.
func (d *doc) lineAt(line int) int {
	i, _ := slices.BinarySearchFunc(d.ix.places, line, func(p place, line int) int { return p.line + 1 - line })
	off := 0
	for r := d.readFrom(max(i-1, 0)); r.have && r.line <= line; {
		seg, _ := r.segment(false)
		off = seg.off
		if seg.line == line {
			break
		}
	}
	return off
}
