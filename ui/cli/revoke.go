package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/internal/text"
)

func (s *session) revoke() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "revoke NAME",
		Short: "Have the provider withdraw a connection's access",
		Long: `revoke tells the provider that the access token shall be good for nothing from now on. The connection stays in the list, until
countersign forget removes it. Where a provider has no such address, revoke says on which page a person does it.`,
		Example: `  countersign revoke x
  countersign revoke x --yes && countersign forget x --yes`,
		Args:              arguments(1, 1),
		ValidArgsFunction: s.completeConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return s.revokeConnection(cmd.Context(), args[0], yes) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return cmd
}

func (s *session) revokeConnection(ctx context.Context, name string, yes bool) error {
	c, err := s.openConnection(ctx, name)
	if err != nil {
		return err
	}
	if !c.Revocable() {
		return c.Revoke(ctx) // which says how a person does it
	}
	title := text.Safe(c.Connector.Name, 60)
	if err := s.agree(ctx, yes, fmt.Sprintf("Revoke %s? %s will not take its access token any more.", name, title),
		fmt.Sprintf("revoking %s can't be undone, and there is no terminal to ask", name)); err != nil {
		return err
	}
	if err := c.Revoke(ctx); err != nil {
		return err
	}
	s.talk("Revoked: %s does not take the access token of %s any more. countersign forget %s removes it from here too.", title, name, name)
	return nil
}

// agree asks for a yes once, unless it was given beforehand; unasked says what is wrong where nobody can be asked.
func (s *session) agree(ctx context.Context, yes bool, question, unasked string) error {
	if yes {
		return nil
	}
	if !s.in.terminal() {
		return misuse("add --yes", "%s", unasked)
	}
	yes, err := s.confirm(ctx, question)
	if err == nil && !yes {
		err = errDeclined
	}
	return err
}
