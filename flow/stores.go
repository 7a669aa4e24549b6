package flow

import (
	"context"

	"countersign/keychain"
)

// Repaired says what Repair found and did.
type RepairResult = keychain.RepairResult

// Stores are the keychains that connections are saved in.
type Stores struct {
	keychain *keychain.Store
}

// Status says which store is in use, or why none is.
func (s *Stores) Status(ctx context.Context) StoreStatus { return s.keychain.Status(ctx) }

// Use chooses the store for this run.
func (s *Stores) Use(kind StoreKind) { s.keychain.Use(kind) }

// Open makes sure that the store in use can be read, so that no dance is begun whose end cannot be kept. A locked OS
// keychain may ask the person by a dialog of its own.
func (s *Stores) Open(ctx context.Context) error {
	if err := s.keychain.Open(ctx); err != nil {
		return storeError("opening the keychain", err)
	}
	return nil
}

// Unlock opens the encrypted file, or makes it when it is not there yet.
func (s *Stores) Unlock(ctx context.Context, passphrase string) error {
	if err := s.keychain.Unlock(ctx, passphrase); err != nil {
		return storeError("opening the encrypted file", err)
	}
	return nil
}

// KeychainState is one of the keychains, as a person chooses between them.
type StoreState struct {
	Kind        StoreKind
	Status      StoreStatus
	Connections int  // how many it holds, as the index says
	InUse       bool // new connections are kept there
}

// States looks at every keychain: the OS keychain, the encrypted file, memory. It only probes: no dialog comes up and
// no passphrase is asked for. The states are there with an error too, which says that their connections could not be counted.
func (s *Stores) States(ctx context.Context) ([]StoreState, error) {
	inUse := s.keychain.Status(ctx).Kind
	held, err := s.keychain.Count(ctx)
	var states []StoreState
	for _, kind := range []StoreKind{StoreOS, StoreFile, StoreMemory} {
		states = append(states, StoreState{kind, s.keychain.StatusOf(ctx, kind), held[kind], kind == inUse})
	}
	if err != nil {
		return states, storeError("counting the connections", err)
	}
	return states, nil
}

// UnlockFile opens the encrypted file for a move, without taking it into use.
func (s *Stores) UnlockFile(ctx context.Context, passphrase string) error {
	if err := s.keychain.UnlockFile(ctx, passphrase); err != nil {
		return storeError("opening the encrypted file", err)
	}
	return nil
}

// OpenOS has the OS keychain show its dialog where it is locked, in use or not.
func (s *Stores) UnlockOS(ctx context.Context) error {
	if err := s.keychain.OpenOS(ctx); err != nil {
		return storeError("opening the OS keychain", err)
	}
	return nil
}

// Repair rebuilds the index of connections from what the keychains hold, as far as they can be reached now. A damaged index
// is moved aside.
func (s *Stores) Repair(ctx context.Context) (RepairResult, error) {
	repaired, err := s.keychain.Repair(ctx)
	if err != nil {
		return repaired, storeError("rebuilding the index of connections", err)
	}
	return repaired, nil
}

// ChangePassphrase puts the encrypted file under another passphrase. The error is ErrPassphrase when old is not the one that
// it has.
func (s *Stores) ChangePassphrase(ctx context.Context, old, fresh string) error {
	if err := s.keychain.ChangePassphrase(ctx, old, fresh); err != nil {
		return storeError("changing the passphrase of the encrypted file", err)
	}
	return nil
}
