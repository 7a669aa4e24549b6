package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *session) renew() *cobra.Command {
	return &cobra.Command{
		Use:   "renew NAME",
		Short: "Get a connection's next access token",
		Long: `renew asks the provider for a new access token, where it gives one without a person at its page, and keeps it in place of the
old one. Calls do so by themselves when a token is about to end or the service calls it expired.`,
		Example:           `  countersign renew etrade`,
		Args:              arguments(1, 1),
		ValidArgsFunction: s.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return s.renewConnection(cmd.Context(), args[0]) },
	}
}

func (s *session) renewConnection(ctx context.Context, name string) error {
	c, err := s.openConnection(ctx, name)
	if err != nil {
		return err
	}
	if !c.Renewable() {
		return &complaint{Failed, flow.Explanation{
			What: text.Safe(c.Connector.Name, 60) + " gives no new token for the one of " + name,
			Next: "countersign test " + name + " says whether it is still good; if not, countersign connect gets another",
		}}
	}
	if err := c.Renew(ctx); err != nil {
		return err
	}
	until := ""
	if entry, err := findEntry(ctx, s.manager, name); err == nil && !entry.Expires.IsZero() {
		until = ", good until " + entry.Expires.Local().Format(time.DateTime)
	}
	return s.outcome("renewed " + name + until)
}
