package connector

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

type evalOptions struct {
	*command.Factory
	file      string
	variables string // a file too
}

func newCmdEval(f *command.Factory) *cobra.Command {
	o := &evalOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "eval FILE",
		Short: "Evaluate one mapping file",
		Long: `eval prints, as JSON, what the mapping in a file gives with the variables of a JSON file, and the bare word undefined
when it gives nothing.`,
		Example: `  countersign connectors eval ./my-connector/auth/get-oauth-config.map.yml --vars vars.json`,
		Args:    command.Arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			o.file = args[0]
			return o.run()
		},
	}
	cmd.Flags().StringVar(&o.variables, "vars", "", "JSON `FILE` with the variables")
	_ = cmd.MarkFlagFilename("vars", "json")
	return cmd
}

func (o *evalOptions) run() error {
	answer, there, err := flow.EvaluateMapping(o.file, o.variables)
	if err != nil {
		return exit.New(exit.Failed, flow.Explanation{What: strings.TrimSpace(text.SafeLines(err.Error()))})
	}
	if !there {
		return o.IO.Print("undefined")
	}
	return o.IO.JSON(answer)
}
