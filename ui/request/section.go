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

// sectionView is the lower half: the list of requests or a part of the current one, in room lines.
func (s *editor) sectionView(width, room int) []string {
	switch p := s.section; {
	case p == partRequests:
		return s.requestsView(width, room)
	case s.inRows(p):
		return s.rowsView(s.rows[p], width, room)
	case p == partBody && s.kind() == bodyNone:
		return strings.Split(s.muted("No body. Press "+s.Keys.Label(keyKind)+" to choose a type (form, JSON, text or file), or start typing.", width), "\n")
	case p == partBody && s.kind() == bodyFile:
		return s.fileView(width)
	}
	return s.areaLines(s.section, width)
}

func (s *editor) muted(text string, width int) string {
	return kit.RenderLines(s.Styles.Muted, kit.Paragraph(text, width))
}

// kindName is the type of the body for the tabs.
func (s *editor) kindName() string {
	d := s.drafts[s.current]
	if d.kind == bodyText {
		if media, named := d.contentType(); named && media != "text/plain" {
			return text.Safe(media, 20)
		}
	}
	return kindNames[d.kind]
}

func (s *editor) requestsView(width, room int) []string {
	var below []string
	if s.opening != nil {
		const label = "Open .http file: "
		below = []string{"", kit.Indent + label + s.opening.Draw(s.Env, max(width-kit.Margin-len(label)-1, 5))}
	}
	rows := s.requestRows(width)
	from, to := kit.Window(s.current, len(rows), max(room-len(below), 1))
	return append(rows[from:to], below...)
}

// areaLines are the text of a part, and a note about it.
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

// aboutText is a note about the text: an error, or a body that the history does not store.
func (s *editor) aboutText(p part) string {
	d := s.drafts[s.current]
	text := s.areas[p].Value()
	switch {
	case p != partBody:
		return ""
	case d.missingBody != "" && text == d.body:
		return "○ Body not stored in the history: " + d.missingBody
	case d.kind != bodyJSON:
		return ""
	}
	full, err := s.scope.Expand(text)
	if err != nil {
		return "○ " + err.Error() + ". Press " + s.Keys.Label(keyVariables) + " for the list."
	}
	if what, line, column := jsonError(full); what != "" {
		return fmt.Sprintf("○ Invalid JSON at %d:%d: %s", line, column, what)
	}
	return ""
}

func (s *editor) fileView(width int) []string {
	const label = "File  "
	lines := []string{kit.Indent + label + s.file.input.Draw(s.Env, max(width-kit.Margin-len(label)-1, 5))}
	path, b := kit.InputText(s.file.input), s.file
	switch {
	case path == "":
		return append(lines, "", s.muted("The file is read when you send the request. ~ is your home folder.", width))
	case b.look.Running():
		return append(lines, "", s.muted("Checking…", width))
	case b.err != nil:
		return append(lines, "", kit.RenderLines(s.Styles.Warning, kit.HangingIndent(kit.Indent+"○ ", flow.Explain(b.err).What, width)))
	case b.path == "":
		return lines
	}
	words := text.Size(int(b.file.Size)) + "   " + text.Safe(b.file.Type, 60) + "   " + text.Safe(b.file.Path, 300)
	return append(lines, "", kit.HangingIndent(kit.Indent+s.Styles.Success.Render("✓")+" ", words, width))
}

// rowsView renders the rows around the focus.
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

// rowLook mutes rows that are off and marks values that the history does not store.
func (s *editor) rowLook(w row, here bool, name, value string, room int) string {
	switch {
	case here:
		return name + value
	case w.off:
		return s.Styles.Muted.Render(ansi.Strip(name) + ansi.Strip(value))
	case history.HasMask(w.value):
		return name + s.Styles.Warning.Render(kit.Clip("not stored: enter it again", room))
	}
	return name + value
}

// about is a note about the row.
func (r *rowsEditor) about() string {
	w := *r.here()
	switch {
	case w.off:
		return "○ Off: not sent"
	case history.HasMask(w.value):
		return "Not stored in the history. Enter it again, or turn the row off."
	}
	return ""
}

// here reports whether a part has the focus.
func (s *editor) here(p part) bool { return !s.onResponse && s.focus == p }

func (s *editor) requestRows(width int) []string {
	names := make([]string, len(s.drafts))
	for i, c := range s.drafts {
		names[i] = c.name
		if c.changed {
			names[i] += " (edited)"
		}
	}
	inner := width - kit.Margin - 2 - 1
	column := kit.Widest(names, 12, inner/2) + 2
	rows := make([]string, len(s.drafts))
	for i, c := range s.drafts {
		name := kit.Fit(kit.Clip(names[i], column-2), column)
		about := kit.Clip(kit.Fit(c.method, 8)+text.Safe(c.target, 300), inner-column)
		rows[i] = kit.Indent + s.Styles.CursorMark(s.here(partRequests) && i == s.current) + s.Styles.Selected(i == s.current, name) + s.Styles.Muted.Render(about)
	}
	return rows
}
