package keychain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countersign/keychain/fault"
	"countersign/keychain/osstore"
)

// Options says where a [Keychain] keeps things.
type Options struct {
	// Dir is the folder of the index and the encrypted file, made when first
	// needed, for the person alone (0700).
	Dir string
	// Kind is the store to use; "" takes the OS keychain where there is one,
	// else the encrypted file where there is one.
	Kind Kind
	// Timeout bounds one call to the OS keychain; 0 means 3 s, or 30 s when it
	// is known to be locked, because a person then has a dialog to answer.
	Timeout time.Duration
	// ScryptWorkFactor is the cost of the encrypted file's passphrase as a
	// power of two; 0 means 16 (about 0.2 s and 130 MB).
	ScryptWorkFactor int
}

// Keychain keeps connections: secrets in one of three stores, names in an
// index. It may be used from several goroutines and several processes at once.
// A process should have only one.
type Store struct {
	*stores
	records records
	told    func(Operation) // nil: nobody wants to know
}

// New makes a Keychain without touching a store or a file.
func New(o Options) *Store {
	disk := newDiskIndex(o.Dir)
	s := &stores{
		os:     osstore.New(osstore.Keyring{}, osstore.NewProbe(), o.Timeout),
		file:   newEncryptedFile(o.Dir, o.ScryptWorkFactor, disk.lock),
		memory: newMemory(),
		disk:   disk,
		kind:   o.Kind,
	}
	return &Store{stores: s, records: records{s}}
}

// Unlock opens the encrypted file, or makes it when it isn't there, and
// chooses it for the rest of the run. The error is [ErrPassphrase] when the
// passphrase is another than the file was made with.
func (k *Store) Unlock(ctx context.Context, passphrase string) error {
	if err := k.UnlockFile(ctx, passphrase); err != nil {
		return err
	}
	k.Use(File)
	return nil
}

// UnlockFile is Unlock without choosing the encrypted file, for a move out of
// it or into it.
func (k *Store) UnlockFile(ctx context.Context, passphrase string) (err error) {
	defer k.watched("unlock the file", "")(&err)
	if err := k.file.unlock(ctx, passphrase); err != nil {
		return fmt.Errorf("unlocking the encrypted file: %w", err)
	}
	return nil
}

// Open makes sure that the store in use can be read, so that a dance is not
// begun whose end can't be kept. A locked OS keychain may show its own dialog.
func (k *Store) Open(ctx context.Context) (err error) {
	defer k.watched("open", "")(&err)
	kind, s, err := k.inUse(ctx)
	return opened(ctx, kind, s, err)
}

// OpenOS opens the OS keychain, in use or not.
func (k *Store) OpenOS(ctx context.Context) (err error) {
	defer k.watched("open the OS keychain", "")(&err)
	return opened(ctx, OS, k.osRecords(), nil)
}

func opened(ctx context.Context, kind Kind, s store, err error) error {
	if err == nil {
		// No connection has this name: only whether the store answers counts.
		if _, err = s.Get(ctx, "/"); errors.Is(err, fault.ErrMissing) {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("opening the %s: %w", kind.Title(), err)
	}
	return nil
}

// ChangePassphrase puts the encrypted file's identity under another passphrase.
// The records stay as they are, encrypted to the same identity; so whoever has
// an old copy of identity.age and the old passphrase can still open them. The
// error is [ErrPassphrase] when old is wrong or either is empty.
func (k *Store) ChangePassphrase(ctx context.Context, old, fresh string) (err error) {
	defer k.watched("change the passphrase", "")(&err)
	if err := k.file.rewrap(ctx, old, fresh); err != nil {
		return fmt.Errorf("changing the passphrase of the encrypted file: %w", err)
	}
	return nil
}

// Operation is something that was done with a store or its passphrase, for a
// log: which, on what connection, and how it went. No value is in it.
type Operation struct {
	Name       string // "get", "put", "rename"…
	Connection string // empty where it concerns none
	Kind       Kind   // the store in use; "" when none was chosen yet
	Duration   time.Duration
	Err        error
}

// Watch has every operation told from now on. It must be called before the
// first of them, and told must return quickly.
func (k *Store) Watch(told func(Operation)) { k.told = told }

// watched times an operation that begins now. What it gives is deferred, with
// the error that the operation ends in.
func (k *Store) watched(name, connection string) func(*error) {
	started := time.Now()
	return func(err *error) {
		if k.told != nil {
			k.told(Operation{name, connection, k.chosen(), time.Since(started), *err})
		}
	}
}
