package ui

import (
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
)

// field is one line of a form: a text, a secret or a choice.
type field struct {
	key, label, note string
	required, secret bool
	asks             flow.Field        // what its value is held against
	choices          []flow.Choice     // a choice when not empty
	barred           map[string]string // choices that can't be taken now, by value, and why
	choice           int
	input            lineInput
	start            string // what it held at first
	problem          string
	line             int // of the form that it was drawn on
}

// newField makes the line for what a connector asks.
func newField(keys *Keys, f flow.Field, value string) field {
	label := f.Title
	if label == "" {
		label = f.Key
	}
	out := field{
		key: f.Key, label: text.Safe(label, 40), note: text.Safe(f.Description, 400),
		required: f.Required, secret: f.Secret, asks: f, choices: f.Choices,
	}
	if f.Type == "boolean" && len(f.Choices) == 0 {
		out.choices = []flow.Choice{{Value: "false", Title: "no"}, {Value: "true", Title: "yes"}}
	}
	if len(out.choices) > 0 && !slices.ContainsFunc(out.choices, func(c flow.Choice) bool { return c.Value == value }) {
		out.choices = append([]flow.Choice{{Title: "none"}}, out.choices...)
	}
	out.input = newInput(keys, placeholder(f))
	if out.secret {
		out.input = newSecretInput(keys, placeholder(f))
	}
	out.set(value)
	out.start = value
	return out
}

// placeholder says in an empty field what may stand there.
func placeholder(f flow.Field) string {
	example := "such as " + text.Safe(f.Example, 100)
	switch {
	case f.Required && f.Example != "":
		return example // that it is required stands below the form
	case f.Required:
		return "required"
	case f.Example != "":
		return "optional, " + example
	}
	return "optional"
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

// unfit says what is wrong with the value that is there; nothing is no mistake yet.
func (f *field) unfit() string {
	if why := f.barred[f.value()]; why != "" {
		return why
	}
	return flow.Unfit(f.asks, f.value())
}

// choose goes on by so many choices, past those that are barred; round is whether the first follows the last.
func (f *field) choose(by int, round bool) {
	n := len(f.choices)
	for i := f.choice + by; round || i >= 0 && i < n; i += by {
		i = (i + n) % n
		if i == f.choice {
			return
		}
		if f.barred[f.choices[i].Value] == "" {
			f.choice = i
			return
		}
	}
}
