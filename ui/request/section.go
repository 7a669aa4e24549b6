package request

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/flow/history"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// sectionView is the lower half: the list of calls, or a part of the one that is written, in room lines.
func (s *editor) sectionView(width, room int) []string {
	switch p := s.section; {
	case p == partCalls:
		return s.callsView(width, room)
	case s.inRows(p):
		return s.rowsView(s.rows[p], width, room)
	case p == partBody && s.kind() == bodyNone:
		return strings.Split(s.muted("No body. "+s.Keys.Label(keyKind)+" chooses a kind: a form, JSON, text, a file. Or begin to type.", width), "\n")
	case p == partBody && s.kind() == bodyFile:
		return s.fileView(width)
	}
	return s.areaLines(s.section, width)
}

func (s *editor) muted(text string, width int) string {
	return kit.RenderLines(s.Styles.Muted, kit.Paragraph(text, width))
}

// kindWord is the kind of body as the tabs call it: what a header names, where that is another.
func (s *editor) kindWord() string {
	d := s.calls[s.current]
	if d.kind == bodyText {
		if media, named := d.contentType(); named && media != "text/plain" {
			return text.Safe(media, 20)
		}
	}
	return kindWords[d.kind]
}

func (s *editor) callsView(width, room int) []string {
	var below []string
	if s.opening != nil {
		const label = "A .http file: "
		below = []string{"", kit.Indent + label + s.opening.Draw(s.Env, max(width-kit.Margin-len(label)-1, 5))}
	}
	rows := s.callRows(width)
	from, to := kit.Window(s.current, len(rows), max(room-len(below), 1))
	return append(rows[from:to], below...)
}

// areaLines are a text, and below it what is to be said of it.
func (s *editor) areaLines(p part, width int) []string {
	var out []string
	for _, l := range strings.Split(s.areas[p].Draw(s.Env), "\n") {
		out = append(out, strings.TrimRight(kit.Indent+l, " "))
	}
	word := s.aboutText(p)
	if word == "" {
		return out
	}
	return append(out, "", s.Styles.Warning.Render(kit.Clip(kit.Indent+word, width-1)))
}

// aboutText says what is wrong with a text, while it is typed.
func (s *editor) aboutText(p part) string {
	d := s.calls[s.current]
	text := s.areas[p].Value()
	switch {
	case p != partBody:
		return ""
	case d.lost != "" && text == d.body:
		return "○ the history did not keep this body: " + d.lost
	case d.kind != bodyJSON:
		return ""
	}
	full, err := s.scope.Expand(text)
	if err != nil {
		return "○ " + err.Error() + "; " + s.Keys.Label(keyVariables) + " lists them"
	}
	if what, line, column := jsonMistake(full); what != "" {
		return fmt.Sprintf("○ no JSON yet: line %d, column %d: %s", line, column, what)
	}
	return ""
}

func (s *editor) fileView(width int) []string {
	const label = "File  "
	lines := []string{kit.Indent + label + s.file.input.Draw(s.Env, max(width-kit.Margin-len(label)-1, 5))}
	path, b := kit.InputText(s.file.input), s.file
	switch {
	case path == "":
		return append(lines, "", s.muted("What is in the file at that moment is the body. ~ is your home.", width))
	case b.look.Running():
		return append(lines, "", s.muted("looking…", width))
	case b.err != nil:
		return append(lines, "", kit.RenderLines(s.Styles.Warning, kit.HangingIndent(kit.Indent+"○ ", flow.Explain(b.err).What, width)))
	case b.path == "":
		return lines
	}
	words := text.Size(int(b.file.Size)) + "   " + text.Safe(b.file.Type, 60) + "   " + text.Safe(b.file.Path, 300)
	return append(lines, "", kit.HangingIndent(kit.Indent+s.Styles.Success.Render("✓")+" ", words, width))
}

// rowsView draws the rows around the one that has the focus.
func (s *editor) rowsView(r *rowsEditor, width, room int) []string {
	names := make([]string, len(r.list))
	for i, w := range r.list {
		names[i] = text.Safe(w.name, 40)
	}
	inner := width - kit.Margin - 4 - 1
	column := kit.Widest(names, 14, max(inner/3, 14)) + 2
	focused := s.here(r.part)
	from, to := kit.Window(r.at, len(r.list), max(room-1, 1))
	var out []string
	for i := from; i < to; i++ {
		w := r.list[i]
		here := focused && i == r.at
		sign := "  "
		if w.off {
			sign = "○ "
		}
		name := kit.Fit(kit.Clip(names[i], column-2), column)
		value := kit.Clip(text.Safe(w.value, 500), inner-column)
		switch {
		case here && r.cell == 0:
			name = kit.Fit(r.input.Draw(s.Env, column-2), column)
		case here:
			value = r.input.Draw(s.Env, inner-column)
		case i == len(r.list)-1:
			name, value = s.Styles.Muted.Render(kit.Fit("name", column)), s.Styles.Muted.Render("value")
		}
		out = append(out, strings.TrimRight(kit.Indent+s.Styles.CursorMark(here)+sign+s.rowLook(w, here, name, value, inner-column), " "))
	}
	if word := r.about(); focused && word != "" {
		out = append(out, kit.RenderLines(s.Styles.Muted, kit.Clip(kit.Indent+"    "+word, width-1)))
	}
	return out
}

// rowLook mutes what is switched off, and marks what has to be written again.
func (s *editor) rowLook(w row, here bool, name, value string, room int) string {
	switch {
	case here:
		return name + value
	case w.off:
		return s.Styles.Muted.Render(ansi.Strip(name) + ansi.Strip(value))
	case history.HasMask(w.value):
		return name + s.Styles.Warning.Render(kit.Clip("was not kept: write it again", room))
	}
	return name + value
}

// about says what the row is where that can't be seen.
func (r *rowsEditor) about() string {
	w := *r.here()
	switch {
	case w.off:
		return "○ switched off: it is not sent"
	case history.HasMask(w.value):
		return "the dots stand for what was not kept: write it again, or switch the row off"
	}
	return ""
}

// here tells whether a part has the keys.
func (s *editor) here(p part) bool { return !s.onResponse && s.focus == p }

func (s *editor) callRows(width int) []string {
	names := make([]string, len(s.calls))
	for i, c := range s.calls {
		names[i] = c.name
		if c.changed {
			names[i] += " (edited)"
		}
	}
	inner := width - kit.Margin - 2 - 1
	column := kit.Widest(names, 12, inner/2) + 2
	rows := make([]string, len(s.calls))
	for i, c := range s.calls {
		name := kit.Fit(kit.Clip(names[i], column-2), column)
		about := kit.Clip(kit.Fit(c.method, 8)+text.Safe(c.target, 300), inner-column)
		rows[i] = kit.Indent + s.Styles.CursorMark(s.here(partCalls) && i == s.current) + s.Styles.Selected(i == s.current, name) + s.Styles.Muted.Render(about)
	}
	return rows
}
