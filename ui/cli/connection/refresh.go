package connection

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// NewCmdRefresh returns the command countersign refresh.
func NewCmdRefresh(f *command.Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "refresh NAME",
		Short: "Refresh the access token of a connection",
		Long: `Refresh the access token of a connection, if the service can do so without a new authorization.

Requests refresh the token themselves when it expires.`,
		Example:           `  countersign refresh etrade`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.CompleteConnection,
		RunE:              func(cmd *cobra.Command, args []string) error { return Refresh(cmd.Context(), f, args[0]) },
	}
}

// Refresh refreshes the access token of a connection.
func Refresh(ctx context.Context, f *command.Factory, name string) error {
	c, err := f.OpenConnection(ctx, name)
	if err != nil {
		return err
	}
	if !c.CanRefresh() {
		return exit.Failedf("Run countersign test "+name+" to check the token. If it has expired, run countersign connect again.",
			"%s cannot refresh tokens", text.Safe(c.Connector.Name, 60))
	}
	if err := c.Refresh(ctx); err != nil {
		return err
	}
	until := ""
	if _, entry, err := f.Entry(ctx, name); err == nil && !entry.Expires.IsZero() {
		until = ", valid until " + entry.Expires.Local().Format(time.DateTime)
	}
	return f.IO.PrintSuccess("refreshed " + name + until)
}
