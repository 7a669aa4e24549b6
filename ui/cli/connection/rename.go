package connection

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// RenameOptions are countersign rename.
type RenameOptions struct {
	*command.Factory
	From, To string
}

// NewCmdRename makes countersign rename.
func NewCmdRename(f *command.Factory) *cobra.Command {
	o := &RenameOptions{Factory: f}
	return &cobra.Command{
		Use:   "rename OLD NEW",
		Short: "Give a connection another name",
		Long: `rename gives a kept connection another name. Nothing else changes, and the service hears nothing of it. A name that is taken is
refused.`,
		Example:           `  countersign rename flickr-2 flickr-work`,
		Args:              command.Arguments(2, 2),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.From, o.To = args[0], args[1]
			return o.Run(cmd.Context())
		},
	}
}

// Run renames the connection.
func (o *RenameOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	entry, err := command.FindEntry(ctx, m, o.From)
	if err != nil {
		return err
	}
	if err := m.Connections.CheckName(ctx, o.To); errors.Is(err, flow.ErrNameTaken) {
		return err
	} else if err != nil {
		return exit.WrapUsage("NEW", err)
	}
	if err := o.Store.PrepareFor(ctx, m, entry); err != nil {
		return err
	}
	if err := m.Connections.Rename(ctx, o.From, o.To); err != nil {
		return err
	}
	o.IO.Infof("%s is called %s now.", o.From, o.To)
	return nil
}
