package store

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// RepairOptions are countersign keychain repair.
type RepairOptions struct{ *command.Factory }

func newCmdRepair(f *command.Factory) *cobra.Command {
	o := &RepairOptions{f}
	return &cobra.Command{
		Use:   "repair",
		Short: "Rebuild a lost or damaged list of connections",
		Long: `repair rebuilds the list of connections from what the encrypted file and the OS keychain hold, as far as they can be opened
now. A damaged list is moved aside; nothing is changed in a keychain. It prints a line for each connection that is not as it
should be, and exits with 1 when there are some that it cannot bring back.`,
		Example: `  countersign keychain repair`,
		Args:    command.NoArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.Run(cmd.Context()) },
	}
}

// Run rebuilds the list of connections.
func (o *RepairOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	if err := o.openFileIfAny(ctx, m); err != nil {
		return err
	}
	r, err := m.Stores.Repair(ctx)
	if err != nil {
		return err
	}
	if r.BackupPath != "" {
		o.IO.Infof("The damaged list is now %s.", text.Safe(r.BackupPath, 300))
	}
	for _, group := range []struct {
		word  string
		names []string
	}{{"restored", r.Restored}, {"lost", r.Missing}, {"unknown", r.Unrecognized}, {"unseen", r.Unreachable}} {
		for _, name := range group.names {
			if err := o.IO.Print(group.word + " " + name); err != nil {
				return err
			}
		}
	}
	o.IO.Infof("%s as they were, %s brought back.", text.CountInWords(r.Intact, "connection", "connections"), text.CountInWords(len(r.Restored), "connection", "connections"))
	if len(r.Unreachable) > 0 {
		o.IO.Infof("What could not be looked at now is in a keychain that is locked or not there: %s.", strings.Join(r.Unreachable, ", "))
	}
	return unrepaired(r)
}

// openFileIfAny opens the encrypted file, where there is one and somebody or something to give its passphrase.
func (o *RepairOptions) openFileIfAny(ctx context.Context, m *flow.Manager) error {
	before := m.Stores.Status(ctx).Kind
	m.Stores.Use(flow.StoreFile)
	defer m.Stores.Use(before)
	status := m.Stores.Status(ctx)
	if !status.NeedsPassphrase || status.NewFile || !o.Prompt.Interactive() && o.IO.Env(command.PassphraseVariable) == "" {
		return nil
	}
	return o.Store.Unlock(ctx, m, false)
}

func unrepaired(r flow.RepairResult) error {
	switch {
	case len(r.Missing) > 0:
		return exit.New(exit.Failed, flow.Explanation{
			What: "the secrets are gone of " + strings.Join(r.Missing, ", "),
			Next: "connect again under the same name, or take it off the list: countersign forget NAME --drop",
		})
	case len(r.Unrecognized) > 0:
		return exit.New(exit.Failed, flow.Explanation{
			What: "nothing says what these are connections to: " + strings.Join(r.Unrecognized, ", "),
			Next: "connect again under the same name",
		})
	}
	return nil
}
