package viewer

import (
	"sync/atomic"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// Look are the styles that a Model draws in.
type Look struct {
	Text, Muted                   lipgloss.Style
	Name, String, Number, Literal lipgloss.Style // of a text in a language: names (keys, tags), texts, numbers, words
	Match, MatchHere              lipgloss.Style // what a search found, and where it stands
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
	keys          KeyMap
	look          Look
	width, height int
	id            int64  // of the body
	whole         *sheet // the body
	result        *sheet // of the filter; nil when there is none
	unwrapped     bool
	input         input
	search        search
	filter        filter
	notice        string // what the last key came to
}

// New makes a pane without a body.
func New(keys KeyMap, look Look) *Model {
	m := &Model{keys: keys, look: look, input: newInput()}
	m.Open("")
	return m
}

// SetKeys changes the keys.
func (m *Model) SetKeys(keys KeyMap) { m.keys = keys }

// SetLook changes the styles.
func (m *Model) SetLook(look Look) { m.look = look }

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
	m.whole = &sheet{contentType: contentType, kind: Detect(contentType, nil)}
	m.result, m.notice = nil, ""
	m.search = search{}
	m.input.close()
}

// Append says that more of the body has arrived. A large chunk is kept, not copied: it must not be changed afterwards.
func (m *Model) Append(chunk []byte) tea.Cmd {
	m.whole.src.append(chunk)
	return m.grown()
}

// Share gives the whole of what has arrived so far in one slice, which begins with what had been given before. The
// Model keeps that slice, and nothing else; its bytes must not be changed afterwards, but it may be appended to.
func (m *Model) Share(body []byte) tea.Cmd {
	m.whole.src.share(body)
	return m.grown()
}

// Finish says that no more of the body will arrive.
func (m *Model) Finish() tea.Cmd {
	m.whole.src.whole = true
	return m.grown()
}

// Close stops what runs for the pane.
func (m *Model) Close() {
	m.stopFilter()
	m.id = 0
}

func (m *Model) grown() tea.Cmd {
	s := m.whole
	if seen := s.end(); seen < detectBytes || s.named() {
		if k := Detect(s.contentType, s.src.slice(0, detectBytes)); k != s.kind {
			s.kind, s.docs, s.top, s.cursor = k, [2]*doc{}, 0, 0
		}
	}
	s.grown()
	cmd := m.index()
	m.hold()
	return cmd
}

// sheet is what is looked at.
func (m *Model) sheet() *sheet {
	if m.result != nil {
		return m.result
	}
	return m.whole
}

// indexMsg is what a step of an index found.
type indexMsg struct {
	doc   *doc
	found found
}

// index goes on with the index of what is looked at.
func (m *Model) index() tea.Cmd { return m.indexDoc(m.sheet().doc()) }

// indexDoc goes on with an index: a little at once, what is more in a command.
func (m *Model) indexDoc(d *doc) tea.Cmd {
	if d == nil || d.busy {
		return nil
	}
	if d.ix.frontier.off < d.src.len() {
		d.take(d.ix.step(d.src, d.lex, soonBytes))
	}
	if d.src.len()-d.ix.frontier.off <= ahead {
		return m.count()
	}
	d.busy = true
	id, ix, src, lex := m.id, d.ix, d.src, d.lex
	return func() tea.Msg { return Msg{id, indexMsg{d, ix.step(src, lex, stepBytes)}} }
}

func (m *Model) indexed(msg indexMsg) tea.Cmd {
	msg.doc.busy = false
	if !m.whole.has(msg.doc) && (m.result == nil || !m.result.has(msg.doc)) {
		return nil
	}
	msg.doc.take(msg.found)
	cmd := m.indexDoc(msg.doc)
	m.hold()
	return tea.Batch(cmd, m.seekFurther())
}

// leaveResult goes back from a filter's result to the body.
func (m *Model) leaveResult() {
	m.result, m.search = nil, search{}
	m.hold()
}

// hold keeps the place where rows are.
func (m *Model) hold() {
	if m.width > 0 && m.height > 0 {
		m.sheet().hold(m.rowsShown(), m.shape())
	}
}

// gutter is the column of the signs: the cursor's, and that of what is folded.
const gutter = 2

func (m *Model) shape() shape { return m.sheet().shape(max(m.width-gutter, 4), !m.unwrapped) }

// rowsShown is how many rows the pane has for the body.
func (m *Model) rowsShown() int {
	if m.input.open {
		return max(m.height-1, 1)
	}
	return max(m.height, 1)
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
	off(&k.Filter, m.whole.kind == JSON || lines)
	folds := lines && pretty && (s.kind == JSON || s.kind == XML || s.kind == HTML)
	off(&k.Fold, folds)
	off(&k.FoldAll, folds)
	off(&k.Raw, s.kind != Text || s.view == viewHex)
	off(&k.Wrap, lines)
	off(&k.Left, lines && m.unwrapped)
	off(&k.Right, lines && m.unwrapped)
	return k
}

// Kind is what the body is.
func (m *Model) Kind() Kind { return m.whole.kind }

// Len is how many bytes have arrived.
func (m *Model) Len() int { return m.whole.src.len() }

// Whole reports whether the body has arrived whole.
func (m *Model) Whole() bool { return m.whole.src.whole }
