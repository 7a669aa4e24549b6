package request

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// completeRequest completes a connection, then the methods and targets of its saved requests.
func completeRequest(f *command.Factory, cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return f.CompleteConnection(cmd, nil, word)
	}
	return completeTarget(f, cmd, args[0], args[1:])
}

// completeTarget completes the method and target of a connector's saved requests; args are the arguments so far.
func completeTarget(f *command.Factory, cmd *cobra.Command, connection string, args []string) ([]string, cobra.ShellCompDirective) {
	m, err := f.Flow.Manager()
	if err != nil || len(args) > 1 {
		return command.Completions()
	}
	entry, err := command.FindEntry(cmd.Context(), m, connection)
	if err != nil {
		return command.Completions()
	}
	c, err := m.Connectors.Load(entry.Connector)
	if err != nil {
		return command.Completions()
	}
	var words []string
	for _, r := range c.SavedRequests {
		method := strings.ToUpper(r.Method)
		switch {
		case len(args) == 1 && strings.EqualFold(args[0], method), len(args) == 0 && method == "GET":
			words = append(words, cobra.CompletionWithDesc(r.Target, text.Safe(r.Name, 60)))
		case len(args) == 0 && !slices.Contains(words, method):
			words = append(words, method)
		}
	}
	return command.Completions(words...)
}
