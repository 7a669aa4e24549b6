package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *session) forget() *cobra.Command {
	var yes, drop bool
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
		Args:              arguments(1, 1),
		ValidArgsFunction: s.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			if drop {
				return s.dropConnection(cmd.Context(), args[0], yes)
			}
			return s.forgetConnection(cmd.Context(), args[0], yes)
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
	cmd.Flags().BoolVar(&drop, "drop", false, "only take it off the list: its keychain is gone")
	return cmd
}

func (s *session) forgetConnection(ctx context.Context, name string, yes bool) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	entry, err := findEntry(ctx, m, name)
	if err != nil {
		return err
	}
	if err := s.agree(ctx, yes, fmt.Sprintf("Forget %s? Its credentials are lost.", name),
		fmt.Sprintf("forgetting %s loses its credentials, and there is no terminal to ask", name)); err != nil {
		return err
	}
	if err := s.readyKeychainOf(ctx, m, entry); err != nil {
		return err
	}
	if err := m.Connections.Delete(ctx, name); err != nil {
		return err
	}
	if c, err := m.Connectors.Load(entry.Connector); err == nil && c.Disconnects() {
		s.talk("Forgot %s, and told %s so.", name, text.Safe(entry.Title, 60))
		return nil
	}
	s.talk("Forgot %s. %s", name, stillHonoured(m, entry))
	return nil
}

// dropConnection forgets a connection whose keychain nobody can open any more.
func (s *session) dropConnection(ctx context.Context, name string, yes bool) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	entry, err := findEntry(ctx, m, name)
	if err != nil {
		return err
	}
	if err := s.agree(ctx, yes, fmt.Sprintf("Take %s off the list, without opening the %s?", name, entry.Store.Title()),
		fmt.Sprintf("dropping %s loses its credentials, and there is no terminal to ask", name)); err != nil {
		return err
	}
	if err := m.Connections.Drop(ctx, name); err != nil {
		return err
	}
	s.talk("Dropped %s. Should the %s come back, its credentials are removed from it. %s", name, entry.Store.Title(), stillHonoured(m, entry))
	return nil
}

// stillHonoured says what forgetting does not end, and where a person ends it.
func stillHonoured(m *flow.Manager, e flow.Entry) string {
	where := "there too"
	if c, err := m.Connectors.Load(e.Connector); err == nil && c.RevokeAt != "" {
		where = "at " + text.Safe(c.RevokeAt, 200)
	}
	return fmt.Sprintf("%s still honours its access token: revoke it %s if nobody shall use it any more.", text.Safe(e.Title, 60), where)
}
