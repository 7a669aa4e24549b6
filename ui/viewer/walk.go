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
	work   int // bytes looked at, for the tests that count them
	kept   block
	change int // counts what makes kept a thing of the past
}

func newDoc(src body, lex lexer) *doc {
	return &doc{src: src, lex: lex, ix: newIndex(), folds: folds{from: -1}, kept: block{place: -1}}
}

// frozen is a copy for a search, without what changes.
func (d *doc) frozen() *doc {
	f := newDoc(d.src, d.lex)
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
	p := d.ix.places[i]
	r := &reader{d: d, scanner: scanner{
		state: p.state, stack: d.ix.stackAt(p), src: &d.src, lex: d.lex, end: d.ix.frontier.off, skips: d.ix.skips, work: &d.work,
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
	seg := segment{off: t.from, line: r.line, depth: r.depth, cut: t.begin == beginCut}
	outer := len(r.stack)
	seg.parts = r.parts[:0]
	for {
		outer = min(outer, len(r.stack)-t.pop)
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
	if s.implicit {
		r.prev = prevClose
	}
}

// block is the segments between two places, and which container hides each.
type block struct {
	place, change int
	frontier      int
	entries       []entry
}

type entry struct {
	off  int
	host int // the segment that shows what hides this one; -1 when it is seen
}

// block lists a place's segments; the last list is kept.
func (d *doc) block(i int) []entry {
	if d.kept.place == i && d.kept.change == d.change && (d.kept.frontier == d.ix.frontier.off || i < len(d.ix.places)-1) {
		return d.kept.entries
	}
	end := d.ix.frontier.off
	if i+1 < len(d.ix.places) {
		end = d.ix.places[i+1].off
	}
	r := d.readFrom(i)
	hidden := hider{d: d, depth: -1}
	var entries []entry
	for r.have && r.first.from < end {
		host := hidden.host(r)
		seg, _ := r.segment(false)
		entries = append(entries, entry{seg.off, host})
	}
	d.kept = block{i, d.change, d.ix.frontier.off, entries}
	return entries
}

// locate finds the segment that an offset stands in: its block, and its number there.
func (d *doc) locate(off int) (place int, entries []entry, at int) {
	place = d.ix.placeBefore(off)
	entries = d.block(place)
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
		entries = d.block(i - 1)
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
	r := d.readFrom(d.ix.placeBefore(off))
	for r.have && r.first.from < off {
		r.segment(false)
	}
	r.jump = true
	return r
}
