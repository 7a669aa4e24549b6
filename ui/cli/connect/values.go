package connect

import (
	"context"
	"fmt"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// ValuePrefix and the key of a field form the environment variable for its value.
const ValuePrefix = "COUNTERSIGN_SET_"

// fillIn sets the values: from --set, or the environment, or the connector's defaults. It asks for what is missing.
func fillIn(ctx context.Context, f *command.Factory, setup *flow.Setup, sets []string) error {
	for _, field := range setup.Fields() {
		if value := f.IO.Env(ValuePrefix + field.Key); value != "" {
			if err := setup.Set(field.Key, value); err != nil {
				return exit.WrapUsage(ValuePrefix+field.Key, err)
			}
		}
	}
	for _, set := range sets {
		key, value, ok := strings.Cut(set, "=")
		if !ok || key == "" {
			return exit.Usagef("Use --set key=value, key=@FILE or key=- (standard input).", "invalid --set %q", text.Safe(set, 40))
		}
		value, err := f.Input.Value("--set "+key, value)
		if err != nil {
			return err
		}
		if err := setup.Set(key, value); err != nil {
			return exit.WrapUsage("--set "+text.Safe(key, 40), err)
		}
	}
	for _, field := range setup.Missing() {
		if setup.Value(field.Key) != "" {
			continue // asked already, as a field of both schemas
		}
		if !f.Prompt.Interactive() {
			return missing(setup)
		}
		if field.Description != "" {
			f.IO.Infof("%s", text.Safe(field.Description, 300))
		}
		if err := f.PromptField(ctx, setup, field, ""); err != nil {
			return err
		}
	}
	return nil
}

// missing returns the error for missing values.
func missing(setup *flow.Setup) error {
	var titles, flags []string
	for _, f := range setup.Missing() {
		value := "=VALUE"
		if f.Secret {
			value = "=@FILE"
		}
		flags = append(flags, "--set "+f.Key+value)
		titles = append(titles, command.FieldTitle(f))
	}
	return exit.Usagef(
		fmt.Sprintf("Add %s, or set %s%s in the environment.", strings.Join(flags, " "), ValuePrefix, setup.Missing()[0].Key),
		"missing values for %s: %s", setup.Connector.Name, strings.Join(titles, ", "))
}
