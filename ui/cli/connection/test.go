package connection

import (
	"context"

	"github.com/spf13/cobra"

	"countersign/ui/cli/command"
)

// TestOptions are countersign test.
type TestOptions struct {
	*command.Factory
	Name string
}

// NewCmdTest makes countersign test.
func NewCmdTest(f *command.Factory) *cobra.Command {
	o := &TestOptions{Factory: f}
	return &cobra.Command{
		Use:   "test NAME",
		Short: "Ask the service whether a connection still works",
		Long: `test runs the test that the connector brings, remembers how it went, and prints whose account the connection is. It exits with
0 when the test passed.`,
		Example:           `  countersign test flickr`,
		Args:              command.Arguments(1, 1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return o.Run(cmd.Context())
		},
	}
}

// Run runs the connector's test.
func (o *TestOptions) Run(ctx context.Context) error {
	c, err := o.OpenConnection(ctx, o.Name)
	if err != nil {
		return err
	}
	result, err := c.Test(ctx)
	for _, line := range result.Log {
		o.IO.Infof("%s", line)
	}
	switch {
	case err != nil:
		return err
	case result.NoTest:
		o.IO.Infof("The connector %s has no test: a signed call tells whether %s works.", c.Connector.Name, o.Name)
	default:
		return o.IO.PrintSuccess(o.Name + " works" + command.AsAccount(result.Account))
	}
	return nil
}
