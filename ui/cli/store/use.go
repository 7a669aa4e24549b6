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

// UseOptions are countersign keychain use.
type UseOptions struct {
	*command.Factory
	Kind string
}

func newCmdUse(f *command.Factory) *cobra.Command {
	o := &UseOptions{Factory: f}
	return &cobra.Command{
		Use:   "use os|file",
		Short: "Choose where new connections are kept",
		Long: `use makes sure that the keychain can be used (the encrypted file is made when it is not there yet) and writes the choice into
the settings. Connections that another keychain holds stay there, and are found there.`,
		Example:   `  countersign keychain use file`,
		Args:      command.Arguments(1, 1),
		ValidArgs: lastingKinds,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Kind = args[0]
			return o.Run(cmd.Context())
		},
	}
}

// Run chooses the keychain for new connections.
func (o *UseOptions) Run(ctx context.Context) error {
	kind, err := lastingKind(o.Kind, "give os or file; memory is chosen for one command, by --keychain memory")
	if err != nil {
		return err
	}
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	m.Stores.Use(kind)
	if err := o.Store.Prepare(ctx, m); err != nil {
		return err
	}
	if err := settings.File(m.SettingsFile).UseStore(m.Stores, kind); err != nil {
		return err
	}
	o.IO.Infof("New connections are kept in the %s.", kind.Title())
	if variable := o.IO.Env(command.KeychainVariable); variable != "" && variable != o.Kind {
		o.IO.Infof("%s says otherwise, and it counts for more: unset it.", command.KeychainVariable)
	}
	return nil
}

// lastingKinds are the keychains that outlive a command.
var lastingKinds = []string{string(flow.StoreOS), string(flow.StoreFile)}

func lastingKind(kind, where string) (flow.StoreKind, error) {
	if !slices.Contains(lastingKinds, kind) {
		return "", exit.Usagef(where, "%q is no keychain that lasts", text.Safe(kind, 40))
	}
	return flow.StoreKind(kind), nil
}
