package viewer

import (
	"sync/atomic"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"countersign/ui/viewer/document"
)

// Kind is the format of a body.
type Kind = document.Kind

// The kinds that screens compare with.
const (
	JSON = document.JSON
	Text = document.Text
)

// Styles are the styles of the text, by its role in JSON, XML or HTML.
type Styles struct {
	Text, Muted                   lipgloss.Style
	Name, String, Number, Literal lipgloss.Style // a name is a JSON key or a tag
	Match, CurrentMatch           lipgloss.Style // of the search
}

// Msg is the result of one of a Model's commands; pass it to Update. Late ones and those of other Models are ignored there.
type Msg struct {
	id     int64
	result any
}

// bodies numbers the bodies that were opened.
var bodies atomic.Int64

// syncBytes is how many new bytes are indexed at once, so that a small body is shown without waiting for a command.
const syncBytes = 64 << 10

// Model is the viewer. Its methods do a bounded amount of work and must be called from Update and View.
type Model struct {
	pane
	keys   KeyMap
	styles Styles
	filter filter
}

// New returns a viewer without a body.
func New(keys KeyMap, styles Styles) *Model {
	m := &Model{pane: pane{input: newInput()}, keys: keys, styles: styles}
	m.Open("")
	return m
}

// SetStyles changes the styles.
func (m *Model) SetStyles(styles Styles) { m.styles = styles }

// SetSize changes the size of the pane.
func (m *Model) SetSize(width, height int) {
	if m.width == width && m.height == height {
		return
	}
	m.width, m.height = width, height
	m.normalize()
}

// Open replaces the body with one of which nothing has arrived yet.
func (m *Model) Open(contentType string) {
	m.Close()
	m.id = bodies.Add(1)
	m.body = &sheet{contentType: contentType, kind: document.Detect(contentType, nil)}
	m.result, m.notice = nil, ""
	m.search = search{}
	m.input.close()
}

// SetBody sets what has arrived so far, which starts with what was set before. complete means that nothing more will
// arrive. The slice is not copied; the caller must not change its bytes, but may append to it.
func (m *Model) SetBody(body []byte, complete bool) tea.Cmd {
	s := m.body
	seen := s.end()
	s.src = document.Body{Bytes: body, Complete: complete}
	if seen < document.DetectBytes || s.summarized() {
		if k := document.Detect(s.contentType, s.src.Slice(0, document.DetectBytes)); k != s.kind {
			s.kind, s.docs, s.top, s.cursor = k, [2]*document.Document{}, 0, 0
		}
	}
	for _, d := range s.docs {
		if d != nil {
			d.Src = s.src
		}
	}
	cmd := m.index(m.sheet().doc())
	m.normalize()
	return cmd
}

// Close stops what runs for the viewer.
func (m *Model) Close() {
	m.stopFilter()
	m.id = 0
}

type indexMsg struct {
	doc    *document.Document
	update document.IndexUpdate
}

// index extends a document's index: a little at once, the rest in commands. The search follows.
func (m *Model) index(d *document.Document) tea.Cmd {
	if d == nil || d.Busy {
		return m.scan()
	}
	if d.Index.Frontier.Off < d.Src.Len() {
		d.Apply(d.Index.Step(d.Src, d.Lex, syncBytes))
	}
	m.arrive()
	if d.Src.Len()-d.Index.Frontier.Off <= document.Lookahead {
		return m.scan()
	}
	d.Busy = true
	id, ix, src, lex := m.id, d.Index, d.Src, d.Lex
	step := func() tea.Msg { return Msg{id, indexMsg{d, ix.Step(src, lex, document.StepBytes)}} }
	return tea.Batch(step, m.scan())
}

func (m *Model) indexed(msg indexMsg) tea.Cmd {
	msg.doc.Busy = false
	if !m.body.has(msg.doc) && (m.result == nil || !m.result.has(msg.doc)) {
		return nil
	}
	msg.doc.Apply(msg.update)
	cmd := m.index(msg.doc)
	m.normalize()
	return cmd
}

// leaveResult returns from a filter's result to the body.
func (m *Model) leaveResult() {
	m.result, m.search = nil, search{}
	m.normalize()
}

// Typing reports whether an input is open, so that letters are text.
func (m *Model) Typing() bool { return m.input.open }

// Back closes the input, stops what is running, or leaves the search or the filter, whichever comes first. It returns false
// if there is nothing to leave.
func (m *Model) Back() bool {
	m.notice = ""
	switch {
	case m.input.open:
		m.input.close()
	case m.filter.cancel != nil:
		m.stopFilter()
		m.notice = "Filter stopped"
	case m.search.seeking:
		m.search.stop()
		m.notice = "Search stopped"
	case m.search.on:
		m.search = search{}
	case m.result != nil:
		m.leaveResult()
	default:
		return false
	}
	m.normalize()
	return true
}

// Keys returns the keys, with those disabled that do nothing now.
func (m *Model) Keys() KeyMap {
	k, s := m.keys, m.sheet()
	lines := s.doc() != nil
	folds := lines && s.view == viewPretty && (s.kind == document.JSON || s.kind == document.XML || s.kind == document.HTML)
	enable := func(on bool, bindings ...*key.Binding) {
		for _, b := range bindings {
			b.SetEnabled(b.Enabled() && on)
		}
	}
	enable(m.search.on, &k.Next, &k.Previous)
	enable(m.body.kind == document.JSON || lines, &k.Filter)
	enable(folds, &k.Fold, &k.FoldAll)
	enable(s.kind != document.Text || s.view == viewHex, &k.Raw)
	enable(lines, &k.Wrap)
	enable(lines && m.unwrapped, &k.Left, &k.Right)
	return k
}

// Kind returns the kind of body.
func (m *Model) Kind() Kind { return m.body.kind }

// Len returns how many bytes have arrived.
func (m *Model) Len() int { return m.body.src.Len() }
