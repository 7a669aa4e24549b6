package viewer

import (
	"sync/atomic"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"countersign/ui/viewer/document"
)

// Kind is what a body is.
type Kind = document.Kind

// The kinds that a screen asks for.
const (
	JSON = document.JSON
	Text = document.Text
)

// Look are the styles that a Model draws in.
type Styles struct {
	Text, Muted                   lipgloss.Style
	Name, String, Number, Literal lipgloss.Style // of a text in a language: names (keys, tags), texts, numbers, words
	Match, CurrentMatch           lipgloss.Style // what a search found, and where it stands
}

// Msg carries what a command of a Model came back with, to be given to its Update. One that is late, or another Model's, is
// dropped there.
type Msg struct {
	id     int64
	answer any
}

// bodies counts the bodies that were opened, so that each has a number of its own.
var bodies atomic.Int64

// soonBytes is how much of what arrives is indexed at once: what is small is shown without waiting for a message.
const soonBytes = 64 << 10

// Model is the pane. It is used through a pointer; its methods belong into Update and View and do bounded work.
type Model struct {
	pane
	keys   KeyMap
	look   Styles
	search search
	filter filter
}

// New makes a pane without a body.
func New(keys KeyMap, look Styles) *Model {
	m := &Model{pane: pane{input: newInput()}, keys: keys, look: look}
	m.Open("")
	return m
}

// SetKeys changes the keys.
func (m *Model) SetKeys(keys KeyMap) { m.keys = keys }

// SetLook changes the styles.
func (m *Model) SetStyles(look Styles) { m.look = look }

// SetSize says how large the pane is; what is in sight stays in sight.
func (m *Model) SetSize(width, height int) {
	if m.width == width && m.height == height {
		return
	}
	m.width, m.height = width, height
	m.hold()
}

// Open begins another body, of which nothing has arrived yet, and forgets the one before.
func (m *Model) Open(contentType string) {
	m.Close()
	m.id = bodies.Add(1)
	m.whole = &sheet{contentType: contentType, kind: document.Detect(contentType, nil)}
	m.result, m.notice = nil, ""
	m.search = search{}
	m.input.close()
}

// Append says that more of the body has arrived. A large chunk is kept, not copied: it must not be changed afterwards.
func (m *Model) Append(chunk []byte) tea.Cmd {
	m.whole.src.Append(chunk)
	return m.grown()
}

// Share gives the whole of what has arrived so far in one slice, which begins with what had been given before. The
// Model keeps that slice, and nothing else; its bytes must not be changed afterwards, but it may be appended to.
func (m *Model) SetBody(body []byte) tea.Cmd {
	m.whole.src.SetAll(body)
	return m.grown()
}

// Finish says that no more of the body will arrive.
func (m *Model) Finish() tea.Cmd {
	m.whole.src.Complete = true
	return m.grown()
}

// Close stops what runs for the pane.
func (m *Model) Close() {
	m.stopFilter()
	m.id = 0
}

func (m *Model) grown() tea.Cmd {
	s := m.whole
	if seen := s.end(); seen < document.DetectBytes || s.named() {
		if k := document.Detect(s.contentType, s.src.Slice(0, document.DetectBytes)); k != s.kind {
			s.kind, s.docs, s.top, s.cursor = k, [2]*document.Document{}, 0, 0
		}
	}
	s.grown()
	cmd := m.index()
	m.hold()
	return cmd
}

// indexMsg is what a step of an index found.
type indexMsg struct {
	doc   *document.Document
	found document.IndexUpdate
}

// index goes on with the index of what is looked at.
func (m *Model) index() tea.Cmd { return m.indexDoc(m.sheet().doc()) }

// indexDoc goes on with an index: a little at once, what is more in a command.
func (m *Model) indexDoc(d *document.Document) tea.Cmd {
	if d == nil || d.Busy {
		return nil
	}
	if d.Index.Frontier.Off < d.Src.Len() {
		d.Apply(d.Index.Step(d.Src, d.Lex, soonBytes))
	}
	if d.Src.Len()-d.Index.Frontier.Off <= document.Lookahead {
		return m.finder().count()
	}
	d.Busy = true
	id, ix, src, lex := m.id, d.Index, d.Src, d.Lex
	return func() tea.Msg { return Msg{id, indexMsg{d, ix.Step(src, lex, document.StepBytes)}} }
}

func (m *Model) indexed(msg indexMsg) tea.Cmd {
	msg.doc.Busy = false
	if !m.whole.has(msg.doc) && (m.result == nil || !m.result.has(msg.doc)) {
		return nil
	}
	msg.doc.Apply(msg.found)
	cmd := m.indexDoc(msg.doc)
	m.hold()
	return tea.Batch(cmd, m.finder().seekFurther())
}

// leaveResult goes back from a filter's result to the body.
func (m *Model) leaveResult() {
	m.result, m.search = nil, search{}
	m.hold()
}

// Typing reports whether letters are text: an input is open.
func (m *Model) Typing() bool { return m.input.open }

// Back leaves the input, what runs, the search, or the filter, whichever is the nearest; false when there is nothing to leave.
func (m *Model) Back() bool {
	m.notice = ""
	switch {
	case m.input.open:
		m.input.close()
	case m.filter.cancel != nil:
		m.stopFilter()
		m.notice = "the filter was stopped"
	case m.search.seeking:
		m.search.stop()
		m.notice = "the search was stopped"
	case m.search.on:
		m.search = search{}
	case m.result != nil:
		m.leaveResult()
	default:
		return false
	}
	m.hold()
	return true
}

// Keys are the keys with those turned off that do nothing now.
func (m *Model) Keys() KeyMap {
	k, s := m.keys, m.sheet()
	lines, pretty := s.doc() != nil, s.view == viewPretty
	off := func(b *key.Binding, on bool) { b.SetEnabled(b.Enabled() && on) }
	off(&k.Next, m.search.on)
	off(&k.Previous, m.search.on)
	off(&k.Filter, m.whole.kind == document.JSON || lines)
	folds := lines && pretty && (s.kind == document.JSON || s.kind == document.XML || s.kind == document.HTML)
	off(&k.Fold, folds)
	off(&k.FoldAll, folds)
	off(&k.Raw, s.kind != document.Text || s.view == viewHex)
	off(&k.Wrap, lines)
	off(&k.Left, lines && m.unwrapped)
	off(&k.Right, lines && m.unwrapped)
	return k
}

// Kind is what the body is.
func (m *Model) Kind() Kind { return m.whole.kind }

// Len is how many bytes have arrived.
func (m *Model) Len() int { return m.whole.src.Len() }

// Whole reports whether the body has arrived whole.
func (m *Model) Complete() bool { return m.whole.src.Complete }

func (m *Model) finder() finder { return finder{&m.pane, &m.search} }
