package connection

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// RenewOptions are countersign renew.
type RefreshOptions struct {
	*command.Factory
	Name string
}

// NewCmdRenew makes countersign renew.
func NewCmdRefresh(f *command.Factory) *cobra.Command {
	o := &RefreshOptions{Factory: f}
	return &cobra.Command{
		Use:   "renew NAME",
		Short: "Get a connection's next access token",
		Long: `renew asks the provider for a new access token, where it gives one without a person at its page, and keeps it in place of the
old one. Calls do so by themselves when a token is about to end or the service calls it expired.`,
		Example:           `  countersign renew etrade`,
		Args:              command.Arguments(1, 1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return o.Run(cmd.Context())
		},
	}
}

// Run gets the next access token.
func (o *RefreshOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	c, err := o.OpenConnection(ctx, o.Name)
	if err != nil {
		return err
	}
	if !c.CanRefresh() {
		return exit.New(exit.Failed, flow.Explanation{
			What: text.Safe(c.Connector.Name, 60) + " gives no new token for the one of " + o.Name,
			Next: "countersign test " + o.Name + " says whether it is still good; if not, countersign connect gets another",
		})
	}
	if err := c.Refresh(ctx); err != nil {
		return err
	}
	until := ""
	if entry, err := command.FindEntry(ctx, m, o.Name); err == nil && !entry.Expires.IsZero() {
		until = ", good until " + entry.Expires.Local().Format(time.DateTime)
	}
	return o.IO.PrintSuccess("renewed " + o.Name + until)
}
