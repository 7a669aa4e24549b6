package viewer

import (
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

// Model is the pane. It is used through a pointer; its methods belong into Update and View and do bounded work.
type Model struct {
	keys          KeyMap
	look          Look
	width, height int
}

// New makes a pane without a body.
func New(keys KeyMap, look Look) *Model { return &Model{keys: keys, look: look} }

// SetKeys changes the keys.
func (m *Model) SetKeys(keys KeyMap) { m.keys = keys }

// SetLook changes the styles.
func (m *Model) SetLook(look Look) { m.look = look }

// SetSize says how large the pane is; what is in sight stays in sight.
func (m *Model) SetSize(width, height int) { m.width, m.height = width, height }

// Open begins another body, of which nothing has arrived yet, and forgets the one before.
func (m *Model) Open(contentType string) {}

// Append says that more of the body has arrived. A large chunk is kept, not copied: it must not be changed afterwards.
func (m *Model) Append(chunk []byte) tea.Cmd { return nil }

// Share gives the whole of what has arrived so far in one slice, which begins with what had been given before. The
// Model keeps that slice, and nothing else; its bytes must not be changed afterwards, but it may be appended to.
func (m *Model) Share(body []byte) tea.Cmd { return nil }

// Finish says that no more of the body will arrive.
func (m *Model) Finish() tea.Cmd { return nil }

// Close stops what runs for the pane.
func (m *Model) Close() {}

// Update takes keys and the messages of the Model's own commands.
func (m *Model) Update(msg tea.Msg) tea.Cmd { return nil }

// View draws the pane: as many lines as it is high, none wider than it is wide.
func (m *Model) View() string { return "" }

// Scroll moves by lines, down or, when negative, up.
func (m *Model) Scroll(lines int) {}

// Typing reports whether letters are text: an input is open.
func (m *Model) Typing() bool { return false }

// Back leaves the input, what runs, the search, or the filter, whichever is the nearest; false when there is nothing to leave.
func (m *Model) Back() bool { return false }

// Keys lists what works now, the most useful first.
func (m *Model) Keys() KeyMap { return m.keys }

// Status is one line about the place: the line, the kind, the match, what is still going on.
func (m *Model) Status() string { return "" }

// Kind is what the body is.
func (m *Model) Kind() Kind { return Text }

// Len is how many bytes have arrived.
func (m *Model) Len() int { return 0 }

// Body is what has arrived, as it came.
func (m *Model) Body() []byte { return nil }

// Line is the text of the line under the cursor, as the service wrote it, in the view that is open.
func (m *Model) Line() string { return "" }

// Subtree is the object, array or element that the line under the cursor opens, or else its value, as the service
// wrote it; false where the line has none or it has not arrived whole.
func (m *Model) Subtree() (text string, ok bool) { return "", false }
