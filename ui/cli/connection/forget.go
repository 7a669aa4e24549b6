package connection

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// ForgetOptions are countersign forget.
type DeleteOptions struct {
	*command.Factory
	Name       string
	Yes, Force bool
}

// NewCmdForget makes countersign forget.
func NewCmdDelete(f *command.Factory) *cobra.Command {
	o := &DeleteOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "forget NAME",
		Short: "Remove a connection from the keychain",
		Long: `forget removes a connection's credentials from the keychain and its name from the list. The provider still honours the
access token: countersign revoke NAME, before forgetting, has it withdrawn where the provider has an address for that.

--drop is for a keychain that is gone for good, or whose passphrase is lost: the name goes off the list, and nothing is
opened.`,
		Example: `  countersign forget flickr
  countersign forget flickr --yes
  countersign forget flickr --drop`,
		Args:              command.Arguments(1, 1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return o.Run(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&o.Yes, "yes", false, "don't ask")
	cmd.Flags().BoolVar(&o.Force, "drop", false, "only take it off the list: its keychain is gone")
	return cmd
}

// Run deletes the connection, or only takes it off the list.
func (o *DeleteOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	entry, err := command.FindEntry(ctx, m, o.Name)
	if err != nil {
		return err
	}
	if o.Force {
		return o.drop(ctx, m, entry)
	}
	return o.forget(ctx, m, entry)
}

func (o *DeleteOptions) forget(ctx context.Context, m *flow.Manager, entry flow.Entry) error {
	if err := o.Prompt.RequireConfirmation(ctx, o.Yes, fmt.Sprintf("Forget %s? Its credentials are lost.", o.Name),
		fmt.Sprintf("forgetting %s loses its credentials, and there is no terminal to ask", o.Name)); err != nil {
		return err
	}
	if err := o.Store.PrepareFor(ctx, m, entry); err != nil {
		return err
	}
	if err := m.Connections.Delete(ctx, o.Name); err != nil {
		return err
	}
	if c, err := m.Connectors.Load(entry.Connector); err == nil && c.CanDisconnect() {
		o.IO.Infof("Forgot %s, and told %s so.", o.Name, text.Safe(entry.Title, 60))
		return nil
	}
	o.IO.Infof("Forgot %s. %s", o.Name, stillHonoured(m, entry))
	return nil
}

// drop forgets a connection whose keychain nobody can open any more.
func (o *DeleteOptions) drop(ctx context.Context, m *flow.Manager, entry flow.Entry) error {
	if err := o.Prompt.RequireConfirmation(ctx, o.Yes, fmt.Sprintf("Take %s off the list, without opening the %s?", o.Name, entry.Store.Title()),
		fmt.Sprintf("dropping %s loses its credentials, and there is no terminal to ask", o.Name)); err != nil {
		return err
	}
	if err := m.Connections.DeleteFromIndex(ctx, o.Name); err != nil {
		return err
	}
	o.IO.Infof("Dropped %s. Should the %s come back, its credentials are removed from it. %s", o.Name, entry.Store.Title(), stillHonoured(m, entry))
	return nil
}

// stillHonoured says what forgetting does not end, and where a person ends it.
func stillHonoured(m *flow.Manager, e flow.Entry) string {
	where := "there too"
	if c, err := m.Connectors.Load(e.Connector); err == nil && c.RevokePage != "" {
		where = "at " + text.Safe(c.RevokePage, 200)
	}
	return fmt.Sprintf("%s still honours its access token: revoke it %s if nobody shall use it any more.", text.Safe(e.Title, 60), where)
}
