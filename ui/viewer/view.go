package viewer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"countersign/internal/text"
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
	lines := make([]string, 0, m.height)
	rows := m.rowsShown()
	if s := m.sheet(); s.empty() {
		for _, line := range m.instead() {
			lines = append(lines, "  "+m.look.Muted.Render(ansi.Truncate(line, max(m.width-gutter, 0), "…")))
		}
	} else {
		sh := m.shape()
		if m.search.on {
			sh.find = &m.search.pattern
		}
		s.walk(s.top, sh, func(r row) bool {
			lines = append(lines, m.drawRow(r))
			return len(lines) < rows
		})
	}
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

// instead is what stands where no row does.
func (m *Model) instead() []string {
	s := m.whole
	switch {
	case s.src.len() == 0 && s.src.whole:
		return []string{"the body is empty"}
	case s.src.len() == 0:
		return []string{"nothing has arrived yet"}
	case s.named():
		return []string{m.naming(), "", m.keys.Hex.Help().Key + " shows its bytes"}
	case s.src.whole:
		return []string{"the body is white space: " + text.Size(s.src.len())}
	}
	return []string{"…"}
}

// naming says what an image or another body of bytes is.
func (m *Model) naming() string {
	s := m.whole
	beginning := s.src.slice(0, 64<<10)
	what := "bytes that are no text"
	if s.kind == Image {
		what = "an image"
		if format, ok := imageFormat(beginning); ok {
			what = "a " + format + " image"
		}
		if w, h, ok := imageSize(beginning); ok {
			what += fmt.Sprintf(", %d × %d", w, h)
		}
	}
	what += ", " + text.Size(s.src.len())
	if !s.src.whole {
		what += " so far"
	}
	if s.contentType != "" {
		what += " (" + safeText(s.contentType) + ")"
	}
	return what
}

// drawRow draws one line of the pane.
func (m *Model) drawRow(r row) string {
	s := m.sheet()
	var b strings.Builder
	mark, fold := " ", " "
	if r.start == s.cursor {
		mark = cursorSign
	}
	if r.folded {
		fold = foldSign
	}
	b.WriteString(m.look.Name.Render(mark))
	b.WriteString(m.look.Muted.Render(fold))
	glyphs, indent, room := r.glyphs, r.indent, max(m.width-gutter, 0)
	if m.unwrapped && s.doc() != nil {
		glyphs, indent = aside(glyphs, indent, s.column)
	}
	indent = min(indent, room)
	b.WriteString(strings.Repeat(" ", indent))
	m.drawGlyphs(&b, glyphs, m.found(r), room-indent)
	return b.String()
}

// found are the matches in a row.
func (m *Model) found(r row) []match {
	s, p := m.sheet(), &m.search.pattern
	if !m.search.on || s.doc() != nil {
		return r.found
	}
	n := len(p.text)
	return matchBytes(&s.src, p, max(r.start-n+1, 0), min(r.start+bytesPerRow(m.shape().width)+n, s.src.len()))
}

// aside leaves out what stands left of a column.
func aside(glyphs []glyph, indent, column int) (rest []glyph, left int) {
	at := indent
	if column <= at {
		return glyphs, at - column
	}
	for i := range glyphs {
		if at >= column {
			return glyphs[i:], at - column
		}
		at += glyphs[i].width
	}
	return nil, 0
}

// shade is how a glyph is drawn.
type shade struct {
	role  role
	match int // 1: a match, 2: the one that the search is at
}

// drawGlyphs draws as many glyphs as there is room for, those that look alike together.
func (m *Model) drawGlyphs(b *strings.Builder, glyphs []glyph, found []match, room int) {
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
		if g.width > room {
			break
		}
		if next := m.shade(g, found); next != now {
			flush()
			now = next
		}
		run.WriteString(g.text)
		room -= g.width
	}
	flush()
}

func (m *Model) style(s shade) lipgloss.Style {
	switch s.match {
	case 1:
		return m.look.Match
	case 2:
		return m.look.MatchHere
	}
	switch s.role {
	case roleName:
		return m.look.Name
	case roleString:
		return m.look.String
	case roleNumber:
		return m.look.Number
	case roleLiteral:
		return m.look.Literal
	case roleMuted, roleFold:
		return m.look.Muted
	}
	return m.look.Text
}

// shade is how a glyph is drawn.
func (m *Model) shade(g *glyph, found []match) shade {
	out := shade{role: g.role}
	if !m.search.on || g.from < 0 || g.role == roleFold {
		return out
	}
	if f := &m.search; f.found && g.from >= f.here.from && g.from < f.here.to {
		out.match = 2
		return out
	}
	i, exact := slices.BinarySearchFunc(found, g.from, func(f match, off int) int { return cmp.Compare(f.from, off) })
	if exact || i > 0 && g.from < found[i-1].to {
		out.match = 1
	}
	return out
}
