package request

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/ui/kit"
)

// editor edits the requests of a connection: the list, and the parts of the current one.
type editor struct {
	*kit.Env
	conn          *flow.Connection
	base          string // base URL
	width, height int

	drafts  []draft
	current int
	loaded  draft // the current draft, as first shown
	scope   *requestfile.Scope
	focus   part
	section part // shown in the lower half
	target  kit.LineInput
	areas   map[part]*kit.AreaInput // query, headers and body as text
	rows    map[part]*rowsEditor    // the same as rows
	file    bodyPath                // body from a file
	opening *kit.LineInput          // path of a .http file; nil if not asked for

	onResponse   bool // the response has the focus
	typingMethod bool // the method is being typed

	work    kit.Task // reads a file or runs an external editor
	loading kit.Task // loads the saved requests
}

func newEditor(e *kit.Env, conn *flow.Connection) editor {
	s := editor{Env: e, conn: conn, base: conn.BaseURI(), drafts: drafts(conn.ConnectorRequests())}
	s.target = kit.NewInput(e.Keys, "path, URL or pasted curl command")
	s.areas, s.rows = map[part]*kit.AreaInput{}, map[part]*rowsEditor{}
	for p, placeholder := range map[part]string{
		partQuery:   "name=value, one per line; encoded and signed for you",
		partHeaders: "Name: value, one per line",
		partBody:    "request body",
	} {
		area := kit.NewArea(e.Keys, placeholder)
		s.areas[p] = &area
		s.rows[p] = newRows(e.Keys, p)
	}
	s.file.input = kit.NewInput(e.Keys, "path, such as ~/note.json")
	s.load(0)
	if len(s.drafts) == 1 { // no saved requests
		s.focusOn(partTarget)
	}
	return s
}

// importCurl replaces the current draft with the request of a curl command.
func (s *editor) importCurl(command string) tea.Cmd {
	call, remarks, err := requestfile.ParseCurl(command)
	if err != nil {
		return kit.ErrorToast(kit.ExplainShort(err))
	}
	if base := strings.TrimRight(s.base, "/"); base != "" && strings.HasPrefix(call.Target, base+"/") {
		call.Target = strings.TrimPrefix(call.Target, base)
	}
	d := draftOf(call)
	d.name, d.vars, d.changed = s.drafts[s.current].name, s.drafts[s.current].vars, true
	s.drafts[s.current] = d
	s.load(s.current)
	s.focusOn(partTarget)
	return kit.Toast(strings.Join(append([]string{"Imported the curl command"}, remarks...), "; "))
}

// changeKind changes to the next kind of body.
func (s *editor) changeKind() tea.Cmd {
	if s.focus != partBody {
		return s.focusOn(partBody)
	}
	s.store()
	s.drafts[s.current] = s.drafts[s.current].nextKind()
	s.load(s.current)
	return s.focusOn(partBody)
}

// toggleRows switches between rows and text.
func (s *editor) toggleRows() tea.Cmd {
	p := s.focus
	switch {
	case p < partQuery:
		return kit.ErrorToast("Only the query, headers and form body can be shown as rows. Go there first.")
	case p == partBody && s.kind() != bodyForm:
		return kit.ErrorToast("Only a form body can be shown as rows. Press " + s.Keys.Label(keyKind) + " to change the body type.")
	}
	s.store()
	d := &s.drafts[s.current]
	if d.asText[p] && p == partBody {
		text, ok := formLines(d.body)
		if !ok {
			return kit.ErrorToast("Cannot show this text as rows. Write one name=value per line, or a=1&b=2.")
		}
		d.body = text
	}
	d.asText[p] = !d.asText[p]
	s.load(s.current)
	return s.focusOn(p)
}

func (s *editor) kind() bodyKind { return s.drafts[s.current].kind }

// inRows reports whether a part is shown as rows.
func (s *editor) inRows(p part) bool {
	return s.rows[p] != nil && !s.drafts[s.current].asText[p] && (p != partBody || s.kind() == bodyForm)
}

// rowsHere are the rows that have the focus; nil if none.
func (s *editor) rowsHere() *rowsEditor {
	if s.inRows(s.focus) {
		return s.rows[s.focus]
	}
	return nil
}

// focusOn moves the focus to a part.
func (s *editor) focusOn(p part) tea.Cmd {
	s.blur()
	s.focus, s.typingMethod = p, false
	if s.onResponse {
		return nil
	}
	if p != partMethod && p != partTarget {
		s.section = p
	}
	switch {
	case p == partTarget:
		s.target.Focus()
	case s.inRows(p):
		s.rows[p].enter()
	case p == partBody && s.kind() == bodyFile:
		s.file.input.Focus()
		return s.checkFile()
	case s.areas[p] != nil:
		s.areas[p].Focus()
	}
	return nil
}

