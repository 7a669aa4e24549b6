package kit

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// Form is a column of fields, one of which has the focus.
type Form struct {
	Keys   *Keys
	Fields []Field
	Focus  int
}

// Focused is the field with the focus.
func (f *Form) Focused() *Field { return &f.Fields[f.Focus] }

// FocusOn goes to a field. The one that is left says what is wrong with it: while something is typed it is not done yet.
func (f *Form) FocusOn(i int) {
	left := f.Focused()
	left.Input.Blur()
	f.Focus = min(max(i, 0), len(f.Fields)-1)
	f.Focused().Input.Focus()
	if why := left.InvalidReason(); why != "" && left != f.Focused() {
		left.Error = why
	}
}

// FocusMissing goes to the first field that still needs something. Only whoever stands on such a field is told that it is
// required: after another, this is simply the next one.
func (f *Form) FocusMissing() {
	told := f.Focused().missing()
	for i := len(f.Fields) - 1; i >= 0; i-- {
		if !f.Fields[i].missing() {
			continue
		}
		if told {
			f.Fields[i].Error = "this is required"
		}
		f.FocusOn(i)
	}
}

// FocusUnfit goes to the first field whose value can't be taken, marks all of them, and reports whether there is any.
func (f *Form) FocusInvalid() bool {
	unfit := false
	for i := len(f.Fields) - 1; i >= 0; i-- {
		if why := f.Fields[i].InvalidReason(); why != "" {
			f.Fields[i].Error = why
			f.FocusOn(i)
			unfit = true
		}
	}
	return unfit
}

// labels are those of the fields that are so.
func (f *Form) labels(so func(*Field) bool) []string {
	var labels []string
	for i := range f.Fields {
		if so(&f.Fields[i]) {
			labels = append(labels, f.Fields[i].label)
		}
	}
	return labels
}

// Missing are the labels of the fields that still need something.
func (f *Form) Missing() []string { return f.labels((*Field).missing) }

// Unfit are the labels of the fields whose values can't be taken.
func (f *Form) Invalid() []string {
	return f.labels(func(l *Field) bool { return l.InvalidReason() != "" })
}

// At is the field of a key; nil when there is none.
func (f *Form) At(key string) *Field {
	i := slices.IndexFunc(f.Fields, func(l Field) bool { return l.Key == key })
	if i < 0 {
		return nil
	}
	return &f.Fields[i]
}

// Dirty reports whether anything was typed or chosen.
func (f *Form) Dirty() bool {
	return slices.ContainsFunc(f.Fields, func(l Field) bool { return l.Value() != l.Initial })
}

// Losing says what is lost when the form is left.
func (f *Form) UnsavedChanges() string {
	if !f.Dirty() {
		return ""
	}
	return "What you typed here is not kept anywhere."
}

// NotSecret is why nothing is revealed.
const NotSecret = "this is no secret: it is shown already" //nolint:gosec // words, and no credentials

// Conceal masks a secret whose time to be seen is over.
func (f *Form) Mask(msg MaskMsg) {
	for i := range f.Fields {
		f.Fields[i].Input.Mask(msg)
	}
}

// Update takes a key.
func (f *Form) Update(msg tea.KeyMsg) {
	here := f.Focused()
	choice := len(here.Choices) > 0
	to, moves := f.Keys.MoveCursor(msg, f.Focus, len(f.Fields), len(f.Fields))
	switch {
	case f.Keys.Matches(msg, KeyNext):
		f.FocusOn(f.Focus + 1)
	case f.Keys.Matches(msg, KeyPrevious):
		f.FocusOn(f.Focus - 1)
	case moves && (choice || f.Keys.MovesInText(msg)):
		f.FocusOn(to)
	case choice:
		switch {
		case f.Keys.Matches(msg, KeyLeft):
			here.choose(-1, false)
		case f.Keys.Matches(msg, KeyRight):
			here.choose(1, false)
		case f.Keys.Matches(msg, KeySpace):
			here.choose(1, true)
		}
		here.Error = ""
	default:
		TypeInto(&here.Input, msg)
		here.Error = ""
	}
}
