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

func newCmdRepair(f *command.Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "repair",
		Short: "Rebuild a damaged index of connections",
		Long: `Rebuild a lost or damaged index of connections from the credential stores.

A damaged index is renamed. The credential stores are not changed. For each connection that needed repair, one line is
printed: restored NAME, lost NAME (no secrets found), unknown NAME (no details found) or unseen NAME (its store cannot be
opened now). The exit code is 1 if any are lost or unknown.`,
		Example: `  countersign keychain repair`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return Repair(cmd.Context(), f) },
	}
}

// Repair rebuilds the index of connections.
func Repair(ctx context.Context, f *command.Factory) error {
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	if err := unlockFile(ctx, f, m); err != nil {
		return err
	}
	r, err := m.Stores.Repair(ctx)
	if err != nil {
		return err
	}
	if r.BackupPath != "" {
		f.IO.Infof("Renamed the damaged index to %s.", text.Safe(r.BackupPath, 300))
	}
	for _, group := range []struct {
		word  string
		names []string
	}{{"restored", r.Restored}, {"lost", r.Missing}, {"unknown", r.Unrecognized}, {"unseen", r.Unreachable}} {
		for _, name := range group.names {
			if err := f.IO.Print(group.word + " " + name); err != nil {
				return err
			}
		}
	}
	f.IO.Infof("%s intact, %d restored.", text.Count(r.Intact, "connection", "connections"), len(r.Restored))
	if len(r.Unreachable) > 0 {
		f.IO.Infof("The credential store of these connections is locked or not available: %s.", strings.Join(r.Unreachable, ", "))
	}
	if len(r.Missing) > 0 {
		return exit.Failedf("Reconnect under the same name, or run countersign delete NAME --force.",
			"no secrets found for %s", strings.Join(r.Missing, ", "))
	}
	if len(r.Unrecognized) > 0 {
		return exit.Failedf("Reconnect under the same name.", "no details found for %s", strings.Join(r.Unrecognized, ", "))
	}
	return nil
}

// unlockFile opens the encrypted file if it exists and its passphrase is available.
func unlockFile(ctx context.Context, f *command.Factory, m *flow.Manager) error {
	before := m.Stores.Status(ctx).Kind
	m.Stores.Use(flow.StoreFile)
	defer m.Stores.Use(before)
	status := m.Stores.Status(ctx)
	if !status.NeedsPassphrase || status.NewFile || !f.Prompt.Interactive() && f.IO.Env(command.PassphraseVariable) == "" {
		return nil
	}
	return f.Store.Unlock(ctx, m, false)
}
