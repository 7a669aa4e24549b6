package kit

import (
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
)

// Field is one line of a form: a text, a secret or a choice.
type Field struct {
	Key, label, Note string
	required, Secret bool
	Spec             flow.Field        // validates the value
	Choices          []flow.Choice     // the options; empty for text
	DisabledChoices  map[string]string // disabled options by value, with the reason
	choice           int
	Input            LineInput
	Initial          string // the initial value
	Error            string
	line             int // of the form, as drawn
}

// NewField makes a field from its specification.
func NewField(keys *Keys, f flow.Field, value string) Field {
	label := f.Title
	if label == "" {
		label = f.Key
	}
	out := Field{
		Key: f.Key, label: text.Safe(label, 40), Note: text.Safe(f.Description, 400),
		required: f.Required, Secret: f.Secret, Spec: f, Choices: f.Choices,
	}
	if f.Type == "boolean" && len(f.Choices) == 0 {
		out.Choices = []flow.Choice{{Value: "false", Title: "no"}, {Value: "true", Title: "yes"}}
	}
	if len(out.Choices) > 0 && !slices.ContainsFunc(out.Choices, func(c flow.Choice) bool { return c.Value == value }) {
		out.Choices = append([]flow.Choice{{Title: "none"}}, out.Choices...)
	}
	out.Input = NewInput(keys, Placeholder(f))
	if out.Secret {
		out.Input = NewSecretInput(keys, Placeholder(f))
	}
	out.Set(value)
	out.Initial = value
	return out
}

// Placeholder is the hint in an empty field.
func Placeholder(f flow.Field) string {
	example := "e.g. " + text.Safe(f.Example, 100)
	switch {
	case f.Required && f.Example != "":
		return example // the form says below that it is required
	case f.Required:
		return "required"
	case f.Example != "":
		return "optional, " + example
	}
	return "optional"
}

// Value is the typed text or the chosen option.
func (f *Field) Value() string {
	if len(f.Choices) > 0 {
		return f.Choices[f.choice].Value
	}
	return strings.TrimSpace(InputText(f.Input))
}

// Set sets the value.
func (f *Field) Set(value string) {
	if len(f.Choices) > 0 {
		f.choice = max(slices.IndexFunc(f.Choices, func(c flow.Choice) bool { return c.Value == value }), 0)
		return
	}
	f.Input.SetValue(strings.ReplaceAll(value, "\n", LineBreak))
}

func (f *Field) missing() bool { return f.required && f.Value() == "" }

// InvalidReason says what is wrong with the value; empty for a valid or empty one.
func (f *Field) InvalidReason() string {
	if why := f.DisabledChoices[f.Value()]; why != "" {
		return why
	}
	return flow.InvalidReason(f.Spec, f.Value())
}

// choose moves by so many options, past disabled ones; wrap continues at the other end.
func (f *Field) choose(by int, round bool) {
	n := len(f.Choices)
	for i := f.choice + by; round || i >= 0 && i < n; i += by {
		i = (i + n) % n
		if i == f.choice {
			return
		}
		if f.DisabledChoices[f.Choices[i].Value] == "" {
			f.choice = i
			return
		}
	}
}
