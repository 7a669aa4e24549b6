package keychain

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
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
type Keychain struct {
	os     *system
	file   *encryptedFile
	memory *memory
	disk   *diskIndex
	told   func(Operation) // nil: nobody wants to know

	mu   sync.Mutex
	kind Kind // "" until chosen
}

// New makes a Keychain without touching a store or a file.
func New(o Options) *Keychain {
	disk := newDiskIndex(o.Dir)
	return &Keychain{
		os:     newSystem(goKeyring{}, newProbe(), o.Timeout),
		file:   newEncryptedFile(o.Dir, o.ScryptWorkFactor, disk.lock),
		memory: newMemory(),
		disk:   disk,
		kind:   o.Kind,
	}
}

// Status says which store is in use, or why there is none.
type Status struct {
	Kind            Kind  // "" when none was chosen and none is there
	Ready           bool  // connections can be kept and read
	Locked          bool  // the OS keychain will ask the person to unlock it, by a dialog of its own
	NeedsPassphrase bool  // the encrypted file wants Unlock
	NewFile         bool  // there is no encrypted file yet: Unlock makes it
	OSError         error // why the OS keychain can't be used, when it was asked
}

// Status asks without starting anything: no bus, no service, no dialog. When
// no Kind was chosen, it is the OS keychain if that answers, else the
// encrypted file if it exists, else none.
func (k *Keychain) Status(ctx context.Context) Status {
	if kind := k.chosen(); kind != "" {
		return k.StatusOf(ctx, kind)
	}
	found := k.osStatus(ctx)
	if found.Ready {
		return found
	}
	file := k.fileStatus()
	file.OSError = found.OSError
	if file.NewFile {
		file.Kind, file.NeedsPassphrase = "", false
	}
	return file
}

// StatusOf is Status for one store, in use or not.
func (k *Keychain) StatusOf(ctx context.Context, kind Kind) Status {
	switch kind {
	case Memory:
		return Status{Kind: Memory, Ready: true}
	case File:
		return k.fileStatus()
	}
	return k.osStatus(ctx)
}

func (k *Keychain) osStatus(ctx context.Context) Status {
	locked, err := k.os.probe(ctx)
	return Status{Kind: OS, Ready: err == nil, Locked: locked, OSError: err}
}

func (k *Keychain) fileStatus() Status {
	open := k.file.unlocked()
	return Status{Kind: File, Ready: open, NeedsPassphrase: !open, NewFile: !k.file.exists()}
}

// Use chooses the store for the rest of the run. The encrypted file needs
// [Keychain.Unlock] next.
func (k *Keychain) Use(kind Kind) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kind = kind
}

func (k *Keychain) chosen() Kind {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.kind
}

// Unlock opens the encrypted file, or makes it when it isn't there, and
// chooses it for the rest of the run. The error is [ErrPassphrase] when the
// passphrase is another than the file was made with.
func (k *Keychain) Unlock(ctx context.Context, passphrase string) error {
	if err := k.UnlockFile(ctx, passphrase); err != nil {
		return err
	}
	k.Use(File)
	return nil
}

// UnlockFile is Unlock without choosing the encrypted file, for a move out of
// it or into it.
func (k *Keychain) UnlockFile(ctx context.Context, passphrase string) (err error) {
	defer k.watched("unlock the file", "")(&err)
	if err := k.file.unlock(ctx, passphrase); err != nil {
		return fmt.Errorf("unlocking the encrypted file: %w", err)
	}
	return nil
}

// Open makes sure that the store in use can be read, so that a dance is not
// begun whose end can't be kept. A locked OS keychain may show its own dialog.
func (k *Keychain) Open(ctx context.Context) (err error) {
	defer k.watched("open", "")(&err)
	kind, s, err := k.store(ctx)
	return opened(ctx, kind, s, err)
}

// OpenOS opens the OS keychain, in use or not.
func (k *Keychain) OpenOS(ctx context.Context) (err error) {
	defer k.watched("open the OS keychain", "")(&err)
	return opened(ctx, OS, named{pieces{k.os}}, nil)
}

func opened(ctx context.Context, kind Kind, s store, err error) error {
	if err == nil {
		// No connection has this name: only whether the store answers counts.
		if _, err = s.get(ctx, "/"); errors.Is(err, errMissing) {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("opening the %s: %w", kind.Title(), err)
	}
	return nil
}

// store gives the store in use, or says why there is none. A choice that
// Status made is kept: connections must not change places during a run.
func (k *Keychain) store(ctx context.Context) (Kind, store, error) {
	kind := k.chosen()
	if kind == "" {
		found := k.Status(ctx)
		if found.Kind == "" {
			return OS, nil, found.OSError
		}
		kind = k.settle(found)
	}
	switch kind {
	case Memory:
		return kind, k.memory, nil
	case File:
		if !k.file.unlocked() {
			return kind, nil, errFileLocked()
		}
		return kind, k.file, nil
	}
	return kind, named{pieces{k.os}}, nil
}

func (k *Keychain) settle(found Status) Kind {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kind == "" && found.Ready {
		k.kind = found.Kind
	}
	if k.kind != "" {
		return k.kind
	}
	return found.Kind
}

// index gives the index that belongs to a store.
func (k *Keychain) index(kind Kind) index {
	if kind == Memory {
		return k.memory
	}
	return k.disk
}
