package connection

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// NewCmdRename returns the command countersign rename.
func NewCmdRename(f *command.Factory) *cobra.Command {
	return &cobra.Command{
		Use:               "rename OLD NEW",
		Short:             "Rename a connection",
		Example:           `  countersign rename flickr-2 flickr-work`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: f.CompleteConnection,
		RunE:              func(cmd *cobra.Command, args []string) error { return Rename(cmd.Context(), f, args[0], args[1]) },
	}
}

// Rename renames a connection.
func Rename(ctx context.Context, f *command.Factory, from, to string) error {
	m, entry, err := f.Entry(ctx, from)
	if err != nil {
		return err
	}
	if err := m.Connections.CheckName(ctx, to); errors.Is(err, flow.ErrNameTaken) {
		return err
	} else if err != nil {
		return exit.WrapUsage("NEW", err)
	}
	if err := f.Store.PrepareFor(ctx, m, entry); err != nil {
		return err
	}
	if err := m.Connections.Rename(ctx, from, to); err != nil {
		return err
	}
	f.IO.Infof("Renamed %s to %s.", from, to)
	return nil
}
