package connector

import (
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

type checkOptions struct {
	*command.Factory
	references []string // the whole catalogue, where none is named
	json       bool
}

func newCmdCheck(f *command.Factory) *cobra.Command {
	o := &checkOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "check [KEY|DIR]",
		Short: "Find the mistakes of a connector, or of all",
		Long: `check prints every mistake of a connector on a line: file:line:column: what is wrong; how to mend it. It exits with 1 when
there is any. Without an argument it checks the whole catalogue.`,
		Example: `  countersign connectors check ./my-connector
  countersign connectors check`,
		Args:              command.Arguments(0, 1),
		ValidArgsFunction: f.CompleteConnector,
		RunE: func(_ *cobra.Command, args []string) error {
			o.references = args
			return o.run()
		},
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print the mistakes as a JSON array")
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
	var mistakes flow.Problems
	for _, reference := range o.references {
		found, err := m.Connectors.Check(reference)
		if err != nil {
			if !o.json {
				_ = o.IO.PrintProblems(mistakes, false) // what is known already
			}
			return fmt.Errorf("checking the connector %s: %w", text.Safe(reference, 80), err)
		}
		mistakes = append(mistakes, found...)
	}
	if err := o.IO.PrintProblems(mistakes, o.json); err != nil {
		return err
	}
	o.IO.Infof("No mistakes in %s.", text.CountInWords(len(o.references), "connector", "connectors"))
	return nil
}

// Reference is what opens a listed connector: the folder where there is one.
func Reference(e flow.ConnectorEntry) string {
	if e.Source != "" {
		return e.Source
	}
	return e.Key
}
