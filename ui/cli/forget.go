package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
)

func (s *session) forget() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "forget NAME",
		Short: "Remove a connection from the keychain",
		Long: `forget removes a connection's credentials from the keychain and its name from the list. The provider still honours the
access token: revoke it there too if nobody shall use it any more.`,
		Example: `  countersign forget flickr
  countersign forget flickr --yes`,
		Args:              arguments(1, 1),
		ValidArgsFunction: s.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return s.forgetConnection(cmd.Context(), args[0], yes) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
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
	if !yes {
		if !s.in.terminal() {
			return misuse("add --yes", "forgetting %s loses its credentials, and there is no terminal to ask", name)
		}
		if yes, err = s.confirm(ctx, fmt.Sprintf("Forget %s? Its credentials are lost.", name)); err != nil {
			return err
		}
		if !yes {
			return errDeclined
		}
	}
	if err := s.readyKeychainOf(ctx, m, entry); err != nil {
		return err
	}
	if err := m.Forget(ctx, name); err != nil {
		return err
	}
	title := flow.Safe(entry.Title, 60)
	if c, err := m.Connector(entry.Connector); err == nil && c.Disconnects() {
		s.talk("Forgot %s, and told %s so.", name, title)
		return nil
	}
	s.talk("Forgot %s. %s still honours its access token: revoke it there too if nobody shall use it any more.", name, title)
	return nil
}
