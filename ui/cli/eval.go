package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *session) evalMapping() *cobra.Command {
	var vars string
	cmd := &cobra.Command{
		Use:   "eval FILE",
		Short: "Evaluate one mapping file",
		Long: `eval prints, as JSON, what the mapping in a file gives with the variables of a JSON file, and the bare word undefined
when it gives nothing.`,
		Example: `  countersign connectors eval ./my-connector/auth/get-oauth-config.map.yml --vars vars.json`,
		Args:    arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			answer, there, err := flow.EvaluateMapping(args[0], vars)
			if err != nil {
				return &complaint{Failed, flow.Explanation{What: strings.TrimSpace(text.SafeLines(err.Error()))}}
			}
			if !there {
				return s.print("undefined")
			}
			return printJSON(s.Out, answer)
		},
	}
	cmd.Flags().StringVar(&vars, "vars", "", "JSON `FILE` with the variables")
	_ = cmd.MarkFlagFilename("vars", "json")
	return cmd
}
