package connection

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// ListOptions are countersign connections.
type ListOptions struct {
	*command.Factory
	JSON bool
}

// NewCmdConnections makes countersign connections, and show below it.
func NewCmdConnections(f *command.Factory) *cobra.Command {
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "connections",
		Short: "List the connections that are kept",
		Long: `connections lists what is kept, without opening a keychain: name, connector, account, when and how it was tested last, and
which keychain holds it.`,
		Example: `  countersign connections
  countersign connections --json | jq -r '.[].name'`,
		Args: command.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.Run(cmd.Context()) },
	}
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print them as a JSON array")
	cmd.AddCommand(newCmdShow(f))
	return cmd
}

// Run lists them.
func (o *ListOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	entries, err := m.Connections.List(ctx)
	if err != nil {
		return err
	}
	if o.JSON {
		return o.IO.JSON(append([]flow.Entry{}, entries...))
	}
	if len(entries) == 0 {
		o.IO.Infof("No connections are kept. countersign connect sandbox makes the first, without an account.")
		return nil
	}
	rows := [][]string{{"NAME", "CONNECTOR", "ACCOUNT", "TEST", "KEYCHAIN"}}
	for _, e := range entries {
		rows = append(rows, []string{e.Name, text.Safe(e.Connector, 60), orDash(text.Safe(e.Account, 40)), tested(e), string(e.Store)})
	}
	return o.IO.Table(rows)
}

// tested is how and when the last test went, in local time.
func tested(e flow.Entry) string {
	switch {
	case e.Tested.IsZero():
		return "-"
	case e.TestError != "":
		return "failed " + e.Tested.Local().Format(time.DateTime)
	}
	return "passed " + e.Tested.Local().Format(time.DateTime)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
