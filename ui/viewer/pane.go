package viewer

import (
	"fmt"

	"countersign/internal/text"
	"countersign/ui/viewer/document"
)

// pane is the window onto a body or a filter's result.
type pane struct {
	width, height int
	id            int64 // of the body
	body          *sheet
	result        *sheet // of the filter; nil: none
	unwrapped     bool
	input         input
	search        search
	notice        string // the outcome of the last key
}

// sheet returns what is shown.
func (m *pane) sheet() *sheet {
	if m.result != nil {
		return m.result
	}
	return m.body
}

// normalize makes the position valid after anything changed.
func (m *pane) normalize() {
	if m.width > 0 && m.height > 0 {
		m.sheet().normalize(m.rowsShown(), m.layout())
	}
}

func (m *pane) layout() document.Layout {
	return document.Layout{Width: max(m.width-gutter, 4), Wrap: !m.unwrapped, Form: m.sheet().decodesForm()}
}

// rowsShown returns how many rows the pane has for the body.
func (m *pane) rowsShown() int {
	if m.input.open {
		return max(m.height-1, 1)
	}
	return max(m.height, 1)
}

// gutter is the width of the column for the marks of the cursor and of folded lines.
const gutter = 2

// position describes where the cursor is: the line and percentage, or the byte.
func (m *pane) position() string {
	s := m.sheet()
	if s.empty() || s.src.Len() == 0 {
		return ""
	}
	d := s.doc()
	if d == nil {
		return fmt.Sprintf("byte %d of %d", s.cursor, s.src.Len())
	}
	seg, _ := d.ReaderAt(s.cursor).Segment(false)
	more := ""
	if s.end() < s.src.Len() || !s.src.Complete {
		more = "+"
	}
	percent := 100 * min(s.cursor+1, s.end()) / s.src.Len()
	return fmt.Sprintf("line %d of %d%s · %d%%", seg.Line+1, d.Index.Frontier.Line+1, more, percent)
}

// format names the kind of body and the view.
func (m *pane) format() string {
	s := m.sheet()
	switch {
	case s.view == viewHex:
		return s.kind.String() + ", hex"
	case s.view == viewRaw && s.kind != document.Text:
		return s.kind.String() + ", raw"
	}
	return s.kind.String()
}

// summary describes an image or another binary body.
func (m *pane) summary() string {
	s := m.body
	what := "Binary data"
	if s.kind == document.Image {
		what = "Image"
		if format := document.ImageFormat(s.src.Bytes); format != "" {
			what = format + " image"
		}
		if w, h, ok := document.ImageSize(s.src.Bytes); ok {
			what += fmt.Sprintf(", %d × %d", w, h)
		}
	}
	what += ", " + text.Size(s.src.Len())
	if !s.src.Complete {
		what += " so far"
	}
	if s.contentType != "" {
		what += " (" + text.Safe(s.contentType, 200) + ")"
	}
	return what
}
