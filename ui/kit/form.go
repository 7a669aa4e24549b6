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

// FocusOn moves to a field. The field that loses the focus shows its error; during typing it would be premature.
func (f *Form) FocusOn(i int) {
	left := f.Focused()
	left.Input.Blur()
	f.Focus = min(max(i, 0), len(f.Fields)-1)
	f.Focused().Input.Focus()
	if why := left.InvalidReason(); why != "" && left != f.Focused() {
		left.Error = why
	}
}

// FocusMissing moves to the first required field that is empty. If the current one already was, it is marked as required.
func (f *Form) FocusMissing() {
	told := f.Focused().missing()
	for i := len(f.Fields) - 1; i >= 0; i-- {
		if !f.Fields[i].missing() {
			continue
		}
		if told {
			f.Fields[i].Error = "required"
		}
		f.FocusOn(i)
	}
}

// FocusInvalid marks every invalid field, moves to the first, and reports whether there is one.
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

// labels are the labels of matching fields.
func (f *Form) labels(so func(*Field) bool) []string {
	var labels []string
	for i := range f.Fields {
		if so(&f.Fields[i]) {
			labels = append(labels, f.Fields[i].label)
		}
	}
	return labels
}

// Missing are the labels of empty required fields.
func (f *Form) Missing() []string { return f.labels((*Field).missing) }

// Invalid are the labels of invalid fields.
func (f *Form) Invalid() []string {
	return f.labels(func(l *Field) bool { return l.InvalidReason() != "" })
}

// At is the field with a key, or nil.
func (f *Form) At(key string) *Field {
	i := slices.IndexFunc(f.Fields, func(l Field) bool { return l.Key == key })
	if i < 0 {
		return nil
	}
	return &f.Fields[i]
}

// Dirty reports whether any value was changed.
func (f *Form) Dirty() bool {
	return slices.ContainsFunc(f.Fields, func(l Field) bool { return l.Value() != l.Initial })
}

// UnsavedChanges warns of values that leaving the form would discard.
func (f *Form) UnsavedChanges() string {
	if !f.Dirty() {
		return ""
	}
	return "Your changes are not saved."
}

// NotSecret says why there is nothing to reveal.
const NotSecret = "This field is not a secret"

// Mask masks a secret that was shown for long enough.
func (f *Form) Mask(msg MaskMsg) {
	for i := range f.Fields {
		f.Fields[i].Input.Mask(msg)
	}
}

// Update handles a key.
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
