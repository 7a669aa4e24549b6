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
	keyCopyKind = kit.NewAction("copy-kind", kit.NotInText, "copy", "enter", "y")
	keyPreview  = kit.NewAction("preview", kit.NotInText, "look at it first", "p")
)

// snippetLimit is up to which size of its body a call is copied, in bytes: clipboards are no place for files.
const snippetLimit = 1 << 20

// copyAs writes a call for another program, and copies it. What is looked at first is copied as it was seen: signed then.
type copyAs struct {
	*kit.Env
	width, height int

	write  func(snippet.Kind) (snippet.Snippet, error)
	cursor int

	work    kit.Task
	then    bool             // it is to be copied
	written *snippet.Snippet // the latest
	trouble *flow.Explanation
	preview bool
	broken  bool // a line is longer than the window
	view    viewport.Model
}

// snippetMsg is a call, written.
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

// CopyExchange opens the menu for a call that was made, or says why there is none.
func CopyExchange(e *kit.Env, from kit.Screen, x *flow.Exchange) tea.Cmd {
	switch {
	case !x.IsAPIRequest():
		return kit.ErrorToast(fmt.Sprintf("the %s step is good once: copy a call of the connection", x.Step))
	case x.BodySize() > snippetLimit:
		return kit.ErrorToast("the body is " + text.Size(x.BodySize()) + ", too long for a clipboard: countersign sign --as prints it")
	}
	return kit.Push(from, newCopyAs(e, x.Snippet))
}

// CopyCall is copyExchange for a call that was not made yet.
func CopyRequest(e *kit.Env, from kit.Screen, conn *flow.Connection, r flow.Request) tea.Cmd {
	if len(r.Body) > snippetLimit {
		return kit.ErrorToast("the body is " + text.Size(len(r.Body)) + ", too long for a clipboard: countersign sign --as prints it")
	}
	return kit.Push(from, newCopyAs(e, func(kind snippet.Kind) (snippet.Snippet, error) { return snippetOf(conn, kind, r) }))
}

// snippetOf writes a call, the body of which may still be in its file.
func snippetOf(conn *flow.Connection, kind snippet.Kind, r flow.Request) (snippet.Snippet, error) {
	if r.BodyFile != "" {
		content, file, err := requestfile.ReadBody(r.BodyFile)
		if err != nil {
			return snippet.Snippet{}, err
		}
		if len(content) > snippetLimit {
			return snippet.Snippet{}, &flow.StepError{
				Step: flow.StepRequest, What: "writing the call as " + kind.Title(), Err: errors.New("the body is " + text.Size(len(content)) + ", too long for a clipboard"),
				Hint: "countersign sign --as prints it",
			}
		}
		r.Body, r.BodyFile, r.Header = content, file.Path, requestfile.WithContentType(r.Header, file.Type)
	}
	return conn.Snippet(kind, r)
}

func (s *copyAs) Init() tea.Cmd { return nil }

func (s *copyAs) Title() string { return "copy as" }

// Close forgets what is being written.
func (s *copyAs) Close() { s.work.Stop() }

func (s *copyAs) SetSize(width, height int) {
	s.width, s.height = width, height
	s.fill()
}

// Back leaves the preview first.
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

// make writes the call, signed now.
func (s *copyAs) make(then bool) tea.Cmd {
	s.work.Stop()
	s.work, s.then, s.trouble = s.StartTask(), then, nil
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
	if s.then {
		return s.CopyToClipboard(msg.snippet.Kind.Title(), msg.snippet.Text)
	}
	s.preview = true
	s.fill()
	s.view.GotoTop()
	return nil
}

// fill lays the text out at column 0, so that a selection by mouse takes it and nothing else.
func (s *copyAs) fill() {
	if s.written == nil || s.width == 0 {
		return
	}
	whole := strings.Split(strings.ReplaceAll(text.SafeLines(s.written.Text), "\t", "    "), "\n")
	var lines []string
	for _, l := range whole {
		lines = append(lines, kit.Chunks(l, s.width)...)
	}
	s.broken = len(lines) > len(whole)
	s.view.Width, s.view.Height = s.width, max(s.height-kit.Height(s.advice())-1, 1)
	s.view.SetContent(strings.Join(lines, "\n"))
}

// advice is what to know about what was written.
func (s *copyAs) advice() string {
	text := s.written.Advice()
	if s.preview && s.broken {
		text += " Lines longer than the window go on in the next; " + s.Keys.Label(keyCopyKind) + " copies them whole."
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

// Aside is what is looked at, and how far down.
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

// copyWords say what each kind is.
var copyWords = map[snippet.Kind]string{
	snippet.Curl:       "signed now: good once, and usually for 5 minutes",
	snippet.HTTPie:     "signed now: good once, and usually for 5 minutes",
	snippet.Go:         "signs by itself; the standard library is enough",
	snippet.Python:     "signs by itself; cryptography for RSA, else nothing",
	snippet.JavaScript: "signs by itself; Node.js and nothing to install",
}

func (s *copyAs) View() string {
	if s.preview {
		return s.advice() + "\n\n" + s.view.View()
	}
	lines := []string{" " + s.Styles.Strong.Render("COPY THIS CALL AS"), ""}
	for i, kind := range snippet.Kinds() {
		row := s.Styles.Selected(i == s.cursor, kit.Fit(kind.Title(), 12)) + s.Styles.Muted.Render(copyWords[kind])
		lines = append(lines, kit.Clip(kit.Indent+s.Styles.CursorMark(i == s.cursor)+row, s.width))
	}
	lines = append(lines, "")
	switch {
	case s.trouble != nil:
		lines = append(lines, s.Styles.RenderError(*s.trouble, "", s.width))
	case s.written != nil:
		lines = append(lines, s.advice())
	default:
		lines = append(lines, kit.Paragraph("None of them holds a secret. What signs by itself takes the secrets from its environment, where countersign run puts them.", s.width))
	}
	return strings.Join(lines, "\n")
}

// Waiting says that the call is written for another program.
func (s *copyAs) Waiting() (what string, since time.Time) { return s.work.Waiting("writing the call") }
