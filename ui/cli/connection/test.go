package connection

import (
	"context"

	"github.com/spf13/cobra"

	"countersign/ui/cli/command"
)

// NewCmdTest returns the command countersign test.
func NewCmdTest(f *command.Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "test NAME",
		Short: "Test whether a connection works",
		Long: `Test whether a connection works, with the test of its connector.

The result is saved with the connection. The exit code is 0 if the test passes.`,
		Example:           `  countersign test flickr`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.CompleteConnection,
		RunE:              func(cmd *cobra.Command, args []string) error { return Test(cmd.Context(), f, args[0]) },
	}
}

// Test runs the connector's test for a connection.
func Test(ctx context.Context, f *command.Factory, name string) error {
	c, err := f.OpenConnection(ctx, name)
	if err != nil {
		return err
	}
	result, err := c.Test(ctx)
	for _, line := range result.Log {
		f.IO.Infof("%s", line)
	}
	if err != nil {
		return err
	}
	if result.NoTest {
		f.IO.Infof("The connector %s has no test. Send a signed request to check %s.", c.Connector.Name, name)
		return nil
	}
	return f.IO.PrintSuccess(name + " works" + command.AsAccount(result.Account))
}
