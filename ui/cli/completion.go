package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"countersign/flow"
	"countersign/internal/text"
)

// What a shell offers comes from the list of connections and from the connectors. No keychain is opened for it, and nothing
// goes over the network.

// completed is the answer that leaves files out.
func completed(words ...string) ([]string, cobra.ShellCompDirective) {
	return words, cobra.ShellCompDirectiveNoFileComp
}

// completeConnections offers the names that are kept, each with its service and account.
func (s *session) completeConnections(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	m, err := s.flow()
	if err != nil || len(args) > 0 {
		return completed()
	}
	entries, _ := m.Connections.List(cmd.Context()) // a completion has nowhere to complain
	var names []string
	for _, e := range entries {
		names = append(names, cobra.CompletionWithDesc(e.Name, text.Safe(e.Title+asAccount(e.Account), 60)))
	}
	return completed(names...)
}

// completeSeveral offers the names that are not there yet.
func (s *session) completeSeveral(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	names, directive := s.completeConnections(cmd, nil, word)
	return slices.DeleteFunc(names, func(offered string) bool {
		name, _, _ := strings.Cut(offered, "\t")
		return slices.Contains(args, name)
	}), directive
}

// completeConnectors offers the keys of the catalogue, each with its service; a folder is a connector too.
func (s *session) completeConnectors(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	m, err := s.flow()
	if err != nil || len(args) > 0 {
		return completed()
	}
	var keys []string
	for _, e := range m.Connectors.List() {
		keys = append(keys, cobra.CompletionWithDesc(e.Key, text.Safe(e.Name, 60)))
	}
	return keys, cobra.ShellCompDirectiveDefault
}

// completeOptions offers the ways to connect of the connector that stands in the arguments.
func (s *session) completeOptions(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	c := s.namedConnector(args)
	if c == nil {
		return completed()
	}
	var keys []string
	for _, o := range c.Options {
		keys = append(keys, cobra.CompletionWithDesc(o.Key, text.Safe(o.Title, 60)))
	}
	return completed(keys...)
}

// completeValues offers the values that the connector asks for: key= first, then what may stand behind it.
func (s *session) completeValues(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	c := s.namedConnector(args)
	if c == nil {
		return completed()
	}
	if option, _ := cmd.Flags().GetString("option"); option != "" {
		if chosen, err := c.WithOption(option); err == nil {
			c = chosen
		}
	}
	given, _ := cmd.Flags().GetStringArray("set")
	key, _, behind := strings.Cut(word, "=")
	var words []string
	for _, f := range flow.NewSetup(c).Fields() {
		switch {
		case behind && f.Key == key:
			for _, choice := range f.Choices {
				words = append(words, cobra.CompletionWithDesc(key+"="+choice.Value, text.Safe(choice.Title, 60)))
			}
		case !behind && !slices.ContainsFunc(given, func(set string) bool { return strings.HasPrefix(set, f.Key+"=") }):
			words = append(words, cobra.CompletionWithDesc(f.Key+"=", text.Safe(title(f), 60)))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// namedConnector is the connector of the first argument, if there is one.
func (s *session) namedConnector(args []string) *flow.Connector {
	m, err := s.flow()
	if err != nil || len(args) == 0 {
		return nil
	}
	c, err := m.Connectors.Load(args[0])
	if err != nil {
		return nil
	}
	return c
}

// completeRequest offers a connection, then its ready calls: a method and then a target, or at once the target of a GET.
func (s *session) completeRequest(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return s.completeConnections(cmd, nil, word)
	}
	return s.completeCall(cmd, args[0], args[1:])
}

// completeCall offers what a connection's connector has ready, after the arguments that are there.
func (s *session) completeCall(cmd *cobra.Command, connection string, args []string) ([]string, cobra.ShellCompDirective) {
	m, err := s.flow()
	if err != nil || len(args) > 1 {
		return completed()
	}
	entry, err := findEntry(cmd.Context(), m, connection)
	if err != nil {
		return completed()
	}
	c, err := m.Connectors.Load(entry.Connector)
	if err != nil {
		return completed()
	}
	var words []string
	for _, r := range c.Ready {
		method := strings.ToUpper(r.Method)
		switch {
		case len(args) == 1 && strings.EqualFold(args[0], method), len(args) == 0 && method == "GET":
			words = append(words, cobra.CompletionWithDesc(r.Target, text.Safe(r.Name, 60)))
		case len(args) == 0 && !slices.Contains(words, method):
			words = append(words, method)
		}
	}
	return completed(words...)
}

func (s *session) completeServices(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	services, _ := flow.Services() // a completion has nowhere to complain
	keys := []string{cobra.CompletionWithDesc("list", "name them all")}
	for _, service := range services {
		keys = append(keys, cobra.CompletionWithDesc(service.Key, service.Name))
	}
	return completed(keys...)
}

// completions settles what no command says of itself: files are offered only where one is expected.
func completions(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	if cmd, _, err := root.Find([]string{"completion"}); err == nil && cmd != root {
		explainCompletion(cmd)
	}
	everyCommand(root, func(cmd *cobra.Command) {
		wantsFile := strings.Contains(cmd.Use, "FILE") || strings.Contains(cmd.Use, "DIR")
		if cmd.ValidArgsFunction == nil && len(cmd.ValidArgs) == 0 && !cmd.HasSubCommands() && !wantsFile {
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) { completeFlag(cmd, f) })
		cmd.PersistentFlags().VisitAll(func(f *pflag.Flag) { completeFlag(cmd, f) })
	})
}

func completeFlag(cmd *cobra.Command, f *pflag.Flag) {
	value, _ := pflag.UnquoteUsage(f)
	_, asFile := f.Annotations[cobra.BashCompFilenameExt]
	if _, known := cmd.GetFlagCompletionFunc(f.Name); !known && !asFile && f.NoOptDefVal == "" && value != "FILE" && value != "TEXT" {
		_ = cmd.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
	}
}

// everyCommand visits a command and all below it.
func everyCommand(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, sub := range cmd.Commands() {
		everyCommand(sub, visit)
	}
}

// explainCompletion says in one place how each shell takes its script.
func explainCompletion(cmd *cobra.Command) {
	cmd.Short = "Print the completion script of a shell"
	cmd.Long = `completion prints a script that completes commands, flags, and what is yours: the names of your connections, connectors,
their options and values, the ready calls of a connection. No keychain is opened for that, and nothing goes over the network.

For each new shell, put it where the shell looks for it, once:

  bash (with the package bash-completion):
    mkdir -p ~/.local/share/bash-completion/completions
    countersign completion bash > ~/.local/share/bash-completion/completions/countersign
  zsh (in a folder of $fpath, here one of your own, which ~/.zshrc adds before compinit: fpath=(~/.zfunc $fpath)):
    mkdir -p ~/.zfunc
    countersign completion zsh > ~/.zfunc/_countersign
  fish:
    countersign completion fish > ~/.config/fish/completions/countersign.fish
  PowerShell (in the file of $PROFILE):
    countersign completion powershell | Out-String | Invoke-Expression

For the shell that runs now: source <(countersign completion bash), and the like.`
	cmd.Example = `  source <(countersign completion bash)
  countersign completion zsh > ~/.zfunc/_countersign
  countersign completion fish | source`
	for _, sub := range cmd.Commands() {
		sub.Example = "  countersign completion " + sub.Name()
	}
}
