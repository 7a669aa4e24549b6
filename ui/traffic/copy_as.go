package traffic

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/viewport"
	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/flow/snippet"
	"countersign/internal/text"
	"countersign/ui/kit"
)

var (
	keyCopyKind = kit.NewAction("copy-selected", kit.NotInText, "copy", "enter", "y").Formerly("copy-kind")
	keyPreview  = kit.NewAction("preview", kit.NotInText, "preview", "p")
)

// snippetLimit is the largest body, in bytes, of a request that is copied.
const snippetLimit = 1 << 20

// copyAs writes a request for another program and copies it. After a preview, it copies what the preview shows.
type copyAs struct {
	*kit.Env
	width, height int

	write  func(snippet.Kind) (snippet.Snippet, error)
	cursor int

	work        kit.Task
	toClipboard bool // copy it when it is written
	written     *snippet.Snippet
	trouble     *flow.Explanation
	preview     bool
	wrapped     bool // a line is longer than the window
	view        viewport.Model
}

type snippetMsg struct {
	task    int64
	snippet snippet.Snippet
	err     error
}

func newCopyAs(e *kit.Env, write func(snippet.Kind) (snippet.Snippet, error)) *copyAs {
	s := &copyAs{Env: e, write: write, view: viewport.New(0, 0)}
	s.view.KeyMap = kit.ScrollKeys(e.Keys)
	return s
}

// CopyExchange opens the menu for a request that was sent, or explains why it cannot be copied.
func CopyExchange(e *kit.Env, from kit.Screen, x *flow.Exchange) tea.Cmd {
	switch {
	case !x.IsAPIRequest():
		return kit.ErrorToast(fmt.Sprintf("Cannot copy the %s step: it works only once. Copy a request of the connection instead.", x.Step))
	case x.RequestSize > snippetLimit:
		return kit.ErrorToast(tooLarge(x.RequestSize) + ". Use countersign sign --as to print it.")
	}
	return kit.Push(from, newCopyAs(e, x.Snippet))
}

// CopyRequest opens the menu for a request that was not sent yet.
func CopyRequest(e *kit.Env, from kit.Screen, conn *flow.Connection, r flow.Request) tea.Cmd {
	if len(r.Body) > snippetLimit {
		return kit.ErrorToast(tooLarge(len(r.Body)) + ". Use countersign sign --as to print it.")
	}
	return kit.Push(from, newCopyAs(e, func(kind snippet.Kind) (snippet.Snippet, error) { return snippetOf(conn, kind, r) }))
}

func tooLarge(size int) string {
	return "The body is " + text.Size(size) + ", too large for the clipboard"
}

// snippetOf writes a request, whose body may still be in its file.
func snippetOf(conn *flow.Connection, kind snippet.Kind, r flow.Request) (snippet.Snippet, error) {
	if r.BodyFile != "" {
		content, file, err := requestfile.ReadBody(r.BodyFile)
		if err != nil {
			return snippet.Snippet{}, err
		}
		if len(content) > snippetLimit {
			return snippet.Snippet{}, &flow.StepError{
				Step: flow.StepRequest, What: "writing the request as " + kind.Title(), Err: errors.New("the body is too large for the clipboard: " + text.Size(len(content))),
				Hint: "Use countersign sign --as to print it.",
			}
		}
		r.Body, r.BodyFile, r.Header = content, file.Path, requestfile.WithContentType(r.Header, file.Type)
	}
	return conn.Snippet(kind, r, flow.SigningOptions{})
}

func (s *copyAs) Init() tea.Cmd { return nil }

func (s *copyAs) Title() string { return "copy as" }

func (s *copyAs) Close() { s.work.Stop() }

func (s *copyAs) SetSize(width, height int) {
	s.width, s.height = width, height
	s.fill()
}

// Back closes the preview first.
func (s *copyAs) Back() (tea.Cmd, bool) {
	if !s.preview {
		return nil, false
	}
	s.preview = false
	return nil, true
}

func (s *copyAs) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.press(msg)
	case snippetMsg:
		return s.wrote(msg)
	case kit.BackgroundMsg:
		s.fill()
	}
	return nil
}

func (s *copyAs) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.preview && s.Keys.Matches(msg, keyCopyKind):
		return s.CopyToClipboard(s.written.Kind.Title(), s.written.Text)
	case s.preview && s.Keys.Matches(msg, keyPreview):
		s.preview = false
	case s.preview:
		s.view, _ = s.view.Update(msg)
	case s.Keys.Matches(msg, kit.KeyUp):
		s.choose(s.cursor - 1)
	case s.Keys.Matches(msg, kit.KeyDown):
		s.choose(s.cursor + 1)
	case s.Keys.Matches(msg, keyCopyKind):
		return s.make(true)
	case s.Keys.Matches(msg, keyPreview):
		return s.make(false)
	}
	return nil
}

func (s *copyAs) choose(i int) {
	s.work.Stop()
	s.cursor, s.written, s.trouble = min(max(i, 0), len(snippet.Kinds())-1), nil, nil
}

