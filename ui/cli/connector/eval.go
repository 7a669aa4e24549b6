package connector

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

func newCmdEval(f *command.Factory) *cobra.Command {
	var variables string
	cmd := &cobra.Command{
		Use:   "eval FILE",
		Short: "Evaluate a mapping file",
		Long: `Evaluate a mapping file and print the result as JSON, or undefined if there is none.

The variables of its formulas come from a JSON file.`,
		Example: `  countersign connectors eval ./my-connector/auth/get-oauth-config.map.yml --vars vars.json`,
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"yml", "yaml", "json"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(_ *cobra.Command, args []string) error {
			result, ok, err := flow.EvaluateMapping(args[0], variables)
			if err != nil {
				return exit.Failedf("", "%s", strings.TrimSpace(text.SafeLines(err.Error())))
			}
			if !ok {
				return f.IO.Print("undefined")
			}
			return f.IO.JSON(result)
		},
	}
	cmd.Flags().StringVar(&variables, "vars", "", "JSON `FILE` with the variables")
	_ = cmd.MarkFlagFilename("vars", "json")
	return cmd
}
