package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// completeCommands adds what applies to all commands: usage errors, and no file names in completions by default.
func completeCommands(root *cobra.Command) {
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	everyCommand(root, func(cmd *cobra.Command) {
		switch {
		case cmd.Name() == "help":
			cmd.Args = helpTopic
		case cmd.Name() == "completion":
			explainCompletion(cmd)
		}
		command.UsageArgs(cmd)
	})
}

// helpTopic makes help for an unknown command an error.
func helpTopic(help *cobra.Command, args []string) error {
	cmd, rest, err := help.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return exit.Usagef("Run "+cmd.CommandPath()+" --help for a list of commands.", "unknown command %q", text.Safe(strings.Join(args, " "), 40))
	}
	return nil
}

// everyCommand visits a command and all below it.
func everyCommand(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, sub := range cmd.Commands() {
		everyCommand(sub, visit)
	}
}

func explainCompletion(cmd *cobra.Command) {
	cmd.Short = "Generate a shell completion script"
	cmd.Long = `Generate a completion script for your shell.

Besides commands and flags it completes your connections, connectors, their options and values, and saved requests.

To install it for bash (requires the package bash-completion):

    mkdir -p ~/.local/share/bash-completion/completions
    countersign completion bash > ~/.local/share/bash-completion/completions/countersign

For zsh, with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc:

    mkdir -p ~/.zfunc
    countersign completion zsh > ~/.zfunc/_countersign

For fish:

    countersign completion fish > ~/.config/fish/completions/countersign.fish

For PowerShell, in the file $PROFILE:

    countersign completion powershell | Out-String | Invoke-Expression`
	cmd.Example = `  source <(countersign completion bash)
  countersign completion zsh > ~/.zfunc/_countersign
  countersign completion fish | source`
	for _, sub := range cmd.Commands() {
		sub.Example = "  countersign completion " + sub.Name()
	}
}
