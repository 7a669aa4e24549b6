package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
)

// onlyCommands keeps a command's usage to what makes sense: it does nothing without a subcommand.
func onlyCommands(cmd *cobra.Command) {
	cmd.SetUsageTemplate(strings.Replace(cmd.UsageTemplate(), "{{if .Runnable}}", "{{if and .Runnable (not .HasAvailableSubCommands)}}", 1))
}

// strictHelp lets help for what is no command be the misuse that the command itself would be.
func strictHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil {
		return
	}
	help.Args = func(_ *cobra.Command, args []string) error {
		cmd, rest, err := root.Find(args)
		if err != nil || len(rest) > 0 {
			return misuse("see "+cmd.CommandPath()+" --help", "there is no command %q", text.Safe(strings.Join(args, " "), 40))
		}
		return nil
	}
}
