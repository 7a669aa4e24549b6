package connector

import (
	"github.com/spf13/cobra"

	"countersign/ui/cli/command"
)

// NewCmd returns the command countersign connectors.
func NewCmd(f *command.Factory) *cobra.Command {
	return command.Group(&cobra.Command{
		Use:   "connectors",
		Short: "List, show, create and check connectors",
		Long: `List, show, create and check connectors, the descriptions of services.

Besides the built-in connectors there are those in your connectors folder: the folder in COUNTERSIGN_CONNECTORS, or
countersign/connectors in your configuration folder.`,
		Example: `  countersign connectors list
  countersign connectors show flickr`,
	}, newCmdList(f), newCmdShow(f), newCmdNew(f), newCmdCheck(f), newCmdEval(f))
}
