package conversation

import (
	"context"

	"countersign/flow"
	"countersign/ui/cli/store"
)

// storeMenu is the menu of the credential stores.
func (d *dialogue) storeMenu(ctx context.Context) error {
	use := func(kind flow.StoreKind) func(context.Context) error {
		return func(ctx context.Context) error { return store.Use(ctx, d.Factory, string(kind)) }
	}
	move := func(kind flow.StoreKind) func(context.Context) error {
		return func(ctx context.Context) error { return store.Move(ctx, d.Factory, string(kind), nil) }
	}
	return d.menu(ctx, func() (string, []item) {
		return "What do you want to do with the credential stores?", []item{
			{"Show the stores", func(ctx context.Context) error { return store.Status(ctx, d.Factory, false) }},
			{"Use the OS keychain for new connections", use(flow.StoreOS)},
			{"Use the encrypted file for new connections", use(flow.StoreFile)},
			{"Move all connections to the OS keychain", move(flow.StoreOS)},
			{"Move all connections to the encrypted file", move(flow.StoreFile)},
			{"Unlock the encrypted file", d.unlock},
			{"Change the passphrase of the encrypted file", func(ctx context.Context) error { return store.ChangePassphrase(ctx, d.Factory) }},
			{"Repair the index of connections", func(ctx context.Context) error { return store.Repair(ctx, d.Factory) }},
			{"Back to the main menu", nil},
		}
	})
}

// unlock opens the encrypted file, or creates it.
func (d *dialogue) unlock(ctx context.Context) error {
	m, err := d.Flow.Manager()
	if err != nil {
		return err
	}
	m.Stores.Use(flow.StoreFile)
	if err := d.Store.Prepare(ctx, m); err != nil {
		return err
	}
	d.IO.Infof("Done: unlocked the encrypted file.")
	return nil
}
