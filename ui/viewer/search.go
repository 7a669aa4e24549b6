package viewer

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/ui/viewer/document"
)

const (
	// seekPlaces is how many places of the index one step of a search goes over: 4 MB.
	seekPlaces = 128
	// mostHits is how many matches are counted.
	mostHits = 100_000
)

// search is what is searched for, and how far that is.
type search struct {
	on      bool
	typed   string
	pattern document.Pattern // for the view that is open
	here    document.Match
	found   bool // here is a match
	run     int64
	seeking bool
	share   int      // of the way, in percent
	halted  *seekMsg // at the end of the index, which is still being made

	hits     []document.Match // counted so far, from the beginning
	upTo     int              // the place of the index up to which they are
	counting bool
	all      bool // they are all that there are
}

// runs numbers the searches and filters.
var runs atomic.Int64

// forget drops what was counted, and what is on its way.
func (s *search) forget() {
	s.run, s.seeking, s.counting, s.all = runs.Add(1), false, false, false
	s.hits, s.upTo, s.found, s.halted = nil, 0, false, nil
}

// stop ends the way to the next match.
func (s *search) stop() {
	s.run, s.seeking, s.counting, s.halted = runs.Add(1), false, false, nil
}

// field is what a search goes over: so many pieces of the view, and how one finds the matches in some of them.
type field struct {
	pieces int
	end    int // the offset up to which they go
	piece  func(off int) int
	find   func(i, j int) []document.Match
}

// finder searches what a pane shows.
type finder struct {
	*pane
	search *search
}

// field is that of the view that is open, as it is now.
func (m finder) field() field {
	s, p := m.sheet(), m.search.pattern
	if s.view == viewHex {
		src := s.src
		return field{
			pieces: (src.Len() + document.CheckpointEvery - 1) / document.CheckpointEvery, end: src.Len(),
			piece: func(off int) int { return off / document.CheckpointEvery },
			find: func(i, j int) []document.Match {
				return document.MatchBytes(&src, &p, i*document.CheckpointEvery, min(j*document.CheckpointEvery, src.Len()))
			},
		}
	}
	d := s.doc()
	if d == nil {
		return field{}
	}
	frozen, form := d.Snapshot(), m.shape().Form
	return field{len(frozen.Index.Places), s.end(), frozen.Index.PlaceBefore, func(i, j int) []document.Match {
		return document.Finder{Document: frozen, Pattern: &p, Form: form}.Matches(i, j)
	}}
}

func (m finder) startSearch(typed string) tea.Cmd {
	*m.search = search{}
	m.search.forget()
	if typed == "" {
		return nil
	}
	m.search.on, m.search.typed = true, typed
	m.setPattern()
	return m.seek(0)
}

// setPattern reads what was typed for the view that is open.
func (m finder) setPattern() {
	s := m.sheet()
	if s.view == viewHex {
		m.search.pattern = document.NewHexPattern(m.search.typed)
		return
	}
	m.search.pattern = document.NewPattern(m.search.typed).Anchored(s.kind, s.view == viewPretty)
}

// seek goes to the next match, or the one before; by 0 to the first from the cursor on.
func (m finder) seek(by int) tea.Cmd {
	f := m.search
	switch {
	case !f.on:
		m.notice = "nothing is searched for yet"
		return nil
	case m.sheet().empty():
		m.notice = "there is nothing to search"
		return nil
	}
	origin := m.sheet().cursor
	if by != 0 && f.found && m.sheet().row(f.here.From, m.shape()) == origin {
		origin = f.here.From
	} else if by > 0 {
		by = 0
	}
	if f.all && !f.counting {
		return m.step(by, origin)
	}
	f.stop()
	f.seeking, f.share = true, 0
	way := seekMsg{run: f.run, by: by, origin: origin, field: m.field(), typed: f.typed}
	way.at = way.field.piece(origin)
	way.first = way.at
	return m.seekOn(way)
}

// seekMsg is one way to a match, and how far it has come.
type seekMsg struct {
	run     int64
	typed   string
	by      int
	origin  int
	field   field
	first   int // the piece with the origin
	at      int // the next piece to look at, or, going up, the last
	wrapped bool
	hit     document.Match
	found   bool
	over    bool
	done    int // pieces
}

// seekOn is the next step of the way.
func (m finder) seekOn(way seekMsg) tea.Cmd {
	id := m.id
	return func() tea.Msg {
		if way.by < 0 {
			way.up()
		} else {
			way.down()
		}
		return Msg{id, way}
	}
}

// down looks at the next pieces, and past the last goes on from the first.
func (w *seekMsg) down() {
	end := min(w.at+seekPlaces, w.field.pieces)
	if w.wrapped {
		end = min(end, w.first+1)
	}
	for _, hit := range w.field.find(w.at, end) {
		if w.wrapped || hit.From > w.origin || w.by == 0 && hit.From == w.origin {
			w.hit, w.found = hit, true
			return
		}
	}
	w.done += end - w.at
	switch w.at = end; {
	case w.wrapped && end > w.first:
		w.over = true
	case end >= w.field.pieces:
		w.at, w.wrapped = 0, true
	}
}

