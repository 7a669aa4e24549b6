package command

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/ui/cli/exit"
)

// UsageArgs makes the errors of a command's argument validator usage errors, with suggestions for a misspelled command.
func UsageArgs(cmd *cobra.Command) {
	validate := cmd.Args
	if validate == nil {
		validate = cobra.ArbitraryArgs
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		err := validate(cmd, args)
		if err == nil || exit.CodeOf(err) == exit.Usage {
			return err
		}
		next := "Usage: " + cmd.UseLine()
		if cmd.HasSubCommands() {
			next = "Run " + cmd.CommandPath() + " --help for a list of commands."
			if similar := cmd.SuggestionsFor(args[0]); len(similar) > 0 {
				next = "Did you mean " + strings.Join(similar, " or ") + "?"
			}
		}
		return exit.Usagef(next, "%s", err)
	}
}

// Group turns cmd into a command that only has subcommands.
func Group(cmd *cobra.Command, subcommands ...*cobra.Command) *cobra.Command {
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return exit.Usagef("Run "+cmd.CommandPath()+" --help for a list of commands.", "missing command")
	}
	cmd.AddCommand(subcommands...)
	cmd.SetUsageTemplate(strings.Replace(cmd.UsageTemplate(), "{{if .Runnable}}", "{{if not .HasSubCommands}}", 1))
	return cmd
}

// HiddenAlias returns a hidden copy of cmd under an earlier name.
func HiddenAlias(cmd *cobra.Command, name string) *cobra.Command {
	_, arguments, _ := strings.Cut(cmd.Use, " ")
	cmd.Use, cmd.Hidden = name+" "+arguments, true
	return cmd
}
