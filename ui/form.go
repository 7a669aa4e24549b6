package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// form is a column of fields, one of which has the focus.
type form struct {
	fields   []field
	focus    int
	revealed bool // the secrets are shown
}

func (f *form) focused() *field { return &f.fields[f.focus] }

// focusOn goes to a field. The one that is left says what is wrong with it: while something is typed it is not done yet.
func (f *form) focusOn(i int) {
	left := f.focused()
	left.input.Blur()
	f.focus = min(max(i, 0), len(f.fields)-1)
	f.focused().input.Focus()
	if why := left.unfit(); why != "" && left != f.focused() {
		left.problem = why
	}
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

// focusUnfit goes to the first field whose value can't be taken, marks all of them, and reports whether there is any.
func (f *form) focusUnfit() bool {
	unfit := false
	for i := len(f.fields) - 1; i >= 0; i-- {
		if why := f.fields[i].unfit(); why != "" {
			f.fields[i].problem = why
			f.focusOn(i)
			unfit = true
		}
	}
	return unfit
}

// labels are those of the fields that are so.
func (f *form) labels(so func(*field) bool) []string {
	var labels []string
	for i := range f.fields {
		if so(&f.fields[i]) {
			labels = append(labels, f.fields[i].label)
		}
	}
	return labels
}

func (f *form) missing() []string { return f.labels((*field).missing) }

func (f *form) unfit() []string {
	return f.labels(func(l *field) bool { return l.unfit() != "" })
}

// at is the field of a key; nil when there is none.
func (f *form) at(key string) *field {
	i := slices.IndexFunc(f.fields, func(l field) bool { return l.key == key })
	if i < 0 {
		return nil
	}
	return &f.fields[i]
}

// dirty reports whether anything was typed or chosen.
func (f *form) dirty() bool {
	return slices.ContainsFunc(f.fields, func(l field) bool { return l.value() != l.start })
}

// reveal shows or masks the secrets.
func (f *form) reveal() {
	f.revealed = !f.revealed
	f.mask()
}

func (f *form) mask() {
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
			here.choose(-1, false)
		case key.Matches(msg, keyRight):
			here.choose(1, false)
		case key.Matches(msg, keySpace):
			here.choose(1, true)
		}
		here.problem = ""
	default:
		typeInto(&here.input, msg)
		here.problem = ""
	}
}
