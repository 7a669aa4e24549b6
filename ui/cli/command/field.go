package command

import (
	"cmp"
	"context"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
)

// FieldTitle returns the title of a field, or its key.
func FieldTitle(f flow.Field) string { return text.Safe(cmp.Or(f.Title, f.Key), 80) }

// PromptField asks for the value of a field until it is valid. An empty answer keeps the default, which may be "", unless
// the field is required and has no value.
func (f *Factory) PromptField(ctx context.Context, setup *flow.Setup, field flow.Field, byDefault string) error {
	question := FieldTitle(field)
	if len(field.Choices) > 0 {
		var values []string
		for _, c := range field.Choices {
			values = append(values, text.Safe(c.Value, 40))
		}
		question += " (" + strings.Join(values, ", ") + ")"
	}
	ask := f.Prompt.Ask
	if field.Secret {
		ask = f.Prompt.AskSecret
	}
	switch {
	case field.Secret && byDefault != "":
		question += f.IO.Wording(" [default]", ", or Enter for the default")
	case byDefault != "":
		question += f.IO.Wording(" [", ", or Enter for ") + text.Safe(byDefault, 200) + f.IO.Wording("]", "")
	case !field.Required:
		question += f.IO.Wording("", ", or Enter to skip")
	}
	for {
		answer, err := ask(ctx, question+":")
		if err != nil {
			return err
		}
		if answer == "" && (!field.Required || setup.Value(field.Key) != "") {
			return nil
		}
		if err := setup.Set(field.Key, answer); err != nil {
			f.IO.PrintError(err)
		} else if setup.Value(field.Key) != "" {
			return nil
		}
	}
}
