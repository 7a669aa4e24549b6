package viewer

import (
	"bytes"
	"strings"

	"countersign/ui/viewer/document"
)

// maxLine is the most bytes of a line that Line returns.
const maxLine = 16 << 20

// Line returns the text of the line at the cursor as the open view shows it, unfolded: the first 16 MB of a long one. Without
// lines it returns the row.
func (m *pane) Line() string {
	s := m.sheet()
	d := s.doc()
	var b strings.Builder
	switch {
	case s.summarized():
		return m.summary()
	case d == nil:
		s.walk(s.cursor, m.layout(), func(r document.Row) bool {
			for _, g := range r.Glyphs {
				b.WriteString(g.Text)
			}
			return false
		})
		return b.String()
	case d.Empty():
		return ""
	}
	r := d.ReaderAt(s.cursor)
	if r.Next.Begin == document.BeginContinuation {
		seg, _ := d.ReaderAt(s.cursor).Segment(false)
		r = d.ReaderAt(d.LineAt(seg.Line))
	}
	r.SkipFolded = false
	for first := true; b.Len() < maxLine && (first || r.HasNext && r.Next.Begin == document.BeginContinuation); first = false {
		seg, _ := r.Segment(true)
		b.Write(d.SegmentText(seg, s.decodesForm()).Text)
	}
	return b.String()
}

// Subtree returns the source of the object, array or element that the line at the cursor opens, or else of the JSON value in
// that line. ok is false if there is none or its end has not arrived.
func (m *pane) Subtree() (text string, ok bool) {
	s := m.sheet()
	seg, _, r, ok := m.here()
	if !ok || s.view != viewPretty {
		return "", false
	}
	if f, opens := opened(seg, r); opens {
		return containerText(s.doc(), f, seg, s.kind)
	}
	if s.kind != document.JSON || seg.Continued {
		return "", false
	}
	from, to := -1, -1
	for _, t := range seg.Parts {
		switch t.Role {
		case document.RoleString, document.RoleNumber, document.RoleLiteral:
			if from < 0 {
				from = t.From
			}
			to = t.To
		}
	}
	if from < 0 {
		return "", false
	}
	return string(s.src.Slice(from, to)), true
}

// containerText returns the source of a container that a segment opens.
func containerText(d *document.Document, f document.Frame, seg document.Segment, k document.Kind) (string, bool) {
	end, ok := d.Span(f)
	if !ok {
		return "", false
	}
	from, to := f.Open, end.To
	if k == document.JSON {
		return string(d.Src.Slice(from, to+1)), true
	}
	for _, t := range seg.Parts { // f.Open is the > of the start tag
		if t.Role == document.RoleName && t.From < f.Open && d.Src.Bytes[t.From] == '<' {
			from = t.From
		}
	}
	if !end.Implicit {
		to += bytes.IndexByte(d.Src.Slice(to, to+document.SegmentBytes), '>') + 1
	}
	return string(d.Src.Slice(from, to)), true
}
