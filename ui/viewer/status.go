package viewer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"countersign/internal/text"
)

// Status is one line about the place: the line, the kind, the match, what is still going on, or what the last key came to.
func (m *Model) Status() string {
	s := m.sheet()
	parts := []string{}
	if m.notice != "" {
		parts = append(parts, m.notice)
	}
	switch {
	case m.filter.cancel != nil:
		parts = append(parts, "filtering, esc stops")
	case m.search.seeking:
		parts = append(parts, fmt.Sprintf("searching %d%%, esc stops", m.search.share))
	case m.search.found:
		parts = append(parts, m.place())
	}
	parts = append(parts, m.where(), m.kindWords())
	if m.result != nil {
		parts = append(parts, "filtered by "+safeText(s.filter))
	}
	if !m.whole.src.whole && m.whole.src.len() > 0 {
		parts = append(parts, "still arriving "+text.Size(m.whole.src.len()))
	}
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}

// place is which match the search is at.
func (m *Model) place() string {
	f := &m.search
	if len(f.hits) == 0 {
		return "a match"
	}
	i, counted := slices.BinarySearchFunc(f.hits, f.here.from, func(h match, off int) int { return cmp.Compare(h.from, off) })
	switch {
	case counted && f.all:
		return fmt.Sprintf("match %d of %d", i+1, len(f.hits))
	case counted:
		return fmt.Sprintf("match %d of %d or more", i+1, len(f.hits))
	}
	return fmt.Sprintf("a match of %d or more", len(f.hits))
}

// where is the cursor's place: the line of so many, or the share of the bytes.
func (m *Model) where() string {
	s := m.sheet()
	if s.empty() || s.src.len() == 0 {
		return ""
	}
	d := s.doc()
	share := fmt.Sprintf("%d%%", 100*min(s.cursor+1, s.end())/s.src.len())
	if d == nil {
		return fmt.Sprintf("byte %d of %d", s.cursor, s.src.len())
	}
	seg, _ := d.at(s.cursor).segment(false)
	total := fmt.Sprint(d.ix.frontier.line + 1)
	if s.end() < s.src.len() || !s.src.whole {
		total += "+"
	}
	return fmt.Sprintf("line %d of %s · %s", seg.line+1, total, share)
}

func (m *Model) kindWords() string {
	s := m.sheet()
	switch {
	case s.view == viewHex:
		return s.kind.String() + ", bytes"
	case s.view == viewRaw && s.kind != Text:
		return s.kind.String() + ", raw"
	}
	return s.kind.String()
}

// safeText makes a short text of another's safe to draw.
func safeText(text string) string {
	var p plain
	p.add([]byte(text[:min(len(text), 200)]), 0, roleText)
	var b strings.Builder
	for _, g := range p.glyphs() {
		if g.text == "\t" {
			g.text = " "
		}
		b.WriteString(g.text)
	}
	return b.String()
}
