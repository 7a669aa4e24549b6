package conversation

import (
	"context"

	"countersign/flow"
	"countersign/ui/cli/store"
)

// keychainMenu is what there is to do with keychains.
type keychainMenu struct{ *dialogue }

func (k *keychainMenu) run(ctx context.Context) error {
	return k.menu(ctx, func() (string, []item) {
		return "What about the keychains?", []item{
			{"Which there are, and which is in use", (&store.StatusOptions{Factory: k.Factory}).Run},
			{"Use the OS keychain for new connections", (&store.UseOptions{Factory: k.Factory, Kind: string(flow.StoreOS)}).Run},
			{"Use the encrypted file for new connections", (&store.UseOptions{Factory: k.Factory, Kind: string(flow.StoreFile)}).Run},
			{"Move all connections into the OS keychain", (&store.MoveOptions{Factory: k.Factory, To: string(flow.StoreOS)}).Run},
			{"Move all connections into the encrypted file", (&store.MoveOptions{Factory: k.Factory, To: string(flow.StoreFile)}).Run},
			{"Open the encrypted file by its passphrase", k.unlock},
			{"Change the passphrase of the encrypted file", (&store.PassphraseOptions{Factory: k.Factory}).Run},
			{"Rebuild the list of connections", (&store.RepairOptions{Factory: k.Factory}).Run},
			{"Back to the beginning", nil},
		}
	})
}

// unlock opens the encrypted file, or makes it.
func (k *keychainMenu) unlock(ctx context.Context) error {
	m, err := k.Flow.Manager()
	if err != nil {
		return err
	}
	m.Stores.Use(flow.StoreFile)
	if err := k.Store.Prepare(ctx, m); err != nil {
		return err
	}
	k.IO.Infof("Done: the encrypted file is open.")
	return nil
}
