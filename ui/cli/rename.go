package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"countersign/flow"
)

func (s *session) rename() *cobra.Command {
	return &cobra.Command{
		Use:   "rename OLD NEW",
		Short: "Give a connection another name",
		Long: `rename gives a kept connection another name. Nothing else changes, and the service hears nothing of it. A name that is taken is
refused.`,
		Example:           `  countersign rename flickr-2 flickr-work`,
		Args:              arguments(2, 2),
		ValidArgsFunction: s.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.renameConnection(cmd.Context(), args[0], args[1])
		},
	}
}

func (s *session) renameConnection(ctx context.Context, from, to string) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	entry, err := findEntry(ctx, m, from)
	if err != nil {
		return err
	}
	if err := m.Connections.CheckName(ctx, to); errors.Is(err, flow.ErrTaken) {
		return err
	} else if err != nil {
		return misused("NEW", err)
	}
	if err := s.readyKeychainOf(ctx, m, entry); err != nil {
		return err
	}
	if err := m.Connections.Rename(ctx, from, to); err != nil {
		return err
	}
	s.talk("%s is called %s now.", from, to)
	return nil
}
