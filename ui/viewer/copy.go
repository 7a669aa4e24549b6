package viewer

import "strings"

// Body is what has arrived, as it came. It is not copied where it stands in one slice.
func (m *pane) Body() []byte {
	src := &m.whole.src
	return src.slice(0, src.len())
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
	if d.empty() {
		return ""
	}
	off := d.seen(s.cursor)
	if seg, _ := d.at(off).segment(false); seg.cut {
		off = d.lineAt(seg.line)
	}
	var b strings.Builder
	r := d.at(off)
	r.jump = false
	for first := true; b.Len() < lineLimit; first = false {
		if !first && (!r.have || r.first.begin != beginCut) {
			break
		}
		seg, ok := r.segment(true)
		if !ok {
			break
		}
		b.Write(d.plain(seg, s.kind == Form && s.view == viewPretty).text)
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
	s.walk(s.cursor, m.shape(), func(r row) bool {
		for _, g := range r.glyphs {
			b.WriteString(g.text)
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
	if seg.holds {
		for _, t := range seg.parts {
			if f, found := opened(t.token, r); found {
				return containerText(d, f, seg, s.kind)
			}
		}
	}
	if s.kind == JSON {
		return valueText(d, seg)
	}
	return "", false
}

// containerText is what stands from a container's beginning to its end.
func containerText(d *doc, f frame, seg segment, k Kind) (string, bool) {
	end, ok := d.frameSpan(f)
	if !ok {
		return "", false
	}
	from, to := f.open, end.to
	if k == JSON {
		return string(d.src.slice(from, to+1)), true
	}
	for _, t := range seg.parts { // the element begins with the < of the tag that the container's token ends
		if t.role == roleName && t.from < f.open && d.src.slice(t.from, t.from+1)[0] == '<' {
			from = t.from
		}
	}
	if !end.implicit {
		w := d.src.slice(to, to+cutBytes)
		to += strings.IndexByte(string(w), '>') + 1
	}
	return string(d.src.slice(from, to)), true
}

// valueText is the string, number or word on a line of JSON.
func valueText(d *doc, seg segment) (string, bool) {
	from, to := -1, -1
	for _, t := range seg.parts {
		switch t.role {
		case roleString, roleNumber, roleLiteral:
			if from < 0 {
				from = t.from
			}
			to = t.to
		}
	}
	if from < 0 || seg.cut {
		return "", false
	}
	return string(d.src.slice(from, to)), true
}
