package viewer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
	"countersign/ui/viewer/document"
)

// The signs of the gutter.
const (
	cursorSign = "▌"
	foldSign   = "+"
)

// View draws the pane: as many lines as it is high, none wider than it is wide.
func (m *Model) View() string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	lines := m.painter().lines()
	rows := m.rowsShown()
	lines = lines[:min(len(lines), rows)]
	for len(lines) < rows {
		lines = append(lines, "")
	}
	if m.input.open && m.height > 1 {
		lines = append(lines, m.input.view(m.width, m.look))
	}
	for i, line := range lines {
		if m.width < gutter+4 {
			lines[i] = ansi.Truncate(line, m.width, "")
		}
	}
	return strings.Join(lines, "\n")
}

// painter draws what a pane shows.
type painter struct {
	*pane
	look   Styles
	search *search
	hexKey string // that shows bytes
}

func (m *Model) painter() painter { return painter{&m.pane, m.look, &m.search, m.keys.Hex.Help().Key} }

// lines are the rows in sight, or what is said in their place.
func (m painter) lines() []string {
	lines := make([]string, 0, m.height)
	rows := m.rowsShown()
	if s := m.sheet(); s.empty() {
		for _, line := range m.instead() {
			lines = append(lines, "  "+m.look.Muted.Render(ansi.Truncate(line, max(m.width-gutter, 0), "…")))
		}
	} else {
		sh := m.shape()
		if m.search.on {
			sh.Find = &m.search.pattern
		}
		s.walk(s.top, sh, func(r document.Row) bool {
			lines = append(lines, m.drawRow(r))
			return len(lines) < rows
		})
	}
	return lines
}

// instead is what stands where no row does.
func (m painter) instead() []string {
	s := m.whole
	switch {
	case s.src.Len() == 0 && s.src.Complete:
		return []string{"the body is empty"}
	case s.src.Len() == 0:
		return []string{"nothing has arrived yet"}
	case s.named():
		return []string{m.naming(), "", m.hexKey + " shows its bytes"}
	case s.src.Complete:
		return []string{"the body is white space: " + text.Size(s.src.Len())}
	}
	return []string{"…"}
}

// drawRow draws one line of the pane.
func (m painter) drawRow(r document.Row) string {
	s := m.sheet()
	var b strings.Builder
	mark, fold := " ", " "
	if r.Start == s.cursor {
		mark = cursorSign
	}
	if r.Folded {
		fold = foldSign
	}
	b.WriteString(m.look.Name.Render(mark))
	b.WriteString(m.look.Muted.Render(fold))
	glyphs, indent, room := r.Glyphs, r.Indent, max(m.width-gutter, 0)
	if m.unwrapped && s.doc() != nil {
		glyphs, indent = aside(glyphs, indent, s.column)
	}
	indent = min(indent, room)
	b.WriteString(strings.Repeat(" ", indent))
	m.drawGlyphs(&b, glyphs, m.found(r), room-indent)
	return b.String()
}

// found are the matches in a row.
func (m painter) found(r document.Row) []document.Match {
	s, p := m.sheet(), &m.search.pattern
	if !m.search.on || s.doc() != nil {
		return r.Found
	}
	n := len(p.Text)
	return document.MatchBytes(&s.src, p, max(r.Start-n+1, 0), min(r.Start+document.BytesPerRow(m.shape().Width)+n, s.src.Len()))
}

// aside leaves out what stands left of a column.
func aside(glyphs []document.Glyph, indent, column int) (rest []document.Glyph, left int) {
	at := indent
	if column <= at {
		return glyphs, at - column
	}
	for i := range glyphs {
		if at >= column {
			return glyphs[i:], at - column
		}
		at += glyphs[i].Width
	}
	return nil, 0
}

// shade is how a glyph is drawn.
type shade struct {
	role  document.Role
	match int // 1: a match, 2: the one that the search is at
}

// drawGlyphs draws as many glyphs as there is room for, those that look alike together.
func (m painter) drawGlyphs(b *strings.Builder, glyphs []document.Glyph, found []document.Match, room int) {
	var run strings.Builder
	var now shade
	flush := func() {
		if run.Len() > 0 {
			b.WriteString(m.style(now).Render(run.String()))
			run.Reset()
		}
	}
	for i := range glyphs {
		g := &glyphs[i]
		if g.Width > room {
			break
		}
		if next := m.shade(g, found); next != now {
			flush()
			now = next
		}
		run.WriteString(g.Text)
		room -= g.Width
	}
	flush()
}

func (m painter) style(s shade) lipgloss.Style {
	switch s.match {
	case 1:
		return m.look.Match
	case 2:
		return m.look.CurrentMatch
	}
	switch s.role {
	case document.RoleName:
		return m.look.Name
	case document.RoleString:
		return m.look.String
	case document.RoleNumber:
		return m.look.Number
	case document.RoleLiteral:
		return m.look.Literal
	case document.RoleMuted, document.RoleFold:
		return m.look.Muted
	}
	return m.look.Text
}

// shade is how a glyph is drawn.
func (m painter) shade(g *document.Glyph, found []document.Match) shade {
	out := shade{role: g.Role}
	if !m.search.on || g.From < 0 || g.Role == document.RoleFold {
		return out
	}
	if f := m.search; f.found && g.From >= f.here.From && g.From < f.here.To {
		out.match = 2
		return out
	}
	i, exact := slices.BinarySearchFunc(found, g.From, func(f document.Match, off int) int { return cmp.Compare(f.From, off) })
	if exact || i > 0 && g.From < found[i-1].To {
		out.match = 1
	}
	return out
}

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
		parts = append(parts, m.search.place())
	}
	parts = append(parts, m.where(), m.kindWords())
	if m.result != nil {
		parts = append(parts, "filtered by "+safeText(s.filter))
	}
	if !m.whole.src.Complete && m.whole.src.Len() > 0 {
		parts = append(parts, "still arriving "+text.Size(m.whole.src.Len()))
	}
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}
