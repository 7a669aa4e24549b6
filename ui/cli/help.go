package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/exit"
)

// strictHelp lets help for what is not a command be the misuse that the command itself would be.
func strictHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil {
		return
	}
	help.Args = func(_ *cobra.Command, args []string) error {
		cmd, rest, err := root.Find(args)
		if err != nil || len(rest) > 0 {
			return exit.Usagef("see "+cmd.CommandPath()+" --help", "there is no command %q", text.Safe(strings.Join(args, " "), 40))
		}
		return nil
	}
}
