package store

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

func newCmdMove(f *command.Factory) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "move --to os|file [NAME…]",
		Short: "Move connections to another credential store",
		Long: `Move the named connections, or all connections, to another credential store.

Connections are moved one at a time. If the command is interrupted, each connection is complete in one of the two stores;
run the command again to continue.`,
		Example: `  countersign keychain move --to file
  countersign keychain move --to os flickr`,
		ValidArgsFunction: f.CompleteConnections,
		RunE:              func(cmd *cobra.Command, args []string) error { return Move(cmd.Context(), f, to, args) },
	}
	cmd.Flags().StringVar(&to, "to", "", "`KIND` of store to move to: os or file")
	_ = cmd.RegisterFlagCompletionFunc("to", cobra.FixedCompletions(persistentKinds, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// Move moves the named connections, or all connections, to another credential store.
func Move(ctx context.Context, f *command.Factory, to string, names []string) error {
	kind, err := persistentKind(to, "Use --to os or --to file.")
	if err != nil {
		return err
	}
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	entries, err := command.FindEntries(ctx, m, names)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e flow.Entry) bool { return e.Store == kind })
	if len(entries) == 0 {
		f.IO.Infof("Nothing to move: all connections are in the %s.", kind.Title())
		return nil
	}
	needed, moving := []flow.StoreKind{kind}, make([]string, len(entries))
	for i, e := range entries {
		moving[i] = e.Name
		if !slices.Contains(needed, e.Store) {
			needed = append(needed, e.Store)
		}
	}
	for _, kind := range needed {
		m.Stores.Use(kind)
		if err := f.Store.Prepare(ctx, m); err != nil {
			return err
		}
	}
	var printErr error
	err = m.Connections.Move(ctx, moving, kind, func(name string) {
		if err := f.IO.Print("moved " + name); printErr == nil {
			printErr = err
		}
	})
	if err != nil {
		return err
	}
	f.IO.Infof("Moved %s to the %s.", text.Count(len(moving), "connection", "connections"), kind.Title())
	return printErr
}
