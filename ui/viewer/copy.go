package viewer

import (
	"strings"

	"countersign/ui/viewer/document"
)

// Body is what has arrived, as it came. It is not copied where it stands in one slice.
func (m *pane) Body() []byte {
	src := &m.whole.src
	return src.Slice(0, src.Len())
}

// lineLimit is how much of a line is copied.
const lineLimit = 16 << 20

// Line is the text of the line under the cursor, as the service wrote it, in the view that is open: of a long one its
// first 16 MB.
func (m *pane) Line() string {
	s := m.sheet()
	d := s.doc()
	if d == nil {
		return m.plainRow()
	}
	if d.Empty() {
		return ""
	}
	off := d.VisibleAt(s.cursor)
	if seg, _ := d.ReaderAt(off).Segment(false); seg.Cut {
		off = d.LineAt(seg.Line)
	}
	var b strings.Builder
	r := d.ReaderAt(off)
	r.SkipFolded = false
	for first := true; b.Len() < lineLimit; first = false {
		if !first && (!r.HasNext || r.Next.Begin != document.BeginContinuation) {
			break
		}
		seg, ok := r.Segment(true)
		if !ok {
			break
		}
		b.Write(d.SegmentText(seg, s.kind == document.Form && s.view == viewPretty).Text)
	}
	return b.String()
}

// plainRow is the text of the cursor's row, of a view without lines.
func (m *pane) plainRow() string {
	s := m.sheet()
	if s.named() {
		return m.naming()
	}
	var b strings.Builder
	s.walk(s.cursor, m.shape(), func(r document.Row) bool {
		for _, g := range r.Glyphs {
			b.WriteString(g.Text)
		}
		return false
	})
	return b.String()
}

// Subtree is the object, array or element that the line under the cursor opens, or else the value that stands on it, as
// the service wrote it; false where the line has none or it has not arrived whole.
func (m *pane) Subtree() (text string, ok bool) {
	s := m.sheet()
	seg, _, r, ok := m.here()
	if !ok || s.view != viewPretty {
		return "", false
	}
	d := s.doc()
	if seg.Holds {
		for _, t := range seg.Parts {
			if f, found := opened(t.Token, r); found {
				return containerText(d, f, seg, s.kind)
			}
		}
	}
	if s.kind == document.JSON {
		return valueText(d, seg)
	}
	return "", false
}

// containerText is what stands from a container's beginning to its end.
func containerText(d *document.Document, f document.Frame, seg document.Segment, k document.Kind) (string, bool) {
	end, ok := d.FrameSpan(f)
	if !ok {
		return "", false
	}
	from, to := f.Open, end.To
	if k == document.JSON {
		return string(d.Src.Slice(from, to+1)), true
	}
	for _, t := range seg.Parts { // the element begins with the < of the tag that the container's token ends
		if t.Role == document.RoleName && t.From < f.Open && d.Src.Slice(t.From, t.From+1)[0] == '<' {
			from = t.From
		}
	}
	if !end.Implicit {
		w := d.Src.Slice(to, to+document.SegmentBytes)
		to += strings.IndexByte(string(w), '>') + 1
	}
	return string(d.Src.Slice(from, to)), true
}

// valueText is the string, number or word on a line of JSON.
func valueText(d *document.Document, seg document.Segment) (string, bool) {
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
	if from < 0 || seg.Cut {
		return "", false
	}
	return string(d.Src.Slice(from, to)), true
}
