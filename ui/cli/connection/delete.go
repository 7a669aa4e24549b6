package connection

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// NewCmdDelete returns the command countersign delete.
func NewCmdDelete(f *command.Factory) *cobra.Command {
	var yes, force bool
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
		RunE:              func(cmd *cobra.Command, args []string) error { return Delete(cmd.Context(), f, args[0], yes, force) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&yes, "yes", false, "don't ask for confirmation")
	flags.BoolVar(&force, "force", false, "delete from the index even if the credential store cannot be reached")
	flags.BoolVar(&force, "drop", false, "earlier name of --force")
	_ = flags.MarkHidden("drop")
	return cmd
}

// Delete deletes a connection, after a confirmation unless yes is set. With force, it deletes from the index only.
func Delete(ctx context.Context, f *command.Factory, name string, yes, force bool) error {
	m, entry, err := f.Entry(ctx, name)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("Delete %s and its credentials?", name)
	if force {
		question = fmt.Sprintf("Delete %s without opening the %s?", name, entry.Store.Title())
	}
	if err := f.Prompt.RequireConfirmation(ctx, yes, question, "deleting "+name); err != nil {
		return err
	}
	if force {
		if err := m.Connections.DeleteFromIndex(ctx, name); err != nil {
			return err
		}
		f.IO.Infof("Deleted %s from the index. Its credentials are deleted when the %s is available again. %s",
			name, entry.Store.Title(), stillValid(m, entry))
		return nil
	}
	if err := f.Store.PrepareFor(ctx, m, entry); err != nil {
		return err
	}
	if err := m.Connections.Delete(ctx, name); err != nil {
		return err
	}
	if c, err := m.Connectors.Load(entry.Connector); err == nil && c.CanDisconnect() {
		f.IO.Infof("Deleted %s and disconnected it from %s.", name, text.Safe(entry.Title, 60))
		return nil
	}
	f.IO.Infof("Deleted %s. %s", name, stillValid(m, entry))
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
