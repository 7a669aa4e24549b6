package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"countersign/flow"
)

// field is one line of a form: a text, a secret or a choice.
type field struct {
	key, label, note string
	required, secret bool
	choices          []flow.Choice // a choice when not empty
	choice           int
	input            textinput.Model
	start            string // what it held at first
	problem          string
}

// newField makes the line for what a connector asks.
func newField(f flow.Field, value string) field {
	label := f.Title
	if label == "" {
		label = f.Key
	}
	out := field{
		key: f.Key, label: flow.Safe(label, 40), note: flow.Safe(f.Description, 400),
		required: f.Required, secret: f.Secret, choices: f.Choices,
	}
	if f.Type == "boolean" && len(f.Choices) == 0 {
		out.choices = []flow.Choice{{Value: "false", Title: "no"}, {Value: "true", Title: "yes"}}
	}
	if len(out.choices) > 0 && !slices.ContainsFunc(out.choices, func(c flow.Choice) bool { return c.Value == value }) {
		out.choices = append([]flow.Choice{{Title: "none"}}, out.choices...)
	}
	placeholder := "optional"
	if f.Required {
		placeholder = "required"
	}
	out.input = newInput(placeholder)
	if out.secret {
		out.input.EchoMode = textinput.EchoPassword
	}
	out.set(value)
	out.start = value
	return out
}

func (f *field) value() string {
	if len(f.choices) > 0 {
		return f.choices[f.choice].Value
	}
	return strings.TrimSpace(inputText(f.input))
}

func (f *field) set(value string) {
	if len(f.choices) > 0 {
		f.choice = max(slices.IndexFunc(f.choices, func(c flow.Choice) bool { return c.Value == value }), 0)
		return
	}
	f.input.SetValue(strings.ReplaceAll(value, "\n", lineBreak))
}

func (f *field) missing() bool { return f.required && f.value() == "" }

// form is a column of fields, one of which has the focus.
type form struct {
	fields   []field
	focus    int
	revealed bool // the secrets are shown
}

func (f *form) focused() *field { return &f.fields[f.focus] }

func (f *form) focusOn(i int) {
	f.focused().input.Blur()
	f.focus = min(max(i, 0), len(f.fields)-1)
	f.focused().input.Focus()
}

// focusMissing goes to the first field that still needs something. Only whoever stands on such a field is told that it is
// required: after another, this is simply the next one.
func (f *form) focusMissing() {
	told := f.focused().missing()
	for i := len(f.fields) - 1; i >= 0; i-- {
		if !f.fields[i].missing() {
			continue
		}
		if told {
			f.fields[i].problem = "this is required"
		}
		f.focusOn(i)
	}
}

func (f *form) missing() []field {
	var out []field
	for _, l := range f.fields {
		if l.missing() {
			out = append(out, l)
		}
	}
	return out
}

// dirty reports whether anything was typed or chosen.
func (f *form) dirty() bool {
	return slices.ContainsFunc(f.fields, func(l field) bool { return l.value() != l.start })
}

// reveal shows or masks the secrets.
func (f *form) reveal() {
	f.revealed = !f.revealed
	for i := range f.fields {
		if !f.fields[i].secret {
			continue
		}
		f.fields[i].input.EchoMode = textinput.EchoPassword
		if f.revealed {
			f.fields[i].input.EchoMode = textinput.EchoNormal
		}
	}
}

func (f *form) update(msg tea.KeyMsg) {
	here := f.focused()
	switch {
	case key.Matches(msg, keyNext) || msg.Type == tea.KeyDown:
		f.focusOn(f.focus + 1)
	case key.Matches(msg, keyPrevious) || msg.Type == tea.KeyUp:
		f.focusOn(f.focus - 1)
	case len(here.choices) > 0:
		switch {
		case key.Matches(msg, keyLeft):
			here.choice = max(here.choice-1, 0)
		case key.Matches(msg, keyRight):
			here.choice = min(here.choice+1, len(here.choices)-1)
		}
		here.problem = ""
	default:
		typeInto(&here.input, msg)
		here.problem = ""
	}
}

// formView draws the fields and says on which of its lines the focus is.
func (e *env) formView(f *form, width int) (view string, focus int) {
	labels := make([]string, len(f.fields))
	for i, l := range f.fields {
		labels[i] = l.label
	}
	column := widest(labels, 12, 24) + 2
	var lines []string
	for i := range f.fields {
		l := &f.fields[i]
		here := i == f.focus
		if here {
			focus = len(lines)
		}
		label := indent + e.mark(here) + e.pick(here, fit(clip(l.label, column-2), column))
		room := width - margin - 2 - column - 1
		lines = append(lines, label+e.fieldView(l, here, f.revealed, room))
		if l.problem != "" {
			lead := strings.Repeat(" ", margin+2+column)
			lines = append(lines, strings.Split(eachLine(e.styles.Bad, hang(lead+"✗ ", l.problem, width)), "\n")...)
		}
	}
	return strings.Join(lines, "\n"), focus
}

func (e *env) fieldView(l *field, here, revealed bool, room int) string {
	if len(l.choices) > 0 {
		return e.choiceView(l, room)
	}
	hint := ""
	if l.secret && here && l.value() != "" {
		hint = "  ctrl+r shows"
		if revealed {
			hint = "  ctrl+r hides"
		}
	}
	return e.inputView(l.input, room-ansi.StringWidth(hint)) + e.styles.Muted.Render(hint)
}

// choiceView shows all choices where there is room, else the chosen one and its place among them.
func (e *env) choiceView(l *field, room int) string {
	var parts []string
	for i, c := range l.choices {
		if i == l.choice {
			parts = append(parts, "‹ "+flow.Safe(choiceTitle(c), 30)+" ›")
		} else {
			parts = append(parts, "  "+flow.Safe(choiceTitle(c), 30)+"  ")
		}
	}
	if all := strings.Join(parts, " "); ansi.StringWidth(all) <= room {
		parts[l.choice] = e.styles.Accent.Render(parts[l.choice])
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
