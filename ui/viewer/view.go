package viewer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
	"countersign/ui/viewer/document"
)

// The marks in the gutter.
const (
	cursorMark = "▌"
	foldMark   = "+"
)

// View draws the pane, exactly as high as it is and no wider.
func (m *Model) View() string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	rows := m.rowsShown()
	lines := make([]string, 0, m.height)
	if s := m.sheet(); s.empty() {
		for _, line := range m.placeholder() {
			lines = append(lines, "  "+m.styles.Muted.Render(ansi.Truncate(line, max(m.width-gutter, 0), "…")))
		}
		lines = lines[:min(len(lines), rows)]
	} else {
		sh := m.layout()
		if m.search.on {
			sh.Find = &m.search.pattern
		}
		s.walk(s.top, sh, func(r document.Row) bool {
			lines = append(lines, m.drawRow(r))
			return len(lines) < rows
		})
	}
	for len(lines) < rows {
		lines = append(lines, "")
	}
	if m.input.open && m.height > 1 {
		lines = append(lines, m.input.view(m.width, m.styles))
	}
	for i, line := range lines {
		if m.width < gutter+4 {
			lines[i] = ansi.Truncate(line, m.width, "")
		}
	}
	return strings.Join(lines, "\n")
}

// placeholder is shown if there are no rows.
func (m *Model) placeholder() []string {
	s := m.body
	switch {
	case s.src.Len() == 0 && s.src.Complete:
		return []string{"The body is empty."}
	case s.src.Len() == 0:
		return []string{"Waiting for the body…"}
	case s.summarized():
		return []string{m.summary(), "", "Press " + m.keys.Hex.Help().Key + " to show it in hex."}
	case s.src.Complete:
		return []string{"The body is only white space (" + text.Size(s.src.Len()) + ")."}
	}
	return []string{"…"}
}

func (m *Model) drawRow(r document.Row) string {
	s := m.sheet()
	mark, fold := " ", " "
	if r.Start == s.cursor {
		mark = cursorMark
	}
	if r.Folded {
		fold = foldMark
	}
	var b strings.Builder
	b.WriteString(m.styles.Name.Render(mark))
	b.WriteString(m.styles.Muted.Render(fold))
	glyphs, indent, room := r.Glyphs, r.Indent, max(m.width-gutter, 0)
	if m.unwrapped && s.doc() != nil {
		glyphs, indent = scrolled(glyphs, indent, s.column)
	}
	indent = min(indent, room)
	b.WriteString(strings.Repeat(" ", indent))
	m.drawGlyphs(&b, glyphs, m.matches(r), room-indent)
	return b.String()
}

// matches returns the matches in a row.
func (m *Model) matches(r document.Row) []document.Match {
	s, p := m.sheet(), &m.search.pattern
	if !m.search.on || s.doc() != nil {
		return r.Matches
	}
	from := max(r.Start-len(p.Text)+1, 0)
	return document.MatchBytes(&s.src, p, from, min(r.Start+document.BytesPerRow(m.layout().Width), s.src.Len()))
}

// scrolled leaves out the glyphs to the left of a column.
func scrolled(glyphs []document.Glyph, indent, column int) (rest []document.Glyph, left int) {
	at := indent
	for len(glyphs) > 0 && at < column {
		at += glyphs[0].Width
		glyphs = glyphs[1:]
	}
	return glyphs, max(at-column, 0)
}

// look is how a glyph is drawn.
type look struct {
	role  document.Role
	match int // 1: a match; 2: the current one
}

// drawGlyphs draws as many glyphs as there is room for, each run of the same look at once.
func (m *Model) drawGlyphs(b *strings.Builder, glyphs []document.Glyph, found []document.Match, room int) {
	var run strings.Builder
	var now look
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
		if next := m.look(g, found); next != now {
			flush()
			now = next
		}
		run.WriteString(g.Text)
		room -= g.Width
	}
	flush()
}

func (m *Model) style(l look) lipgloss.Style {
	switch l.match {
	case 1:
		return m.styles.Match
	case 2:
		return m.styles.CurrentMatch
	}
	switch l.role {
	case document.RoleName:
		return m.styles.Name
	case document.RoleString:
		return m.styles.String
	case document.RoleNumber:
		return m.styles.Number
	case document.RoleLiteral:
		return m.styles.Literal
	case document.RoleMuted, document.RoleFold:
		return m.styles.Muted
	}
	return m.styles.Text
}

func (m *Model) look(g *document.Glyph, found []document.Match) look {
	out := look{role: g.Role}
	if !m.search.on || g.From < 0 || g.Role == document.RoleFold {
		return out
	}
	if s := &m.search; s.found && g.From >= s.current.From && g.From < s.current.To {
		out.match = 2
		return out
	}
	i, exact := slices.BinarySearchFunc(found, g.From, func(f document.Match, off int) int { return cmp.Compare(f.From, off) })
	if exact || i > 0 && g.From < found[i-1].To {
		out.match = 1
	}
	return out
}

// Status returns one line: the outcome of the last key, what is running, the current match, the position and the format.
func (m *Model) Status() string {
	running := m.searchStatus()
	if m.filter.cancel != nil {
		running = "filtering, Esc to stop"
	}
	parts := []string{m.notice, running, m.position(), m.format()}
	if m.result != nil {
		parts = append(parts, "filtered by "+text.Safe(m.result.filter, 200))
	}
	if src := &m.body.src; !src.Complete && src.Len() > 0 {
		parts = append(parts, text.Size(src.Len())+" received so far")
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}
