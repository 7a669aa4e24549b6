package cli

import (
	"context"

	"github.com/spf13/cobra"
)

func (s *session) test() *cobra.Command {
	return &cobra.Command{
		Use:   "test NAME",
		Short: "Ask the service whether a connection still works",
		Long: `test runs the test that the connector brings, remembers how it went, and prints whose account the connection is. It exits with
0 when the test passed.`,
		Example:           `  countersign test flickr`,
		Args:              arguments(1, 1),
		ValidArgsFunction: s.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return s.testConnection(cmd.Context(), args[0]) },
	}
}

func (s *session) testConnection(ctx context.Context, name string) error {
	c, err := s.openConnection(ctx, name)
	if err != nil {
		return err
	}
	result, err := c.Test(ctx)
	for _, line := range result.Log {
		s.talk("%s", line)
	}
	switch {
	case err != nil:
		return err
	case result.None:
		s.talk("The connector %s has no test: a signed call tells whether %s works.", c.Connector.Name, name)
	default:
		return s.outcome(name + " works" + asAccount(result.Account))
	}
	return nil
}
