package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"countersign/flow/bundle"
	"countersign/flow/oauth1"
	"countersign/internal/text"
	"countersign/keychain"
)

// Rename gives a kept connection another name. The error is that of CheckName for a name that cannot be taken, ErrNotFound,
// or what the keychain says; the connection then has its old name.
func (cs *Connections) Rename(ctx context.Context, from, to string) error {
	if err := cs.CheckName(ctx, to); err != nil {
		return err
	}
	doing := fmt.Sprintf("renaming the connection %s to %s", text.Safe(from, 70), to)
	done, err := cs.turn(ctx, from, doing)
	if err != nil {
		return err
	}
	defer done()
	if err := cs.keychain.Rename(ctx, from, to); err != nil {
		return storeError(doing, err)
	}
	return cs.history.Rename(context.WithoutCancel(ctx), from, to, doing+", which is done, and taking its history along")
}

// SetupOf gives the values that a kept connection was made with, its auth option chosen: to connect again in its place,
// which Keep does with replace.
func (cs *Connections) SetupOf(ctx context.Context, name string) (*Setup, error) {
	c, err := cs.read(ctx, name)
	if err != nil {
		return nil, err
	}
	return c.setup, nil
}

// Drop forgets a connection whose keychain cannot be reached, for good perhaps: the entry goes, its secrets stay where they
// are until that keychain is back. Nobody is told.
func (cs *Connections) DeleteFromIndex(ctx context.Context, name string) error {
	if err := cs.keychain.DeleteFromIndex(ctx, name); err != nil {
		return storeError(fmt.Sprintf("dropping the connection %s", text.Safe(name, 70)), err)
	}
	cs.forgetSenders(ctx)
	return cs.deleteHistory(ctx, name)
}

// Move brings connections into another keychain, one after the other, and tells each of those that are there. Both keychains
// must be ready. It stops at the first failure: what was moved stays moved, and the rest is where it was.
func (cs *Connections) Move(ctx context.Context, names []string, to StoreKind, each func(name string)) error {
	for i, name := range names {
		if err := cs.moveOne(ctx, name, to); err != nil {
			return halfWay(err, i, len(names))
		}
		each(name)
	}
	return nil
}

func (cs *Connections) moveOne(ctx context.Context, name string, to StoreKind) error {
	doing := fmt.Sprintf("moving the connection %s into the %s", text.Safe(name, 70), to.Title())
	done, err := cs.turn(ctx, name, doing)
	if err != nil {
		return err
	}
	defer done()
	if err := cs.keychain.Move(ctx, name, to); err != nil {
		return storeError(doing, err)
	}
	return nil
}

// halfWay adds to the failure of one move how far they came, and how to go on.
func halfWay(err error, moved, all int) error {
	var failed *StepError
	if all == 1 || !errors.As(err, &failed) {
		return err
	}
	told := *failed
	told.What = fmt.Sprintf("%s (%d of %d were moved)", failed.What, moved, all)
	const on = "then move the rest: each connection is whole, where it was or where it goes"
	if told.Hint == "" {
		told.Hint = "look at what failed, " + on
	} else {
		told.Hint += "; " + on
	}
	return &told
}

// turnWait is longer than any renewal takes.
const turnWait = scriptTimeout + oauth1.TokenTimeout

// turn waits until no other program, and no other part of this one, changes the connection's token or its place. Give it
// back with done.
func (cs *Connections) turn(ctx context.Context, name, doing string) (done func(), err error) {
	wait, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	done, err = cs.keychain.Lock(wait, name)
	switch {
	case err == nil:
		return done, nil
	case ctx.Err() != nil:
		return nil, &StepError{Step: StepStore, What: doing, Err: ctx.Err()}
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &StepError{Step: StepStore, What: doing, Err: keychain.ErrBusy, Hint: "try again when it has finished"}
	}
	return nil, storeError(doing, err)
}

