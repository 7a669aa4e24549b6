package conversation

import (
	"context"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/connector"
)

// promptField describes a field and asks for its value until it is valid.
func (n *newConnection) promptField(ctx context.Context, setup *flow.Setup, f flow.Field) error {
	n.IO.Infof("")
	n.IO.Infof("%s", strings.TrimSuffix(command.FieldTitle(f)+". "+text.Safe(f.Description, 400), " "))
	noted := f
	noted.Default, noted.Choices = "", nil // they are part of the question
	if notes := connector.FieldNotes(noted); notes != "" {
		n.IO.Infof("Notes: %s.", text.Safe(notes, 300))
	}
	if len(f.Choices) > 0 {
		return n.promptChoice(ctx, setup, f)
	}
	return n.PromptField(ctx, setup, f, setup.Value(f.Key))
}

func (n *newConnection) promptChoice(ctx context.Context, setup *flow.Setup, f flow.Field) error {
	var names []string
	for _, c := range f.Choices {
		name := text.Safe(c.Value, 60)
		if c.Title != "" && c.Title != c.Value {
			name += ", " + text.Safe(c.Title, 80)
		}
		if c.Value == setup.Value(f.Key) {
			name += ", current value"
		}
		names = append(names, name)
	}
	if !f.Required {
		names = append(names, "None")
	}
	chosen, err := n.choose(ctx, "Which value?", names)
	if err != nil {
		return err
	}
	value := ""
	if chosen < len(f.Choices) {
		value = f.Choices[chosen].Value
	}
	return setup.Set(f.Key, value)
}
