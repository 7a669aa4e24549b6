package connection

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// RevokeOptions are countersign revoke.
type RevokeOptions struct {
	*command.Factory
	Name string
	Yes  bool
}

// NewCmdRevoke makes countersign revoke.
func NewCmdRevoke(f *command.Factory) *cobra.Command {
	o := &RevokeOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "revoke NAME",
		Short: "Have the provider withdraw a connection's access",
		Long: `revoke tells the provider that the access token shall be good for nothing from now on. The connection stays in the list, until
countersign forget removes it. Where a provider has no such address, revoke says on which page a person does it.`,
		Example: `  countersign revoke x
  countersign revoke x --yes && countersign forget x --yes`,
		Args:              command.Arguments(1, 1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return o.Run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&o.Yes, "yes", false, "don't ask")
	return cmd
}

// Run has the provider withdraw the acceso.
func (o *RevokeOptions) Run(ctx context.Context) error {
	c, err := o.OpenConnection(ctx, o.Name)
	if err != nil {
		return err
	}
	if !c.CanRevoke() {
		return c.Revoke(ctx) // which says how a person does it
	}
	title := text.Safe(c.Connector.Name, 60)
	if err := o.Prompt.RequireConfirmation(ctx, o.Yes, fmt.Sprintf("Revoke %s? %s will not take its access token any more.", o.Name, title),
		fmt.Sprintf("revoking %s can't be undone, and there is no terminal to ask", o.Name)); err != nil {
		return err
	}
	if err := c.Revoke(ctx); err != nil {
		return err
	}
	o.IO.Infof("Revoked: %s does not take the access token of %s any more. countersign forget %s removes it from here too.", title, o.Name, o.Name)
	return nil
}