// Export puts a kept connection into a bundle.
func (cs *Connections) Export(ctx context.Context, b *bundle.Bundle, name string) error {
	doing := fmt.Sprintf("exporting the connection %s", text.Safe(name, 70))
	entry, record, err := cs.keychain.Get(ctx, name)
	if err != nil {
		return storeError(doing, err)
	}
	if !json.Valid(record) {
		return unreadable(doing)
	}
	b.Add(entry, record)
	return nil
}

// Import keeps a bundle's connection in the keychain in use, under the name as. replace lets it take the place of another of
// that name; without it the error is ErrTaken then.
func (cs *Connections) Import(ctx context.Context, b *bundle.Bundle, name, as string, replace bool) error {
	doing := fmt.Sprintf("importing the connection %s", text.Safe(as, 70))
	entry, one, found := b.Get(name)
	if !found {
		return &StepError{Step: StepStore, What: doing, Err: ErrNotFound, Hint: "see what is in the file"}
	}
	if err := cs.CheckName(ctx, as); err != nil && !(replace && errors.Is(err, ErrNameTaken)) {
		return err
	}
	var r record
	if json.Unmarshal(one, &r) != nil || r.Version != recordVersion {
		return unreadable(doing)
	}
	entry.Name = as
	if err := cs.keychain.Put(ctx, entry, one, replace); err != nil {
		return storeError(doing, err)
	}
	return nil
}

// ErrNotDisconnected says that a connection is forgotten here, but that its service could not be told of the end.
var ErrNotDisconnected = errors.New("the connection is forgotten here, but the service was not told")

// Delete removes a connection from the keychain and the index. A connector that has a disconnect tells the service first;
// the error is ErrNotDisconnected when that failed, and the connection is forgotten all the same. Without one, the provider
// still honours the token.
func (cs *Connections) Delete(ctx context.Context, name string) error {
	untold := cs.disconnect(ctx, name)
	if err := cs.keychain.Delete(ctx, name); err != nil {
		return storeError(fmt.Sprintf("forgetting the connection %s", text.Safe(name, 70)), err)
	}
	cs.forgetSenders(ctx)
	if err := cs.deleteHistory(ctx, name); err != nil && untold == nil {
		return err
	}
	return untold
}

// forgetSenders lets go of connections that are gone, secrets and all.
func (cs *Connections) forgetSenders(ctx context.Context) {
	if saved, err := cs.keychain.List(context.WithoutCancel(ctx)); err == nil {
		cs.senders.keep(saved)
	}
}

// deleteHistory removes the history of a connection that is forgotten.
func (cs *Connections) deleteHistory(ctx context.Context, name string) error {
	return cs.history.Forget(context.WithoutCancel(ctx), name, fmt.Sprintf("forgetting the connection %s, which is done, and its history", text.Safe(name, 70)))
}

// disconnect runs a kept connection's disconnect, where there is one. A connector that is gone or broken has none; the
// secrets are read only for one that has.
func (cs *Connections) disconnect(ctx context.Context, name string) error {
	entries, _ := cs.keychain.List(ctx) // what is wrong with the index, deleting will tell
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name })
	if i < 0 || !cs.disconnects(entries[i].Connector) {
		return nil
	}
	c, err := cs.Open(ctx, name)
	if err == nil {
		err = c.Disconnect(ctx)
	}
	if err == nil {
		return nil
	}
	e := Explain(err)
	connector, _ := cs.connectors.Load(entries[i].Connector) // it was there a moment ago
	return &StepError{
		Step: StepStore, What: fmt.Sprintf("forgetting the connection %s", text.Safe(name, 70)),
		Err: fmt.Errorf("%w: %s", ErrNotDisconnected, e.What), ProviderMessage: e.ProviderMessage, Hint: byHand(connector),
	}
}

func (cs *Connections) disconnects(ref string) bool {
	c, err := cs.connectors.Load(ref)
	return err == nil && c.CanDisconnect()
}
