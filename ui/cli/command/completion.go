package command

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
)

// Completions use the index of connections and the connectors: they open no credential store and use no network. They
// cannot report errors.

// Completions returns words without file names.
func Completions(words ...string) ([]string, cobra.ShellCompDirective) {
	return words, cobra.ShellCompDirectiveNoFileComp
}

// CompleteConnection completes one connection name.
func (f *Factory) CompleteConnection(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	m, err := f.Flow.Manager()
	if err != nil || len(args) > 0 {
		return Completions()
	}
	entries, _ := m.Connections.List(cmd.Context())
	var names []string
	for _, e := range entries {
		names = append(names, cobra.CompletionWithDesc(e.Name, text.Safe(e.Title+AsAccount(e.Account), 60)))
	}
	return Completions(names...)
}

// CompleteConnections completes the connection names that are not in args yet.
func (f *Factory) CompleteConnections(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	names, directive := f.CompleteConnection(cmd, nil, word)
	return slices.DeleteFunc(names, func(completion string) bool {
		name, _, _ := strings.Cut(completion, "\t")
		return slices.Contains(args, name)
	}), directive
}

// CompleteConnector completes one connector key or folder.
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

// CompleteFolder completes one folder.
func CompleteFolder(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return Completions()
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}