// make signs and writes the request.
func (s *copyAs) make(toClipboard bool) tea.Cmd {
	s.work.Stop()
	s.work, s.toClipboard, s.trouble = s.StartTask(), toClipboard, nil
	t, write, kind := s.work, s.write, snippet.Kinds()[s.cursor]
	return func() tea.Msg {
		snippet, err := write(kind)
		return snippetMsg{t.ID, snippet, err}
	}
}

func (s *copyAs) wrote(msg snippetMsg) tea.Cmd {
	if !s.work.Matches(msg.task) {
		return nil
	}
	s.work.Stop()
	if msg.err != nil {
		x := flow.Explain(msg.err)
		s.written, s.trouble = nil, &x
		return nil
	}
	s.written = &msg.snippet
	if s.toClipboard {
		return s.CopyToClipboard(msg.snippet.Kind.Title(), msg.snippet.Text)
	}
	s.preview = true
	s.fill()
	s.view.GotoTop()
	return nil
}

// fill puts the text at column 0, so that it can be selected with the mouse.
func (s *copyAs) fill() {
	if s.written == nil || s.width == 0 {
		return
	}
	whole := strings.Split(strings.ReplaceAll(text.SafeLines(s.written.Text), "\t", "    "), "\n")
	var lines []string
	for _, l := range whole {
		lines = append(lines, kit.Chunks(l, s.width)...)
	}
	s.wrapped = len(lines) > len(whole)
	s.view.Width, s.view.Height = s.width, max(s.height-kit.Height(s.advice())-1, 1)
	s.view.SetContent(strings.Join(lines, "\n"))
}

func (s *copyAs) advice() string {
	text := s.written.Advice()
	if s.preview && s.wrapped {
		text += " Long lines are wrapped here; " + s.Keys.Label(keyCopyKind) + " copies them unwrapped."
	}
	return kit.HangingIndent(kit.Indent+s.Styles.Warning.Render("● "), text, s.width)
}

func (s *copyAs) ShortHelp() []key.Binding {
	if s.preview {
		return []key.Binding{s.Keys.Binding(keyCopyKind), s.Keys.Relabeled(kit.KeyDown, "scroll"), s.Keys.Relabeled(kit.KeyBack, "close")}
	}
	return []key.Binding{s.Keys.Binding(keyCopyKind), s.Keys.Relabeled(kit.KeyDown, "choose"), s.Keys.Binding(keyPreview), s.Keys.Binding(kit.KeyBack)}
}

func (s *copyAs) FullHelp() [][]key.Binding {
	if s.preview {
		return [][]key.Binding{{s.Keys.Binding(keyCopyKind), s.Keys.Binding(kit.KeyUp), s.Keys.Binding(kit.KeyDown), s.Keys.Binding(kit.KeyBodyPageUp), s.Keys.Binding(kit.KeyBodyPageDown), s.Keys.Relabeled(kit.KeyBack, "close")}}
	}
	return [][]key.Binding{s.Keys.Bindings(kit.KeyUp, kit.KeyDown, keyCopyKind, keyPreview, kit.KeyBack)}
}

// StatusText shows the kind and the position of the preview.
func (s *copyAs) StatusText() string {
	if !s.preview {
		return ""
	}
	text := s.written.Kind.Title()
	if !s.view.AtTop() || !s.view.AtBottom() {
		text += fmt.Sprintf("   %d%%", int(s.view.ScrollPercent()*100))
	}
	return s.Styles.Muted.Render(text)
}

var kindNotes = map[snippet.Kind]string{
	snippet.Curl:       "signed now: works once, usually within 5 minutes",
	snippet.HTTPie:     "signed now: works once, usually within 5 minutes",
	snippet.Go:         "signs each request; standard library only",
	snippet.Python:     "signs each request; needs cryptography for RSA only",
	snippet.JavaScript: "signs each request; needs only Node.js",
}

func (s *copyAs) View() string {
	if s.preview {
		return s.advice() + "\n\n" + s.view.View()
	}
	lines := []string{" " + s.Styles.Strong.Render("COPY REQUEST AS"), ""}
	for i, kind := range snippet.Kinds() {
		row := s.Styles.Selected(i == s.cursor, kit.Fit(kind.Title(), 12)) + s.Styles.Muted.Render(kindNotes[kind])
		lines = append(lines, kit.Clip(kit.Indent+s.Styles.CursorMark(i == s.cursor)+row, s.width))
	}
	lines = append(lines, "")
	switch {
	case s.trouble != nil:
		lines = append(lines, s.Styles.RenderError(*s.trouble, "", s.width))
	case s.written != nil:
		lines = append(lines, s.advice())
	default:
		lines = append(lines, kit.Paragraph("The text contains no secrets. The programs read them from environment variables, which countersign run sets.", s.width))
	}
	return strings.Join(lines, "\n")
}

func (s *copyAs) Waiting() (what string, since time.Time) {
	return s.work.Waiting("writing the request")
}
