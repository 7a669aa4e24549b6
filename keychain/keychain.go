package keychain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countersign/internal/text"
	"countersign/keychain/fault"
	"countersign/keychain/osstore"
)

// Options configure a [Store].
type Options struct {
	// Dir holds the index and the encrypted file. It is created when needed, with mode 0700.
	Dir string
	// Kind is the store to use. "" means the OS keychain if available, else the encrypted file if it exists.
	Kind Kind
	// Timeout limits one call to the OS keychain. 0 means 3 s, or 30 s when it is locked and may show a dialog.
	Timeout time.Duration
	// ScryptWorkFactor is the cost of the encrypted file's passphrase as a power of two. 0 means 16 (about 0.2 s and 130 MB).
	ScryptWorkFactor int
}

// Store saves connections: secrets in one of three credential stores, facts in an index. It is safe for use by several
// goroutines and processes. A process should have only one.
type Store struct {
	*stores
	observe func(Operation) // may be nil
}

// New returns a Store without accessing a credential store or a file.
func New(o Options) *Store {
	disk := newDiskIndex(o.Dir)
	return &Store{stores: &stores{
		os:     osstore.New(osstore.Keyring{}, osstore.NewProbe(), o.Timeout),
		file:   newEncryptedFile(o.Dir, o.ScryptWorkFactor, disk.lock),
		memory: newMemory(),
		disk:   disk,
		kind:   o.Kind,
	}}
}

// Unlock unlocks the encrypted file, or creates it, and uses it from now on. The error is [ErrWrongPassphrase] when the
// file has another passphrase.
func (k *Store) Unlock(ctx context.Context, passphrase string) error {
	if err := k.UnlockFile(ctx, passphrase); err != nil {
		return err
	}
	k.Use(File)
	return nil
}

// UnlockFile is Unlock without using the encrypted file from now on, as a move between stores needs it.
func (k *Store) UnlockFile(ctx context.Context, passphrase string) (err error) {
	defer k.finish("unlock the file", "", "cannot unlock the encrypted file")(&err)
	return k.file.unlock(ctx, passphrase)
}

// Open checks that the store in use can be read, so that an authorization is not started whose result can't be saved. A
// locked OS keychain may show its own dialog.
func (k *Store) Open(ctx context.Context) error {
	kind, s, err := k.inUse(ctx)
	return k.open(ctx, "open", kind, s, err)
}

// OpenOS is Open for the OS keychain, in use or not.
func (k *Store) OpenOS(ctx context.Context) error {
	return k.open(ctx, "open the OS keychain", OS, k.osRecords(), nil)
}

func (k *Store) open(ctx context.Context, operation string, kind Kind, s store, storeErr error) (err error) {
	defer k.finish(operation, "", "cannot open the "+kind.Title())(&err)
	if storeErr != nil {
		return storeErr
	}
	if _, err := s.Get(ctx, "/"); !errors.Is(err, fault.ErrMissing) { // no connection has this name
		return err
	}
	return nil
}

// ChangePassphrase changes the passphrase of the encrypted file. The identity inside stays, so an old copy of identity.age
// still opens the file with the old passphrase. The error is [ErrWrongPassphrase] when old is wrong or either is empty.
func (k *Store) ChangePassphrase(ctx context.Context, old, fresh string) (err error) {
	defer k.finish("change the passphrase", "", "cannot change the passphrase")(&err)
	return k.file.rewrap(ctx, old, fresh)
}

// Operation is an access to a store, for a log. It contains no secrets.
type Operation struct {
	Name       string // "get", "put", "rename"…
	Connection string // may be empty
	Kind       Kind   // the store in use; "" when none was chosen yet
	Duration   time.Duration
	Err        error
}

// Watch reports every operation to observe, which must return quickly. Call it before the first operation.
func (k *Store) Watch(observe func(Operation)) { k.observe = observe }

// finish starts an operation and returns a function to be deferred: it adds what failed to the error, and reports the
// operation.
func (k *Store) finish(operation, connection, failure string) func(*error) {
	started := time.Now()
	return func(err *error) {
		if *err != nil && connection != "" {
			*err = fmt.Errorf("%s the connection %q: %w", failure, text.Safe(connection, fault.MaxQuoted), *err)
		} else if *err != nil {
			*err = fmt.Errorf("%s: %w", failure, *err)
		}
		if k.observe != nil {
			k.observe(Operation{operation, connection, k.chosen(), time.Since(started), *err})
		}
	}
}
