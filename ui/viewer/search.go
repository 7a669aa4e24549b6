package viewer

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/text"
	"countersign/ui/viewer/document"
)

// searchStep is how many checkpoints one step of a search covers: at least 1 MB.
const searchStep = 256

// search collects the matches of a pattern from the start of the body on, in steps.
type search struct {
	on       bool
	typed    string
	pattern  document.Pattern // for the open view
	run      int64            // late results of another run are dropped
	scanning bool             // a step is running
	hits     []document.Match
	firm     int  // how many of the hits are in pieces that no longer grow
	upTo     int  // the pieces searched, of those that no longer grow
	end      int  // the end of the view when the last, growing piece was searched; 0: it wasn't
	full     bool // there are too many matches

	seeking bool // for the match after (by +1), before (-1) or from (0) origin
	by      int
	origin  int
	current document.Match
	found   bool // current is a match
}

// maxHits returns how many matches are collected, which take a quarter of the body's memory at most.
func maxHits(body int) int { return 100_000 + body/64 }

// runs numbers searches and filters.
var runs atomic.Int64

func (s *search) reset() {
	*s = search{on: s.on, typed: s.typed, pattern: s.pattern, run: runs.Add(1)}
}

// stop ends the way to a match; what was found stays.
func (s *search) stop() { s.run, s.scanning, s.seeking = runs.Add(1), false, false }

// field is what a search goes through: the open view, in pieces. The last piece may still grow.
type field struct {
	pieces, firm int  // all, and those that no longer grow
	end          int  // the offset where the pieces end
	whole        bool // nothing will be added
	find         func(i, j int) []document.Match
}

func (m *pane) field() field {
	s, p := m.sheet(), m.search.pattern
	f := field{end: s.end(), whole: s.src.Complete && s.end() == s.src.Len()}
	if d := s.doc(); d != nil {
		finder := document.Finder{Document: d.Snapshot(), Pattern: &p, Form: s.decodesForm()}
		f.pieces, f.find = len(d.Index.Checkpoints), finder.Matches
	} else {
		const size = document.CheckpointEvery
		src := s.src
		f.pieces = (src.Len() + size - 1) / size
		f.find = func(i, j int) []document.Match { return document.MatchBytes(&src, &p, i*size, min(j*size, src.Len())) }
	}
	f.firm = f.pieces
	if !f.whole {
		f.firm = max(f.pieces-1, 0)
	}
	return f
}

func (m *pane) startSearch(typed string) tea.Cmd {
	m.search = search{on: typed != "", typed: typed, run: runs.Add(1)}
	m.setPattern()
	if typed == "" {
		return nil
	}
	return m.seek(0)
}

// setPattern interprets what was typed for the open view.
func (m *pane) setPattern() {
	s := m.sheet()
	if s.view == viewHex {
		m.search.pattern = document.NewHexPattern(m.search.typed)
		return
	}
	m.search.pattern = document.NewPattern(m.search.typed).Anchored(s.kind, s.view == viewPretty)
}

// seek goes to the next match (+1), the previous one (-1), or the first one from the cursor on (0).
func (m *pane) seek(by int) tea.Cmd {
	s := &m.search
	switch {
	case !s.on:
		m.notice = "No search yet"
		return nil
	case m.sheet().empty():
		m.notice = "Nothing to search"
		return nil
	}
	s.seeking, s.by, s.origin = true, by, m.sheet().cursor
	if by != 0 && s.found && m.sheet().row(s.current.From, m.layout()) == s.origin {
		s.origin = s.current.From
	} else if by > 0 {
		s.by = 0
	}
	m.arrive()
	return m.scan()
}

type scanMsg struct {
	run        int64
	hits, tail []document.Match // in the pieces up to upTo, and in the growing one
	upTo, end  int
}

