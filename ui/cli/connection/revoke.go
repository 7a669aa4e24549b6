package connection

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// NewCmdRevoke returns the command countersign revoke.
func NewCmdRevoke(f *command.Factory) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "revoke NAME",
		Short: "Revoke the access token of a connection",
		Long: `Revoke the access token of a connection at the provider.

The connection stays saved until you run countersign delete. If the provider has no revocation endpoint, the command tells
you where to revoke access yourself.`,
		Example: `  countersign revoke x
  countersign revoke x --yes && countersign delete x --yes`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.CompleteConnection,
		RunE:              func(cmd *cobra.Command, args []string) error { return Revoke(cmd.Context(), f, args[0], yes) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask for confirmation")
	return cmd
}

// Revoke revokes the access token of a connection at the provider, after a confirmation unless yes is set.
func Revoke(ctx context.Context, f *command.Factory, name string, yes bool) error {
	c, err := f.OpenConnection(ctx, name)
	if err != nil {
		return err
	}
	if !c.CanRevoke() {
		return c.Revoke(ctx) // an error that says how to revoke it
	}
	title := text.Safe(c.Connector.Name, 60)
	question := fmt.Sprintf("Revoke the access token of %s at %s?", name, title)
	if err := f.Prompt.RequireConfirmation(ctx, yes, question, "revoking "+name); err != nil {
		return err
	}
	if err := c.Revoke(ctx); err != nil {
		return err
	}
	f.IO.Infof("Revoked the access token of %s at %s. To delete the connection, run countersign delete %s.", name, title, name)
	return nil
}
