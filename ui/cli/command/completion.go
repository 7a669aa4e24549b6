package command

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
)

// What a shell offers comes from the list of connections and from the connectors. No keychain is opened for it, and
// nothing goes over the network.

// Completed are words to offer, and no files.
func Completions(words ...string) ([]string, cobra.ShellCompDirective) {
	return words, cobra.ShellCompDirectiveNoFileComp
}

// CompleteConnection offers the names that are saved, each with its service and account.
func (f *Factory) CompleteConnection(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	m, err := f.Flow.Manager()
	if err != nil || len(args) > 0 {
		return Completions()
	}
	entries, _ := m.Connections.List(cmd.Context()) // a completion has nowhere to complain
	var names []string
	for _, e := range entries {
		names = append(names, cobra.CompletionWithDesc(e.Name, text.Safe(e.Title+AsAccount(e.Account), 60)))
	}
	return Completions(names...)
}

// CompleteConnections offers the names that are not in the arguments yet.
func (f *Factory) CompleteConnections(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	names, directive := f.CompleteConnection(cmd, nil, word)
	return slices.DeleteFunc(names, func(offered string) bool {
		name, _, _ := strings.Cut(offered, "\t")
		return slices.Contains(args, name)
	}), directive
}

// CompleteConnector offers the keys of the catalogue, each with its service; a folder is a connector too.
func (f *Factory) CompleteConnector(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	m, err := f.Flow.Manager()
	if err != nil || len(args) > 0 {
		return Completions()
	}
	var keys []string
	for _, e := range m.Connectors.List() {
		keys = append(keys, cobra.CompletionWithDesc(e.Key, text.Safe(e.Name, 60)))
	}
	return keys, cobra.ShellCompDirectiveDefault
}
