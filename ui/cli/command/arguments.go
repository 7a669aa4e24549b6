package command

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/exit"
)

// NoArguments says what is wrong in the program's own manner.
func NoArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return exit.Usagef("see "+cmd.CommandPath()+" --help", "there is no command %q", text.Safe(args[0], 40))
	}
	return exit.Usagef("usage: "+cmd.UseLine(), "%s takes no arguments", commandName(cmd))
}

// Arguments is NoArguments for a command that takes some.
func Arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return exit.Usagef("usage: "+cmd.UseLine(), "%s needs %s", commandName(cmd), text.CountInWords(least, "argument", "arguments"))
		case len(args) > most:
			return exit.Usagef("usage: "+cmd.UseLine(), "%q is one argument too many for %s", text.Safe(strings.Join(args[most:], " "), 40), commandName(cmd))
		}
		return nil
	}
}

// commandName is a command as its errors call it, which say the program's name already.
func commandName(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// OnlySubcommands keeps a command's usage to what makes sense: it does nothing without a subcommand.
func OnlySubcommands(cmd *cobra.Command) {
	cmd.SetUsageTemplate(strings.Replace(cmd.UsageTemplate(), "{{if .Runnable}}", "{{if and .Runnable (not .HasAvailableSubCommands)}}", 1))
}