// scan starts the next step of the search, if there is more to search.
func (m *pane) scan() tea.Cmd {
	s := &m.search
	if !s.on || s.scanning || s.full {
		return nil
	}
	f := m.field()
	if s.upTo >= f.firm && s.end >= f.end {
		return nil
	}
	s.scanning = true
	id, run, from, to := m.id, s.run, s.upTo, min(s.upTo+searchStep, f.firm)
	return func() tea.Msg {
		msg := scanMsg{run: run, hits: f.find(from, to), upTo: to}
		if to == f.firm {
			msg.tail, msg.end = f.find(to, f.pieces), f.end
		}
		return Msg{id, msg}
	}
}

func (m *pane) scanned(msg scanMsg) tea.Cmd {
	s := &m.search
	if msg.run != s.run || !s.scanning {
		return nil
	}
	s.scanning, s.upTo, s.end = false, msg.upTo, msg.end
	s.hits = append(s.hits[:s.firm], msg.hits...)
	s.firm = len(s.hits)
	s.hits = append(s.hits, msg.tail...)
	if most := maxHits(m.sheet().src.Len()); len(s.hits) > most {
		s.hits, s.full = slices.Clone(s.hits[:most]), true
	}
	m.arrive()
	return m.scan()
}

// arrive moves to the match that is sought, if the search has come far enough to know it.
func (m *pane) arrive() {
	s := &m.search
	if !s.seeking {
		return
	}
	f := m.field()
	done := s.full || s.upTo >= f.firm && s.end >= f.end && m.sheet().src.Len()-f.end <= document.Lookahead
	i, exact := slices.BinarySearchFunc(s.hits, s.origin, func(h document.Match, off int) int { return cmp.Compare(h.From, off) })
	passed := i < len(s.hits) // the search is past the origin
	switch {
	case s.by < 0:
		i--
	case s.by > 0 && exact:
		i++
		passed = i < len(s.hits)
	}
	switch {
	case passed && i >= 0:
	case !done:
		return
	case len(s.hits) == 0:
		m.notice = "No match: " + text.Safe(s.typed, 200)
		if !f.whole {
			m.notice = "No match so far: " + text.Safe(s.typed, 200)
		}
		s.seeking, s.found = false, false
		return
	case i >= len(s.hits):
		m.notice = "Search continued from the top"
		i = 0
	case i < 0:
		m.notice = "Search continued from the end"
		i = len(s.hits) - 1
	}
	s.seeking, s.current, s.found = false, s.hits[i], true
	if d := m.sheet().doc(); d != nil {
		d.Unfold(s.current.From)
	}
	m.goTo(s.current.From)
	m.showColumn(s.current)
}

// showColumn scrolls sideways so that a match is visible, if lines are not wrapped.
func (m *pane) showColumn(hit document.Match) {
	s, sh := m.sheet(), m.layout()
	if !m.unwrapped || s.doc() == nil {
		return
	}
	s.walk(s.cursor, sh, func(r document.Row) bool {
		from := r.Indent
		for i := range r.Glyphs {
			if r.Glyphs[i].From < hit.From {
				from += r.Glyphs[i].Width
			}
		}
		if to := from + min(hit.To-hit.From, sh.Width/2); from < s.column || to > s.column+sh.Width {
			s.column = max(from-sh.Width/3, 0)
		}
		return false
	})
}

// searchStatus describes the progress of the search, or the current match.
func (m *pane) searchStatus() string {
	s := &m.search
	if s.seeking {
		return fmt.Sprintf("searching %d%%, Esc to stop", 100*s.upTo/max(m.field().firm, 1))
	}
	if !s.found {
		return ""
	}
	i, _ := slices.BinarySearchFunc(s.hits, s.current.From, func(h document.Match, off int) int { return cmp.Compare(h.From, off) })
	more := ""
	if f := m.field(); s.full || !f.whole || s.upTo < f.firm {
		more = "+"
	}
	return fmt.Sprintf("match %d of %d%s", i+1, len(s.hits), more)
}
