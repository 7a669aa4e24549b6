package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// form is a column of fields, one of which has the focus.
type form struct {
	keys   *Keys
	fields []field
	focus  int
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

// losing says what is lost when the form is left.
func (f *form) losing() string {
	if !f.dirty() {
		return ""
	}
	return "What you typed here is not kept anywhere."
}

// notSecret is why nothing is revealed.
const notSecret = "this is no secret: it is shown already" //nolint:gosec // words, and no credentials

// conceal masks a secret whose time to be seen is over.
func (f *form) conceal(msg concealMsg) {
	for i := range f.fields {
		f.fields[i].input.conceal(msg)
	}
}

func (f *form) update(msg tea.KeyMsg) {
	here := f.focused()
	choice := len(here.choices) > 0
	to, moves := f.keys.Stepped(msg, f.focus, len(f.fields), len(f.fields))
	switch {
	case f.keys.Hit(msg, keyNext):
		f.focusOn(f.focus + 1)
	case f.keys.Hit(msg, keyPrevious):
		f.focusOn(f.focus - 1)
	case moves && (choice || f.keys.MovesWhileTyping(msg)):
		f.focusOn(to)
	case choice:
		switch {
		case f.keys.Hit(msg, keyLeft):
			here.choose(-1, false)
		case f.keys.Hit(msg, keyRight):
			here.choose(1, false)
		case f.keys.Hit(msg, keySpace):
			here.choose(1, true)
		}
		here.problem = ""
	default:
		typeInto(&here.input, msg)
		here.problem = ""
	}
}
