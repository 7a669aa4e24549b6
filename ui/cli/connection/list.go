package connection

import (
	"cmp"
	"context"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// NewCmdConnections returns the command countersign connections.
func NewCmdConnections(f *command.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "connections",
		Short: "List the saved connections",
		Long: `List the saved connections with their connector, account, last test and credential store.

No credential store is opened.`,
		Example: `  countersign connections
  countersign connections --json | jq -r '.[].name'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return List(cmd.Context(), f, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the connections as a JSON array")
	cmd.AddCommand(newCmdShow(f))
	return cmd
}

// List prints the saved connections.
func List(ctx context.Context, f *command.Factory, asJSON bool) error {
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	entries, err := m.Connections.List(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return f.IO.JSON(append([]flow.Entry{}, entries...))
	}
	if len(entries) == 0 {
		f.IO.Infof("No saved connections. To create one without an account, run countersign connect sandbox.")
		return nil
	}
	rows := [][]string{{"NAME", "CONNECTOR", "ACCOUNT", "TEST", "STORE"}}
	for _, e := range entries {
		rows = append(rows, []string{e.Name, text.Safe(e.Connector, 60), cmp.Or(text.Safe(e.Account, 40), "-"), lastTest(e), string(e.Store)})
	}
	return f.IO.Table(rows)
}

// lastTest returns the result and the local time of the last test.
func lastTest(e flow.Entry) string {
	switch {
	case e.Tested.IsZero():
		return "-"
	case e.TestError != "":
		return "failed " + e.Tested.Local().Format(time.DateTime)
	}
	return "passed " + e.Tested.Local().Format(time.DateTime)
}
