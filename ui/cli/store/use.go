package store

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
	"countersign/ui/settings"
)

func newCmdUse(f *command.Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "use os|file",
		Short: "Choose the credential store for new connections",
		Long: `Choose the credential store for new connections and save the choice in the settings.

The store is opened first; the encrypted file is created if necessary. Existing connections stay where they are.`,
		Example:   `  countersign keychain use file`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: persistentKinds,
		RunE:      func(cmd *cobra.Command, args []string) error { return Use(cmd.Context(), f, args[0]) },
	}
}

// Use chooses the credential store for new connections.
func Use(ctx context.Context, f *command.Factory, name string) error {
	kind, err := persistentKind(name, "Use os or file. To use memory for one command, add --keychain memory.")
	if err != nil {
		return err
	}
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	m.Stores.Use(kind)
	if err := f.Store.Prepare(ctx, m); err != nil {
		return err
	}
	if err := settings.File(m.SettingsFile).UseStore(m.Stores, kind); err != nil {
		return err
	}
	f.IO.Infof("New connections are saved in the %s.", kind.Title())
	if variable := f.IO.Env(command.KeychainVariable); variable != "" && variable != name {
		f.IO.Infof("%s overrides this setting. Unset it to use the %s.", command.KeychainVariable, kind.Title())
	}
	return nil
}

// persistentKinds are the stores that outlive a command.
var persistentKinds = []string{string(flow.StoreOS), string(flow.StoreFile)}

func persistentKind(kind, next string) (flow.StoreKind, error) {
	if !slices.Contains(persistentKinds, kind) {
		return "", exit.Usagef(next, "invalid credential store %q", text.Safe(kind, 40))
	}
	return flow.StoreKind(kind), nil
}
