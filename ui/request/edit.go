package request

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/ui/kit"
)

// pressPart gives a key to what has the focus.
func (s *request) pressPart(msg tea.KeyMsg) tea.Cmd {
	switch s.focus {
	case partCalls:
		return s.pressCalls(msg)
	case partMethod:
		return s.pressMethod(msg)
	case partTarget:
		return s.pressTarget(msg)
	case partBody:
		switch s.kind() {
		case bodyNone:
			return s.pressNoBody(msg)
		case bodyFile:
			return s.pressFile(msg)
		}
	}
	area := s.areas[s.focus]
	if s.Keys.Hit(msg, keySendArea) {
		return s.send()
	}
	if msg.Paste {
		msg.Runes = []rune(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(msg.Runes)))
	}
	*area, _ = area.Update(msg)
	return nil
}

func (s *request) pressCalls(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Hit(msg, keySend):
		return s.send()
	case s.Keys.Hit(msg, kit.KeyUp):
		s.choose(s.current - 1)
	case s.Keys.Hit(msg, kit.KeyDown):
		s.choose(s.current + 1)
	case s.Keys.Hit(msg, keyHistoryHere):
		return s.openHistory()
	case s.Keys.Hit(msg, keyOpenFile):
		in := kit.NewInput(s.Keys, "the path of a .http file")
		in.Focus()
		s.opening = &in
	}
	return nil
}

// pressMethod chooses a usual method, or takes the letters of any other.
func (s *request) pressMethod(msg tea.KeyMsg) tea.Cmd {
	d := &s.calls[s.current]
	switch {
	case s.Keys.Hit(msg, keySend):
		return s.send()
	case s.Keys.Hit(msg, kit.KeyLeft):
		s.changeMethod(-1)
	case s.Keys.Hit(msg, kit.KeyRight):
		s.changeMethod(+1)
	case msg.Type == tea.KeyBackspace && d.method != "":
		d.method, d.changed, s.spelling = d.method[:len(d.method)-1], true, true
	case msg.Type == tea.KeyRunes:
		if !s.spelling {
			d.method = ""
		}
		for _, r := range strings.ToUpper(string(msg.Runes)) {
			if (r >= 'A' && r <= 'Z' || r == '-') && len(d.method) < 20 {
				d.method += string(r)
			}
		}
		d.changed, s.spelling = true, true
	}
	return nil
}

func (s *request) pressTarget(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Hit(msg, keySend):
		return s.send()
	case kit.IsPaste(msg) && requestfile.IsCurl(string(msg.Runes)):
		return s.takeCurl(string(msg.Runes))
	}
	kit.TypeInto(&s.target, msg)
	return nil
}

// takeCurl writes the call of a curl command into the current draft, in place of what it held.
func (s *request) takeCurl(command string) tea.Cmd {
	call, remarks, err := requestfile.ParseCurl(command)
	if err != nil {
		x := flow.Explain(err)
		return kit.BadToast(x.What + "; " + x.Next)
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

func (s *request) pressNoBody(msg tea.KeyMsg) tea.Cmd {
	switch {
	case s.Keys.Hit(msg, keySend), s.Keys.Hit(msg, keySendArea):
		return s.send()
	case msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace: // whoever types wants one
		s.store()
		s.calls[s.current].kind = bodyText
		if text := strings.TrimSpace(string(msg.Runes)); strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
			s.calls[s.current].kind = bodyJSON
		}
		s.load(s.current)
		s.focusOn(partBody)
		return s.pressPart(msg)
	}
	return nil
}

// changeKind goes on to the next kind of body.
func (s *request) changeKind() tea.Cmd {
	if s.focus != partBody {
		return s.focusOn(partBody)
	}
	s.store()
	s.calls[s.current] = s.calls[s.current].nextKind()
	s.load(s.current)
	return s.focusOn(partBody)
}

// togglePlain changes between rows and text, which hold the same.
func (s *request) togglePlain() tea.Cmd {
	p := s.focus
	switch {
	case p < partQuery:
		return kit.BadToast("rows and text are for the query, the headers and a form: go there first")
	case p == partBody && s.kind() != bodyForm:
		return kit.BadToast("only a form has rows: " + s.Keys.Label(keyKind) + " changes the kind of body")
	}
	s.store()
	d := &s.calls[s.current]
	if d.plain[p] && p == partBody {
		text, ok := formLines(d.body)
		if !ok {
			return kit.BadToast("this text is no form of rows: write name=value, one a line, or a=1&b=2")
		}
		d.body = text
	}
	d.plain[p] = !d.plain[p]
	s.load(s.current)
	return s.focusOn(p)
}

func (s *request) kind() bodyKind { return s.calls[s.current].kind }

// inRows tells whether a part is written in rows.
func (s *request) inRows(p part) bool {
	return s.rows[p] != nil && !s.calls[s.current].plain[p] && (p != partBody || s.kind() == bodyForm)
}

// rowsHere are the rows that have the focus.
func (s *request) rowsHere() *rowsEditor {
	if s.inRows(s.focus) {
		return s.rows[s.focus]
	}
	return nil
}

func (s *request) pressRows(rows *rowsEditor, msg tea.KeyMsg) tea.Cmd {
	if s.Keys.Hit(msg, keySendArea) {
		return s.send()
	}
	switch left, cmd := rows.press(msg); left {
	case leftForward:
		return s.focusOn((s.focus + 1) % partCount)
	case leftBack:
		return s.focusOn(s.focus - 1)
	default:
		return cmd
	}
}

// focusOn gives the keys to one part.
func (s *request) focusOn(p part) tea.Cmd {
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

func (s *request) blur() {
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
func (s *request) text(p part) string {
	if s.inRows(p) {
		return s.rows[p].text()
	}
	return s.areas[p].Value()
}

// written is what the editor holds.
func (s *request) written() draft {
	return draft{
		target: kit.InputText(s.target), query: s.text(partQuery), headers: s.text(partHeaders), body: s.text(partBody),
		file: kit.InputText(s.file.input),
	}
}

// store takes what was written into the current draft. What was not touched stays as it was offered: the editor shows a
// tab as spaces.
func (s *request) store() {
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
func (s *request) choose(i int) {
	s.store()
	s.load(min(max(i, 0), len(s.calls)-1))
}

func (s *request) load(i int) {
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

func (s *request) changeMethod(by int) {
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
func (s *request) insert(text string) tea.Cmd {
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
		return s.pressNoBody(msg)
	default:
		s.areas[p].InsertString(text)
	}
	return cmd
}
