package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
	"countersign/internal/text"
)

// formView draws the fields and says on which of its lines the focus is.
func (f *form) draw(e *env, width int) (view string, focus int) {
	column := widest(f.labels(func(*field) bool { return true }), 12, 24) + 2
	lead := strings.Repeat(" ", margin+2+column)
	var lines []string
	for i := range f.fields {
		l := &f.fields[i]
		l.line = len(lines)
		here := i == f.focus
		if here {
			focus = len(lines)
		}
		label := indent + e.styles.mark(here) + e.styles.pick(here, fit(clip(l.label, column-2), column))
		room := width - margin - 2 - column - 1
		lines = append(lines, label+l.draw(e, room))
		for _, c := range l.choices {
			if why := l.barred[c.Value]; why != "" {
				lines = append(lines, strings.Split(eachLine(e.styles.Muted, hang(lead+"○ ", text.Safe(choiceTitle(c), 40)+" "+why, width)), "\n")...)
			}
		}
		if l.problem != "" {
			lines = append(lines, strings.Split(eachLine(e.styles.Bad, hang(lead+"✗ ", l.problem, width)), "\n")...)
		}
	}
	return strings.Join(lines, "\n"), focus
}

// clickForm goes to the field on a line of the form, and takes the choice that was clicked; it reports whether one was.
func (f *form) click(e *env, x, y, width int) (chose bool) {
	f.draw(e, width) // says where the fields stand
	for i := range f.fields {
		l := &f.fields[i]
		if l.line != y {
			continue
		}
		f.focusOn(i)
		lead := margin + 2 + widest(f.labels(func(*field) bool { return true }), 12, 24) + 2
		if c, ok := l.choiceAt(e, x-lead, width-lead-1); ok && l.barred[l.choices[c].Value] == "" {
			l.choice, l.problem = c, ""
			return true
		}
	}
	return false
}

// choiceAt is the choice at a column of what choiceView draws.
func (l *field) choiceAt(e *env, x, room int) (choice int, ok bool) {
	if len(l.choices) == 0 || x < 0 {
		return 0, false
	}
	from := 0
	for i, c := range l.choices {
		to := from + ansi.StringWidth(text.Safe(choiceTitle(c), 30)) + 4
		if x >= from && x < to {
			choice, ok = i, true
		}
		from = to + 1
	}
	if from-1 > room { // only the chosen one is there: a click goes on to the next
		return (l.choice + 1) % len(l.choices), true
	}
	return choice, ok
}

func (l *field) draw(e *env, room int) string {
	if len(l.choices) > 0 {
		return l.drawChoices(e, room)
	}
	hint := l.input.secretHint(room)
	return l.input.draw(e, room-ansi.StringWidth(hint)) + e.styles.Muted.Render(hint)
}

// choiceView shows all choices where there is room, else the chosen one and its place among them.
func (l *field) drawChoices(e *env, room int) string {
	var parts []string
	for i, c := range l.choices {
		if i == l.choice {
			parts = append(parts, "‹ "+text.Safe(choiceTitle(c), 30)+" ›")
		} else {
			parts = append(parts, "  "+text.Safe(choiceTitle(c), 30)+"  ")
		}
	}
	if all := strings.Join(parts, " "); ansi.StringWidth(all) <= room {
		for i, c := range l.choices {
			switch {
			case i == l.choice:
				parts[i] = e.styles.Accent.Render(parts[i])
			case l.barred[c.Value] != "":
				parts[i] = e.styles.Muted.Render(parts[i])
			}
		}
		return strings.Join(parts, " ")
	}
	place := fmt.Sprintf("  %d of %d", l.choice+1, len(l.choices))
	return e.styles.Accent.Render(clip(parts[l.choice], room-len(place))) + e.styles.Muted.Render(place)
}

func choiceTitle(c flow.Choice) string {
	if c.Title == "" {
		return c.Value
	}
	return c.Title
}

// formReady says what keeps a form from going on, and nothing when nothing does.
func (f *form) missingView(e *env, width int) string {
	var parts []string
	if missing := f.missing(); len(missing) > 0 {
		parts = append(parts, "still needed: "+strings.Join(missing, ", "))
	}
	if unfit := f.unfit(); len(unfit) > 0 {
		parts = append(parts, "to be mended: "+strings.Join(unfit, ", "))
	}
	if len(parts) == 0 {
		return ""
	}
	return hang(indent+e.styles.Wait.Render("○")+" ", strings.Join(parts, "; "), width)
}
