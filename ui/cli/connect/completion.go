package connect

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// completeOption completes the authentication options of the connector in args.
func completeOption(f *command.Factory, args []string) ([]string, cobra.ShellCompDirective) {
	c := namedConnector(f, args)
	if c == nil {
		return command.Completions()
	}
	var keys []string
	for _, o := range c.Options {
		keys = append(keys, cobra.CompletionWithDesc(o.Key, text.Safe(o.Title, 60)))
	}
	return command.Completions(keys...)
}

// completeValue completes --set: key= first, then the choices of the field.
func completeValue(f *command.Factory, cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	c := namedConnector(f, args)
	if c == nil {
		return command.Completions()
	}
	if option, _ := cmd.Flags().GetString("option"); option != "" {
		if chosen, err := c.WithOption(option); err == nil {
			c = chosen
		}
	}
	sets, _ := cmd.Flags().GetStringArray("set")
	key, _, hasKey := strings.Cut(word, "=")
	var words []string
	for _, field := range flow.NewSetup(c).Fields() {
		switch {
		case hasKey && field.Key == key:
			for _, choice := range field.Choices {
				words = append(words, cobra.CompletionWithDesc(key+"="+choice.Value, text.Safe(choice.Title, 60)))
			}
		case !hasKey && !slices.ContainsFunc(sets, func(set string) bool { return strings.HasPrefix(set, field.Key+"=") }):
			words = append(words, cobra.CompletionWithDesc(field.Key+"=", command.FieldTitle(field)))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// namedConnector returns the connector that args name, or nil.
func namedConnector(f *command.Factory, args []string) *flow.Connector {
	m, err := f.Flow.Manager()
	if err != nil || len(args) == 0 {
		return nil
	}
	c, err := m.Connectors.Load(args[0])
	if err != nil {
		return nil
	}
	return c
}
