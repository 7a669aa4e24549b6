package store

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// MoveOptions are countersign keychain move.
type MoveOptions struct {
	*command.Factory
	Names []string // all, where none is named
	To    string
}

func newCmdMove(f *command.Factory) *cobra.Command {
	o := &MoveOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "move --to os|file [NAME…]",
		Short: "Move connections into another keychain",
		Long: `move brings the named connections, or all, into another keychain, one after the other, and prints the name of each that is
there. Stopped at any point, each connection is whole in one of the two; run it again to go on.`,
		Example: `  countersign keychain move --to file
  countersign keychain move --to os flickr`,
		ValidArgsFunction: f.CompleteConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Names = args
			return o.Run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&o.To, "to", "", "the keychain to move into: `KIND` is os or file")
	_ = cmd.RegisterFlagCompletionFunc("to", cobra.FixedCompletions(lastingKinds, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// Run moves the connections, one after the other.
func (o *MoveOptions) Run(ctx context.Context) error {
	to, err := lastingKind(o.To, "give --to os or --to file")
	if err != nil {
		return err
	}
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	entries, err := command.FindEntries(ctx, m, o.Names)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e flow.Entry) bool { return e.Store == to })
	if len(entries) == 0 {
		o.IO.Infof("Nothing to move: they are all in the %s.", to.Title())
		return nil
	}
	needed, moving := []flow.StoreKind{to}, make([]string, len(entries))
	for i, e := range entries {
		moving[i] = e.Name
		if !slices.Contains(needed, e.Store) {
			needed = append(needed, e.Store)
		}
	}
	for _, kind := range needed {
		m.Stores.Use(kind)
		if err := o.Store.Prepare(ctx, m); err != nil {
			return err
		}
	}
	var unwritten error
	err = m.Connections.Move(ctx, moving, to, func(name string) {
		if err := o.IO.Print("moved " + name); unwritten == nil {
			unwritten = err
		}
	})
	if err != nil {
		return err
	}
	o.IO.Infof("%s moved into the %s.", text.CountInWords(len(moving), "connection", "connections"), to.Title())
	return unwritten
}