// up looks at the pieces before, and before the first goes on from the last.
func (w *seekMsg) up() {
	from := max(w.at+1-seekPlaces, 0)
	if w.wrapped {
		from = max(from, w.first)
	}
	hits := w.field.find(from, w.at+1)
	for i := len(hits) - 1; i >= 0; i-- {
		if w.wrapped || hits[i].From < w.origin {
			w.hit, w.found = hits[i], true
			return
		}
	}
	w.done += w.at + 1 - from
	switch w.at = from - 1; {
	case w.wrapped && from <= w.first:
		w.over = true
	case from == 0:
		w.at, w.wrapped = w.field.pieces-1, true
	}
}

func (m finder) sought(way seekMsg) tea.Cmd {
	f := m.search
	if way.run != f.run || !f.seeking {
		return nil
	}
	switch {
	case way.found:
		f.seeking = false
		m.show(way.hit, way.wrapped, way.by)
		return m.count()
	case way.over && (way.field.end < m.field().end || m.sheet().src.Len()-m.sheet().end() > document.Lookahead):
		f.halted = &way
		return m.seekFurther()
	case way.over:
		f.seeking, f.found = false, false
		m.notice = "not found: " + safeText(f.typed)
		if !m.sheet().src.Complete {
			m.notice += " (so far)"
		}
		return nil
	}
	f.share = 100 * way.done / max(way.field.pieces, 1)
	return m.seekOn(way)
}

// seekFurther goes on with a search that had come to the end of the index, where there is more of that now.
func (m finder) seekFurther() tea.Cmd {
	if m.search.halted == nil || m.search.halted.field.end >= m.field().end {
		return nil
	}
	way := *m.search.halted
	m.search.halted = nil
	last := way.field.pieces - 1 // it may have grown
	way.field, way.over = m.field(), false
	if way.by < 0 {
		way.at, way.first, way.wrapped = way.field.pieces-1, max(last, 0), true
	} else {
		way.at, way.wrapped = max(last, 0), false
	}
	return m.seekOn(way)
}

// step goes to the next match among those that were counted.
func (m finder) step(by, origin int) tea.Cmd {
	f := m.search
	if len(f.hits) == 0 {
		m.notice = "not found: " + safeText(f.typed)
		return nil
	}
	i, exact := slices.BinarySearchFunc(f.hits, origin, func(h document.Match, off int) int { return cmp.Compare(h.From, off) })
	switch {
	case by < 0:
		i--
	case by > 0 && exact:
		i++
	}
	wrapped := i < 0 || i >= len(f.hits)
	m.show(f.hits[(i+len(f.hits))%len(f.hits)], wrapped, by)
	return nil
}

// show goes to a match.
func (m finder) show(hit document.Match, wrapped bool, by int) {
	m.search.here, m.search.found = hit, true
	s := m.sheet()
	if d := s.doc(); d != nil {
		d.Unfold(hit.From)
	}
	if wrapped {
		m.notice = "the search went on from the top"
		if by < 0 {
			m.notice = "the search went on from the end"
		}
	}
	m.goTo(hit.From)
	m.showAside(hit)
}

// showAside scrolls to the side, where lines are not wrapped, so that a match is in sight.
func (m finder) showAside(hit document.Match) {
	s, sh := m.sheet(), m.shape()
	if !m.unwrapped || s.doc() == nil {
		return
	}
	s.walk(s.cursor, sh, func(r document.Row) bool {
		from, to := r.Indent, 0
		for i := range r.Glyphs {
			if r.Glyphs[i].From < hit.From {
				from += r.Glyphs[i].Width
			}
		}
		to = from + min(hit.To-hit.From, sh.Width/2)
		if from < s.column || to > s.column+sh.Width {
			s.column = max(from-sh.Width/3, 0)
		}
		return false
	})
}

// countMsg is a step of counting.
type countMsg struct {
	run  int64
	hits []document.Match
	upTo int
}

// count goes on counting, while nothing else is on its way.
func (m finder) count() tea.Cmd {
	f := m.search
	if !f.on || !f.found || f.seeking || f.counting || f.all || len(f.hits) >= mostHits {
		return nil
	}
	way := m.field()
	last := way.pieces
	if s := m.sheet(); !s.src.Complete || s.doc() != nil && s.end() < s.src.Len() {
		last-- // the last piece still grows
	}
	if f.upTo >= last {
		return nil
	}
	f.counting = true
	id, run, from, to := m.id, f.run, f.upTo, min(f.upTo+seekPlaces, last)
	return func() tea.Msg { return Msg{id, countMsg{run, way.find(from, to), to}} }
}

func (m finder) counted(c countMsg) tea.Cmd {
	f := m.search
	if c.run != f.run || !f.counting {
		return nil
	}
	f.counting, f.upTo = false, c.upTo
	f.hits = append(f.hits, c.hits[:min(len(c.hits), mostHits-len(f.hits))]...)
	s := m.sheet()
	f.all = s.src.Complete && s.end() == s.src.Len() && f.upTo >= m.field().pieces && len(f.hits) < mostHits
	return m.count()
}

// place is which match the search is at.
func (s *search) place() string {
	if len(s.hits) == 0 {
		return "a match"
	}
	i, counted := slices.BinarySearchFunc(s.hits, s.here.From, func(h document.Match, off int) int { return cmp.Compare(h.From, off) })
	switch {
	case counted && s.all:
		return fmt.Sprintf("match %d of %d", i+1, len(s.hits))
	case counted:
		return fmt.Sprintf("match %d of %d or more", i+1, len(s.hits))
	}
	return fmt.Sprintf("a match of %d or more", len(s.hits))
}
