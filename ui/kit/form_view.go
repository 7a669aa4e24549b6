package kit

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/internal/text"
)

// Draw draws the fields, and returns the line of the focused one.
func (f *Form) Draw(e *Env, width int) (view string, focus int) {
	column := Widest(f.labels(func(*Field) bool { return true }), 12, 24) + 2
	lead := strings.Repeat(" ", Margin+2+column)
	var lines []string
	for i := range f.Fields {
		l := &f.Fields[i]
		l.line = len(lines)
		here := i == f.Focus
		if here {
			focus = len(lines)
		}
		label := Indent + e.Styles.CursorMark(here) + e.Styles.Selected(here, Fit(Clip(l.label, column-2), column))
		room := width - Margin - 2 - column - 1
		lines = append(lines, label+l.draw(e, room))
		for _, c := range l.Choices {
			if why := l.DisabledChoices[c.Value]; why != "" {
				lines = append(lines, strings.Split(RenderLines(e.Styles.Muted, HangingIndent(lead+"○ ", text.Safe(choiceTitle(c), 40)+" "+why, width)), "\n")...)
			}
		}
		if l.Error != "" {
			lines = append(lines, strings.Split(RenderLines(e.Styles.Error, HangingIndent(lead+"✗ ", l.Error, width)), "\n")...)
		}
	}
	return strings.Join(lines, "\n"), focus
}

// Click moves to a field, or chooses an option; chose reports the latter.
func (f *Form) Click(e *Env, x, y, width int) (chose bool) {
	f.Draw(e, width) // sets the lines of the fields
	for i := range f.Fields {
		l := &f.Fields[i]
		if l.line != y {
			continue
		}
		f.FocusOn(i)
		lead := Margin + 2 + Widest(f.labels(func(*Field) bool { return true }), 12, 24) + 2
		if c, ok := l.choiceAt(x-lead, width-lead-1); ok && l.DisabledChoices[l.Choices[c].Value] == "" {
			l.choice, l.Error = c, ""
			return true
		}
	}
	return false
}

// choiceAt is the option at a column of drawChoices.
func (l *Field) choiceAt(x, room int) (choice int, ok bool) {
	if len(l.Choices) == 0 || x < 0 {
		return 0, false
	}
	from := 0
	for i, c := range l.Choices {
		to := from + ansi.StringWidth(text.Safe(choiceTitle(c), 30)) + 4
		if x >= from && x < to {
			choice, ok = i, true
		}
		from = to + 1
	}
	if from-1 > room { // only the chosen option is shown: a click chooses the next
		return (l.choice + 1) % len(l.Choices), true
	}
	return choice, ok
}

func (l *Field) draw(e *Env, room int) string {
	if len(l.Choices) > 0 {
		return l.drawChoices(e, room)
	}
	hint := l.Input.SecretHint(room)
	return l.Input.Draw(e, room-ansi.StringWidth(hint)) + e.Styles.Muted.Render(hint)
}

// drawChoices shows all options if they fit, else the chosen one and its number.
func (l *Field) drawChoices(e *Env, room int) string {
	var parts []string
	for i, c := range l.Choices {
		if i == l.choice {
			parts = append(parts, "‹ "+text.Safe(choiceTitle(c), 30)+" ›")
		} else {
			parts = append(parts, "  "+text.Safe(choiceTitle(c), 30)+"  ")
		}
	}
	if all := strings.Join(parts, " "); ansi.StringWidth(all) <= room {
		for i, c := range l.Choices {
			switch {
			case i == l.choice:
				parts[i] = e.Styles.Accent.Render(parts[i])
			case l.DisabledChoices[c.Value] != "":
				parts[i] = e.Styles.Muted.Render(parts[i])
			}
		}
		return strings.Join(parts, " ")
	}
	place := fmt.Sprintf("  %d of %d", l.choice+1, len(l.Choices))
	return e.Styles.Accent.Render(Clip(parts[l.choice], room-len(place))) + e.Styles.Muted.Render(place)
}

func choiceTitle(c flow.Choice) string {
	if c.Title == "" {
		return c.Value
	}
	return c.Title
}

// MissingView lists missing and invalid fields; it is empty for a valid form.
func (f *Form) MissingView(e *Env, width int) string {
	var parts []string
	if missing := f.Missing(); len(missing) > 0 {
		parts = append(parts, "Missing: "+strings.Join(missing, ", "))
	}
	if unfit := f.Invalid(); len(unfit) > 0 {
		parts = append(parts, "Fix: "+strings.Join(unfit, ", "))
	}
	if len(parts) == 0 {
		return ""
	}
	return HangingIndent(Indent+e.Styles.Warning.Render("○")+" ", strings.Join(parts, "; "), width)
}
