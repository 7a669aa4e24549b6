package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

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
