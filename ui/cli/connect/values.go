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

// The values that a connector asks for come from --set, else from the environment, else from the connector's defaults,
// and what is still missing from a question. None of them has to be in the arguments, where other users of the machine
// could read it.

// ValuePrefix and a field's key make the variable that may hold its value.
const ValuePrefix = "COUNTERSIGN_SET_"

// fillIn gives the setup its values; sets are the arguments of --set.
func fillIn(ctx context.Context, f *command.Factory, setup *flow.Setup, sets []string) error {
	for _, field := range setup.Fields() {
		if value := f.IO.Env(ValuePrefix + field.Key); value != "" {
			if err := setup.Set(field.Key, value); err != nil {
				return exit.WrapUsage(ValuePrefix+field.Key, err)
			}
		}
	}
	for _, set := range sets {
		key, given, ok := strings.Cut(set, "=")
		if !ok || key == "" {
			return exit.Usagef("give --set key=value, key=@FILE or key=- (standard input)", "--set %q is no key=value", text.Safe(set, 40))
		}
		value, err := f.Input.Value("--set "+key, given)
		if err != nil {
			return err
		}
		if err := setup.Set(key, value); err != nil {
			return exit.WrapUsage("--set "+text.Safe(key, 40), err)
		}
	}
	for _, field := range setup.Missing() {
		if setup.Value(field.Key) != "" {
			continue // a field that is in both of the connector's lists
		}
		if !f.Prompt.Interactive() {
			return missing(setup)
		}
		if err := promptField(ctx, f, setup, field); err != nil {
			return err
		}
	}
	return nil
}

// promptField asks until the answer fits the field.
func promptField(ctx context.Context, f *command.Factory, setup *flow.Setup, field flow.Field) error {
	if field.Description != "" {
		f.IO.Infof("%s", text.Safe(field.Description, 300))
	}
	question := text.Safe(FieldTitle(field), 80)
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
	for {
		answer, err := ask(ctx, question+":")
		if err != nil {
			return err
		}
		if err := setup.Set(field.Key, answer); err != nil {
			f.IO.PrintError(err)
		} else if setup.Value(field.Key) != "" {
			return nil
		}
	}
}

// Title is what a field is called.
func FieldTitle(f flow.Field) string {
	if f.Title != "" {
		return f.Title
	}
	return f.Key
}

// missing says what is missing, and how to give it.
func missing(setup *flow.Setup) error {
	var titles, flags []string
	for _, f := range setup.Missing() {
		if flag := "--set " + f.Key; f.Secret {
			flags = append(flags, flag+"=@FILE")
		} else {
			flags = append(flags, flag+"=VALUE")
		}
		titles = append(titles, text.Safe(FieldTitle(f), 80))
	}
	return exit.Usagef(
		fmt.Sprintf("add %s, or set %s%s and the like in the environment", strings.Join(flags, " "), ValuePrefix, setup.Missing()[0].Key),
		"%s needs values that were not given: %s", setup.Connector.Name, strings.Join(titles, ", "))
}
