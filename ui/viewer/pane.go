package viewer

import (
	"fmt"
	"strings"

	"countersign/internal/text"
	"countersign/ui/viewer/document"
)

// pane is what is looked at, in a window, and what the last key came to.
type pane struct {
	width, height int
	id            int64  // of the body
	whole         *sheet // the body
	result        *sheet // of the filter; nil when there is none
	unwrapped     bool
	input         input
	notice        string // what the last key came to
}

// sheet is what is looked at.
func (m *pane) sheet() *sheet {
	if m.result != nil {
		return m.result
	}
	return m.whole
}

// hold keeps the place where rows are.
func (m *pane) hold() {
	if m.width > 0 && m.height > 0 {
		m.sheet().hold(m.rowsShown(), m.shape())
	}
}

func (m *pane) shape() document.Shape { return m.sheet().shape(max(m.width-gutter, 4), !m.unwrapped) }

// rowsShown is how many rows the pane has for the body.
func (m *pane) rowsShown() int {
	if m.input.open {
		return max(m.height-1, 1)
	}
	return max(m.height, 1)
}

// gutter is the column of the signs: the cursor's, and that of what is folded.
const gutter = 2

// where is the cursor's place: the line of so many, or the share of the bytes.
func (m *pane) where() string {
	s := m.sheet()
	if s.empty() || s.src.Len() == 0 {
		return ""
	}
	d := s.doc()
	share := fmt.Sprintf("%d%%", 100*min(s.cursor+1, s.end())/s.src.Len())
	if d == nil {
		return fmt.Sprintf("byte %d of %d", s.cursor, s.src.Len())
	}
	seg, _ := d.ReaderAt(s.cursor).Segment(false)
	total := fmt.Sprint(d.Index.Frontier.Line + 1)
	if s.end() < s.src.Len() || !s.src.Complete {
		total += "+"
	}
	return fmt.Sprintf("line %d of %s · %s", seg.Line+1, total, share)
}

func (m *pane) kindWords() string {
	s := m.sheet()
	switch {
	case s.view == viewHex:
		return s.kind.String() + ", bytes"
	case s.view == viewRaw && s.kind != document.Text:
		return s.kind.String() + ", raw"
	}
	return s.kind.String()
}

// naming says what an image or another body of bytes is.
func (m *pane) naming() string {
	s := m.whole
	beginning := s.src.Slice(0, 64<<10)
	what := "bytes that are no text"
	if s.kind == document.Image {
		what = "an image"
		if format, ok := document.ImageFormat(beginning); ok {
			what = "a " + format + " image"
		}
		if w, h, ok := document.ImageSize(beginning); ok {
			what += fmt.Sprintf(", %d × %d", w, h)
		}
	}
	what += ", " + text.Size(s.src.Len())
	if !s.src.Complete {
		what += " so far"
	}
	if s.contentType != "" {
		what += " (" + safeText(s.contentType) + ")"
	}
	return what
}

// safeText makes a short text of another's safe to draw.
func safeText(text string) string {
	var p document.SegmentText
	p.Add([]byte(text[:min(len(text), 200)]), 0, document.RoleText)
	var b strings.Builder
	for _, g := range p.Glyphs() {
		if g.Text == "\t" {
			g.Text = " "
		}
		b.WriteString(g.Text)
	}
	return b.String()
}
