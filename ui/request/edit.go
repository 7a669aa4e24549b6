package request

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/ui/kit"
)

// editor writes the calls of a connection: a list of them, and the parts of the one that is being written.
type editor struct {
	*kit.Env
	conn          *flow.Connection
	base          string // what relative targets stand on
	width, height int

	calls   []draft // each keeps what was written in it
	current int
	loaded  draft // the current one as the editor showed it first
	scope   *requestfile.Scope
	focus   part
	section part // what the lower half shows while the method or the target has the focus
	target  kit.LineInput
	areas   map[part]*kit.AreaInput // query, headers, body as text
	rows    map[part]*rowsEditor    // and as rows
	file    bodyPath                // of a body from a file
	opening *kit.LineInput          // the path of a .http file, while it is typed

	onResponse bool // the keys are elsewhere: with the response
	spelling   bool // the method is being written, letter by letter

	work  kit.Task // reads a file, or has the body in an editor
	ready kit.Task // reads the person's own ready calls
}

func newEditor(e *kit.Env, conn *flow.Connection) editor {
	s := editor{Env: e, conn: conn, base: conn.BaseURI(), calls: drafts(conn.ConnectorRequests())}
	s.target = kit.NewInput(e.Keys, "a path, a whole URL, or a pasted curl command")
	s.areas, s.rows = map[part]*kit.AreaInput{}, map[part]*rowsEditor{}
	for p, placeholder := range map[part]string{
		partQuery:   "name=value, one a line; signed and encoded for you",
		partHeaders: "Name: value, one a line",
		partBody:    "the body",
	} {
		area := kit.NewArea(e.Keys, placeholder)
		s.areas[p] = &area
		s.rows[p] = newRows(e.Keys, p)
	}
	s.file.input = kit.NewInput(e.Keys, "the file's path, such as ~/note.json")
	s.load(0)
	if len(s.calls) == 1 { // nothing is ready: the own call begins with its target
		s.focusOn(partTarget)
	}
	return s
}

// takeCurl writes the call of a curl command into the current draft, in place of what it held.
func (s *editor) takeCurl(command string) tea.Cmd {
	call, remarks, err := requestfile.ParseCurl(command)
	if err != nil {
		x := flow.Explain(err)
		return kit.ErrorToast(x.What + "; " + x.Next)
	}
	if base := strings.TrimRight(s.base, "/"); base != "" && strings.HasPrefix(call.Target, base+"/") {
		call.Target = strings.TrimPrefix(call.Target, base)
	}
	d := draftOf(call)
	d.name, d.vars, d.changed = s.calls[s.current].name, s.calls[s.current].vars, true
	s.calls[s.current] = d
	s.load(s.current)
	s.focusOn(partTarget)
	return kit.Toast(strings.Join(append([]string{"the curl command is taken as a call"}, remarks...), "; "))
}

// changeKind goes on to the next kind of body.
func (s *editor) changeKind() tea.Cmd {
	if s.focus != partBody {
		return s.focusOn(partBody)
	}
	s.store()
	s.calls[s.current] = s.calls[s.current].nextKind()
	s.load(s.current)
	return s.focusOn(partBody)
}

// togglePlain changes between rows and text, which hold the same.
func (s *editor) togglePlain() tea.Cmd {
	p := s.focus
	switch {
	case p < partQuery:
		return kit.ErrorToast("rows and text are for the query, the headers and a form: go there first")
	case p == partBody && s.kind() != bodyForm:
		return kit.ErrorToast("only a form has rows: " + s.Keys.Label(keyKind) + " changes the kind of body")
	}
	s.store()
	d := &s.calls[s.current]
	if d.plain[p] && p == partBody {
		text, ok := formLines(d.body)
		if !ok {
			return kit.ErrorToast("this text is no form of rows: write name=value, one a line, or a=1&b=2")
		}
		d.body = text
	}
	d.plain[p] = !d.plain[p]
	s.load(s.current)
	return s.focusOn(p)
}

func (s *editor) kind() bodyKind { return s.calls[s.current].kind }

// inRows tells whether a part is written in rows.
func (s *editor) inRows(p part) bool {
	return s.rows[p] != nil && !s.calls[s.current].plain[p] && (p != partBody || s.kind() == bodyForm)
}

// rowsHere are the rows that have the focus.
func (s *editor) rowsHere() *rowsEditor {
	if s.inRows(s.focus) {
		return s.rows[s.focus]
	}
	return nil
}

// focusOn gives the keys to one part.
func (s *editor) focusOn(p part) tea.Cmd {
	s.blur()
	s.focus, s.spelling = p, false
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
		return s.lookAtFile()
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

// text is what a part holds, in rows or as text.
func (s *editor) text(p part) string {
	if s.inRows(p) {
		return s.rows[p].text()
	}
	return s.areas[p].Value()
}

// written is what the editor holds.
func (s *editor) written() draft {
	return draft{
		target: kit.InputText(s.target), query: s.text(partQuery), headers: s.text(partHeaders), body: s.text(partBody),
		file: kit.InputText(s.file.input),
	}
}

// store takes what was written into the current draft. What was not touched stays as it was offered: the editor shows a
// tab as spaces.
func (s *editor) store() {
	d, now, was := &s.calls[s.current], s.written(), s.loaded
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
		d.lost = ""
	}
	s.loaded = now
}

// choose brings another draft into the editor; the one before keeps what was written.
func (s *editor) choose(i int) {
	s.store()
	s.load(min(max(i, 0), len(s.calls)-1))
}

func (s *editor) load(i int) {
	s.current = i
	d := s.calls[i]
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
	d := &s.calls[s.current]
	at := 0
	for i, m := range methods {
		if m == d.method {
			at = i
		}
	}
	d.method, d.changed, s.spelling = methods[min(max(at+by, 0), len(methods)-1)], true, false
}

// insert puts a text where the cursor was: a variable that was chosen from the list.
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

// beginBody takes what is typed where there is no body yet: whoever types wants one.
func (s *editor) beginBody(msg tea.KeyMsg) tea.Cmd {
	s.store()
	s.calls[s.current].kind = bodyText
	if text := strings.TrimSpace(string(msg.Runes)); strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		s.calls[s.current].kind = bodyJSON
	}
	s.load(s.current)
	s.focusOn(partBody)
	s.typeText(msg)
	return nil
}

// typeText gives a key to the text that has the focus.
func (s *editor) typeText(msg tea.KeyMsg) {
	if msg.Paste {
		msg.Runes = []rune(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(msg.Runes)))
	}
	area := s.areas[s.focus]
	*area, _ = area.Update(msg)
}

// lookAtFile finds out what is at the path as it is written now.
func (s *editor) lookAtFile() tea.Cmd {
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
		return bodySeenMsg{t.ID, text, file, err}
	}
}
