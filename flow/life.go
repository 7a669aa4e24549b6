package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/flow/bundle"
	"countersign/flow/history"
	"countersign/flow/oauth1"
	"countersign/internal/text"
	"countersign/keychain"
)

// Rename renames a connection and its history. The errors are those of CheckName, ErrNotFound and the store's.
func (cs *Connections) Rename(ctx context.Context, from, to string) error {
	if err := cs.CheckName(ctx, to); err != nil {
		return err
	}
	what := fmt.Sprintf("cannot rename connection %s to %s", text.Safe(from, 70), to)
	unlock, err := cs.lock(ctx, from, what)
	if err != nil {
		return err
	}
	defer unlock()
	if err := cs.store.Rename(ctx, from, to); err != nil {
		return storeError(what, err)
	}
	return withoutHistory("renamed", from, cs.history.Rename(context.WithoutCancel(ctx), from, to))
}

// withoutHistory is the error of a change that was made, except to the connection's history.
func withoutHistory(done, name string, err error) error {
	var failed *history.Error
	if errors.As(err, &failed) {
		failed.What = fmt.Sprintf("connection %s was %s, but not its history", text.Safe(name, 70), done)
	}
	return err
}

// SetupOf returns a connection's values, to reconnect it: Save replaces it then.
func (cs *Connections) SetupOf(ctx context.Context, name string) (*Setup, error) {
	c, err := cs.read(ctx, name)
	if err != nil {
		return nil, err
	}
	return c.setup, nil
}

// DeleteFromIndex deletes a connection whose store is out of reach. Its secrets stay in that store, and the service is not
// told.
func (cs *Connections) DeleteFromIndex(ctx context.Context, name string) error {
	if err := cs.store.DeleteFromIndex(ctx, name); err != nil {
		return storeError(cannotDelete(name), err)
	}
	return cs.deleteHistory(ctx, name)
}

func cannotDelete(name string) string { return "cannot delete connection " + text.Safe(name, 70) }

// Move moves connections to another store, one after the other, and calls moved for each. Both stores must be unlocked. It
// stops at the first failure; the rest stays where it was.
func (cs *Connections) Move(ctx context.Context, names []string, to StoreKind, moved func(name string)) error {
	for i, name := range names {
		err := cs.move(ctx, name, to)
		var failed *StepError
		if len(names) > 1 && errors.As(err, &failed) {
			failed.What += fmt.Sprintf(" (%d of %d moved)", i, len(names))
			failed.Hint = strings.TrimSpace(failed.Hint + " Then move the rest: each connection is in one store or the other.")
		}
		if err != nil {
			return err
		}
		moved(name)
	}
	return nil
}

func (cs *Connections) move(ctx context.Context, name string, to StoreKind) error {
	what := fmt.Sprintf("cannot move connection %s to the %s", text.Safe(name, 70), to.Title())
	unlock, err := cs.lock(ctx, name, what)
	if err != nil {
		return err
	}
	defer unlock()
	return storeError(what, cs.store.Move(ctx, name, to))
}

// lockTimeout is longer than any refresh takes.
const lockTimeout = scriptTimeout + oauth1.TokenTimeout

// lock keeps other processes, and other goroutines, from changing the connection's token or store.
func (cs *Connections) lock(ctx context.Context, name, what string) (unlock func(), err error) {
	wait, cancel := context.WithTimeout(ctx, lockTimeout)
	defer cancel()
	unlock, err = cs.store.Lock(wait, name)
	switch {
	case err == nil:
		return unlock, nil
	case ctx.Err() != nil:
		return nil, &StepError{Step: StepStore, What: what, Err: ctx.Err()}
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &StepError{Step: StepStore, What: what, Err: keychain.ErrBusy, Hint: "Try again when it has finished."}
	}
	return nil, storeError(what, err)
}

// Export adds a connection to a bundle.
func (cs *Connections) Export(ctx context.Context, b *bundle.Bundle, name string) error {
	what := "cannot export connection " + text.Safe(name, 70)
	entry, data, err := cs.store.Get(ctx, name)
	if err != nil {
		return storeError(what, err)
	}
	if _, err := parseRecord(data, what); err != nil {
		return err
	}
	b.Add(entry, data)
	return nil
}

// Import saves a bundle's connection in the current store under the name as. replace lets it replace a connection with that
// name; else the error is ErrNameTaken.
func (cs *Connections) Import(ctx context.Context, b *bundle.Bundle, name, as string, replace bool) error {
	what := "cannot import connection " + text.Safe(as, 70)
	entry, data, found := b.Get(name)
	if !found {
		return &StepError{Step: StepStore, What: what, Err: ErrNotFound, Hint: "Check which connections the file contains."}
	}
	if err := cs.CheckName(ctx, as); err != nil && !(replace && errors.Is(err, ErrNameTaken)) {
		return err
	}
	if _, err := parseRecord(data, what); err != nil {
		return err
	}
	entry.Name = as
	return storeError(what, cs.store.Put(ctx, entry, data, replace))
}

// ErrNotDisconnected says that a connection was deleted, but that telling its service failed.
var ErrNotDisconnected = errors.New("could not tell the service")

// Delete deletes a connection with its history. If its connector has a disconnect, the service is told first; if that
// fails, the connection is deleted and the error is ErrNotDisconnected. Without one, the token remains valid at the provider.
func (cs *Connections) Delete(ctx context.Context, name string) error {
	notDisconnected := cs.disconnect(ctx, name)
	if err := cs.store.Delete(ctx, name); err != nil {
		return storeError(cannotDelete(name), err)
	}
	return cmp.Or(notDisconnected, cs.deleteHistory(ctx, name))
}

// releaseSenders releases connections that were deleted, with their secrets.
func (cs *Connections) releaseSenders(ctx context.Context) {
	if saved, err := cs.store.List(context.WithoutCancel(ctx)); err == nil {
		cs.senders.keep(saved)
	}
}

// deleteHistory removes what remains of a connection that was deleted.
func (cs *Connections) deleteHistory(ctx context.Context, name string) error {
	cs.releaseSenders(ctx)
	return withoutHistory("deleted", name, cs.history.Clear(context.WithoutCancel(ctx), name))
}

// disconnect runs a connection's disconnect, if its connector can be loaded and has one. Only then are the secrets read.
func (cs *Connections) disconnect(ctx context.Context, name string) error {
	entries, _ := cs.store.List(ctx) // deleting reports a damaged index
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	connector, err := cs.connectors.Load(entries[i].Connector)
	if err != nil || !connector.CanDisconnect() {
		return nil //nolint:nilerr // a broken connector must not keep a connection from being deleted
	}
	c, err := cs.Open(ctx, name)
	if err == nil {
		err = c.Disconnect(ctx)
	}
	if err == nil {
		return nil
	}
	var step *StepError
	what, message := err, ""
	if errors.As(err, &step) && step.Err != nil {
		what, message = step.Err, step.ProviderMessage
	}
	return &StepError{
		Step: StepStore, What: "deleted connection " + text.Safe(name, 70), Err: fmt.Errorf("%w: %w", ErrNotDisconnected, what),
		ProviderMessage: message, Hint: revokeHint(connector),
	}
}
