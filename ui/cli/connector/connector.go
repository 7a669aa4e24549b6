package connector

import (
	"github.com/spf13/cobra"

	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// NewCmd makes countersign connectors, and what is below it.
func NewCmd(f *command.Factory) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connectors",
		Short: "List, show, write and check connectors, evaluate mappings",
		Long: `connectors is about the descriptions of services: those built in, those in your own folder of connectors
(COUNTERSIGN_CONNECTORS, by default "countersign/connectors" in your configuration folder), and any other folder.`,
		Example: `  countersign connectors list
  countersign connectors show flickr`,
		Args: command.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return exit.Usagef("usage: countersign connectors list|show|new|check|eval", "connectors needs to know what to do")
		},
	}
	cmd.AddCommand(newCmdList(f), newCmdShow(f), newCmdNew(f), newCmdCheck(f), newCmdEval(f))
	command.OnlySubcommands(cmd)
	return cmd
}
