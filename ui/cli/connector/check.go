package connector

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

func newCmdCheck(f *command.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check [KEY|DIR]",
		Short: "Check a connector, or all connectors, for errors",
		Long: `Check a connector for errors, or all connectors.

Each problem is printed on one line as file:line:column: problem; fix. The exit code is 1 if there are any.`,
		Example: `  countersign connectors check ./my-connector
  countersign connectors check`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: f.CompleteConnector,
		RunE:              func(_ *cobra.Command, args []string) error { return check(f, args, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the problems as a JSON array")
	return cmd
}

// check checks the connectors, or all connectors if there are no references.
func check(f *command.Factory, references []string, asJSON bool) error {
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	if len(references) == 0 {
		for _, e := range m.Connectors.List() {
			references = append(references, Reference(e))
		}
	}
	var problems flow.Problems
	for _, reference := range references {
		found, err := m.Connectors.Check(reference)
		if err != nil {
			if !asJSON {
				_ = f.IO.PrintProblems(problems, false) // those found so far
			}
			return fmt.Errorf("cannot check the connector %s: %w", text.Safe(reference, 80), err)
		}
		problems = append(problems, found...)
	}
	if err := f.IO.PrintProblems(problems, asJSON); err != nil {
		return err
	}
	f.IO.Infof("No problems in %s.", text.Count(len(references), "connector", "connectors"))
	return nil
}

// Reference returns the argument that loads a connector: its folder, or its key if it is built in.
func Reference(e flow.ConnectorEntry) string {
	return cmp.Or(e.Source, e.Key)
}