func (s *editor) blur() {
	s.target.Blur()
	s.file.input.Blur()
	for _, area := range s.areas {
		area.Blur()
	}
	for _, rows := range s.rows {
		rows.leave()
	}
}

// text is the text of a part.
func (s *editor) text(p part) string {
	if s.inRows(p) {
		return s.rows[p].text()
	}
	return s.areas[p].Value()
}

// written is the content of the inputs.
func (s *editor) written() draft {
	return draft{
		target: kit.InputText(s.target), query: s.text(partQuery), headers: s.text(partHeaders), body: s.text(partBody),
		file: kit.InputText(s.file.input),
	}
}

// store copies the inputs to the current draft. Fields that were not edited keep their exact text, because an input shows
// tabs as spaces.
func (s *editor) store() {
	d, now, was := &s.drafts[s.current], s.written(), s.loaded
	take := func(field *string, now, was string) {
		if now != was {
			*field, d.changed = now, true
		}
	}
	take(&d.target, now.target, was.target)
	take(&d.query, now.query, was.query)
	take(&d.headers, now.headers, was.headers)
	take(&d.body, now.body, was.body)
	take(&d.file, now.file, was.file)
	if now.body != was.body {
		d.missingBody = ""
	}
	s.loaded = now
}

// choose stores the current draft and loads another.
func (s *editor) choose(i int) {
	s.store()
	s.load(min(max(i, 0), len(s.drafts)-1))
}

func (s *editor) load(i int) {
	s.current = i
	d := s.drafts[i]
	s.scope = s.conn.Scope(d.vars)
	s.target.SetValue(d.target)
	s.target.CursorEnd()
	s.file.input.SetValue(d.file)
	s.file.input.CursorEnd()
	for p, text := range map[part]string{partQuery: d.query, partHeaders: d.headers, partBody: d.body} {
		s.areas[p].SetValue(text)
		s.rows[p].set(text)
	}
	s.loaded = s.written()
}

func (s *editor) changeMethod(by int) {
	d := &s.drafts[s.current]
	at := 0
	for i, m := range methods {
		if m == d.method {
			at = i
		}
	}
	d.method, d.changed, s.typingMethod = methods[min(max(at+by, 0), len(methods)-1)], true, false
}

// insert inserts text at the cursor.
func (s *editor) insert(text string) tea.Cmd {
	p := s.focus
	if p < partTarget {
		p = partTarget
	}
	cmd := s.focusOn(p)
	msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)}
	switch {
	case p == partTarget:
		kit.TypeInto(&s.target, msg)
	case s.inRows(p):
		s.rows[p].insert(text)
	case p == partBody && s.kind() == bodyFile:
		kit.TypeInto(&s.file.input, msg)
	case p == partBody && s.kind() == bodyNone:
		return s.beginBody(msg)
	default:
		s.areas[p].InsertString(text)
	}
	return cmd
}

// beginBody starts a body with the text that was typed.
func (s *editor) beginBody(msg tea.KeyMsg) tea.Cmd {
	s.store()
	s.drafts[s.current].kind = bodyText
	if text := strings.TrimSpace(string(msg.Runes)); strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		s.drafts[s.current].kind = bodyJSON
	}
	s.load(s.current)
	s.focusOn(partBody)
	s.typeText(msg)
	return nil
}

// typeText handles a key in the text that has the focus.
func (s *editor) typeText(msg tea.KeyMsg) {
	if msg.Paste {
		msg.Runes = []rune(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(msg.Runes)))
	}
	area := s.areas[s.focus]
	*area, _ = area.Update(msg)
}

// checkFile looks up the body file.
func (s *editor) checkFile() tea.Cmd {
	s.file.look.Stop()
	text, err := s.scope.Expand(kit.InputText(s.file.input))
	if err != nil || text == "" {
		s.file.path, s.file.err = text, err
		return nil
	}
	s.file.look = s.StartTask()
	t := s.file.look
	return func() tea.Msg {
		file, err := requestfile.StatBody(text)
		return bodyFileMsg{t.ID, text, file, err}
	}
}

// bodyPath is the path of a body file, and the result of looking it up.
type bodyPath struct {
	input kit.LineInput
	look  kit.Task
	path  string // that file and err belong to
	file  requestfile.BodyFile
	err   error
}

type bodyFileMsg struct {
	task int64
	path string
	file requestfile.BodyFile
	err  error
}

func (b *bodyPath) found(msg bodyFileMsg) {
	if b.look.Matches(msg.task) {
		b.look.Stop()
		b.path, b.file, b.err = msg.path, msg.file, msg.err
	}
}
