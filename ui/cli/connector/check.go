package connector

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

type checkOptions struct {
	*command.Factory
	references []string // all connectors if empty
	json       bool
}

func newCmdCheck(f *command.Factory) *cobra.Command {
	o := &checkOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "check [KEY|DIR]",
		Short: "Check a connector, or all connectors, for errors",
		Long: `Check a connector for errors, or all connectors.

Each problem is printed on one line as file:line:column: problem; fix. The exit code is 1 if there are any.`,
		Example: `  countersign connectors check ./my-connector
  countersign connectors check`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: f.CompleteConnector,
		RunE: func(_ *cobra.Command, args []string) error {
			o.references = args
			return o.run()
		},
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print the problems as a JSON array")
	return cmd
}

func (o *checkOptions) run() error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	if len(o.references) == 0 {
		for _, e := range m.Connectors.List() {
			o.references = append(o.references, Reference(e))
		}
	}
	var problems flow.Problems
	for _, reference := range o.references {
		found, err := m.Connectors.Check(reference)
		if err != nil {
			if !o.json {
				_ = o.IO.PrintProblems(problems, false) // those found so far
			}
			return fmt.Errorf("cannot check the connector %s: %w", text.Safe(reference, 80), err)
		}
		problems = append(problems, found...)
	}
	if err := o.IO.PrintProblems(problems, o.json); err != nil {
		return err
	}
	o.IO.Infof("No problems in %s.", text.Count(len(o.references), "connector", "connectors"))
	return nil
}

// Reference returns the argument that loads a connector: its folder, or its key if it is built in.
func Reference(e flow.ConnectorEntry) string {
	return cmp.Or(e.Source, e.Key)
}
