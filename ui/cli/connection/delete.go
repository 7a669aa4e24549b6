package connection

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// DeleteOptions are the options of countersign delete.
type DeleteOptions struct {
	*command.Factory
	Name       string
	Yes, Force bool
}

// NewCmdDelete returns the command countersign delete.
func NewCmdDelete(f *command.Factory) *cobra.Command {
	o := &DeleteOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "delete NAME",
		Short: "Delete a saved connection",
		Long: `Delete a connection: its credentials from the credential store, and its name from the index.

The provider may still accept the access token. To revoke it too, run countersign revoke first.

If the credential store is gone, or its passphrase is lost, use --force to delete the name only.`,
		Example: `  countersign delete flickr
  countersign delete flickr --yes
  countersign delete flickr --force`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return o.Run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.Yes, "yes", false, "don't ask for confirmation")
	flags.BoolVar(&o.Force, "force", false, "delete from the index even if the credential store cannot be reached")
	flags.BoolVar(&o.Force, "drop", false, "earlier name of --force")
	_ = flags.MarkHidden("drop")
	return cmd
}

// Run deletes the connection.
func (o *DeleteOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	entry, err := command.FindEntry(ctx, m, o.Name)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("Delete %s and its credentials?", o.Name)
	if o.Force {
		question = fmt.Sprintf("Delete %s without opening the %s?", o.Name, entry.Store.Title())
	}
	if err := o.Prompt.RequireConfirmation(ctx, o.Yes, question, "deleting "+o.Name); err != nil {
		return err
	}
	if o.Force {
		if err := m.Connections.DeleteFromIndex(ctx, o.Name); err != nil {
			return err
		}
		o.IO.Infof("Deleted %s from the index. Its credentials are deleted when the %s is available again. %s",
			o.Name, entry.Store.Title(), stillValid(m, entry))
		return nil
	}
	if err := o.Store.PrepareFor(ctx, m, entry); err != nil {
		return err
	}
	if err := m.Connections.Delete(ctx, o.Name); err != nil {
		return err
	}
	if c, err := m.Connectors.Load(entry.Connector); err == nil && c.CanDisconnect() {
		o.IO.Infof("Deleted %s and disconnected it from %s.", o.Name, text.Safe(entry.Title, 60))
		return nil
	}
	o.IO.Infof("Deleted %s. %s", o.Name, stillValid(m, entry))
	return nil
}

// stillValid says where to revoke the access token of a deleted connection.
func stillValid(m *flow.Manager, e flow.Entry) string {
	where := "at the provider"
	if c, err := m.Connectors.Load(e.Connector); err == nil && c.RevokePage != "" {
		where = "at " + text.Safe(c.RevokePage, 200)
	}
	return fmt.Sprintf("%s may still accept its access token. You can revoke it %s.", text.Safe(e.Title, 60), where)
}
