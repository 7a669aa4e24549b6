package flow

import (
	"context"

	"countersign/keychain"
)

// RepairResult says what Repair found and did.
type RepairResult = keychain.RepairResult

// Stores are the credential stores that connections are saved in.
type Stores struct {
	store *keychain.Store
}

// Status says which store is in use, or why none is.
func (s *Stores) Status(ctx context.Context) StoreStatus { return s.store.Status(ctx) }

// Use chooses the store for this run.
func (s *Stores) Use(kind StoreKind) { s.store.Use(kind) }

// Open makes sure that the store in use can be read, before an authorization that could not be saved. A locked OS keychain may
// show its own dialog.
func (s *Stores) Open(ctx context.Context) error {
	return storeError("cannot open the credential store", s.store.Open(ctx))
}

// Unlock opens the encrypted file, or creates it.
func (s *Stores) Unlock(ctx context.Context, passphrase string) error {
	return storeError("cannot open the encrypted file", s.store.Unlock(ctx, passphrase))
}

// StoreState describes a store for the user to choose from.
type StoreState struct {
	Kind        StoreKind
	Status      StoreStatus
	Connections int  // in the store, according to the index
	InUse       bool // new connections are saved here
}

// States describes every store: the OS keychain, the encrypted file, memory. It shows no dialog and asks for no passphrase.
// If the connections can't be counted, it returns the states with an error.
func (s *Stores) States(ctx context.Context) ([]StoreState, error) {
	inUse := s.store.Status(ctx).Kind
	count, err := s.store.Count(ctx)
	var states []StoreState
	for _, kind := range []StoreKind{StoreOS, StoreFile, StoreMemory} {
		states = append(states, StoreState{kind, s.store.StatusOf(ctx, kind), count[kind], kind == inUse})
	}
	return states, storeError("cannot count the connections", err)
}

// UnlockFile opens the encrypted file for a move, without using it for new connections.
func (s *Stores) UnlockFile(ctx context.Context, passphrase string) error {
	return storeError("cannot open the encrypted file", s.store.UnlockFile(ctx, passphrase))
}

// UnlockOS has the OS keychain show its dialog if it is locked, in use or not.
func (s *Stores) UnlockOS(ctx context.Context) error {
	return storeError("cannot open the OS keychain", s.store.OpenOS(ctx))
}

// Repair rebuilds the index of connections from the stores that can be read now. It moves a damaged index aside.
func (s *Stores) Repair(ctx context.Context) (RepairResult, error) {
	result, err := s.store.Repair(ctx)
	return result, storeError("cannot rebuild the index of connections", err)
}

// ChangePassphrase changes the passphrase of the encrypted file. The error is ErrWrongPassphrase if old is wrong.
func (s *Stores) ChangePassphrase(ctx context.Context, old, fresh string) error {
	return storeError("cannot change the passphrase of the encrypted file", s.store.ChangePassphrase(ctx, old, fresh))
}
