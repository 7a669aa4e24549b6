package keychain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/internal/text"
	"countersign/keychain/fault"
)

// List gives the entries, sorted by name. It reads the index alone, so it
// needs no unlocked store and shows what is kept in other stores too; with
// [Memory] it shows what this run has kept.
func (k *Store) List(ctx context.Context) ([]Entry, error) {
	entries, err := k.records.list(ctx, k.chosen())
	if err != nil {
		return nil, fmt.Errorf("listing the connections: %w", err)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries, nil
}

// Held counts the connections in each store, by both indexes.
func (k *Store) Count(ctx context.Context) (map[Kind]int, error) {
	held := map[Kind]int{}
	for _, kind := range []Kind{Memory, OS} { // one index serves both stores that last
		entries, err := k.records.list(ctx, kind)
		if err != nil {
			return held, fmt.Errorf("counting the connections: %w", err)
		}
		for _, e := range entries {
			held[e.Store]++
		}
	}
	return held, nil
}

// Get gives a connection and its secrets. The error is [ErrNotFound],
// [ErrOtherStore] when another store than the one in use keeps it, [ErrLost]
// when only the entry is left, or what the store says.
func (k *Store) Get(ctx context.Context, name string) (e Entry, secret []byte, err error) {
	defer k.watched("get", name)(&err)
	e, secret, err = k.records.get(ctx, name)
	if err != nil {
		return Entry{}, nil, fmt.Errorf("reading the connection %q: %w", text.Safe(name, fault.MaxQuoted), err)
	}
	return e, secret, nil
}

// Put keeps a connection, at most [MaxSecret] bytes of secrets, in the store
// in use, and reads it back. The error is [ErrTaken] when the name is there
// and replace is false, or when a name that differs only in case is there;
// [ErrOtherStore] when what would be replaced is kept in another store.
func (k *Store) Put(ctx context.Context, e Entry, secret []byte, replace bool) (err error) {
	defer k.watched("put", e.Name)(&err)
	if err := CheckName(e.Name); err != nil {
		return err
	}
	if err := k.records.put(ctx, e, secret, replace); err != nil {
		return fmt.Errorf("keeping the connection %q: %w", e.Name, err)
	}
	return nil
}

// Update changes what is known of a connection, never its secrets, its name or
// its store. It needs no unlocked store. The error is [ErrNotFound], or what
// the index says.
func (k *Store) Update(ctx context.Context, name string, change func(*Entry)) (err error) {
	defer k.watched("update", name)(&err)
	err = k.records.change(ctx, k.chosen(), func(c *contents, save func() error) error {
		i := find(c.Entries, name)
		if i < 0 {
			return errNotFound()
		}
		e := c.Entries[i]
		change(&e)
		e.Name, e.Store = c.Entries[i].Name, c.Entries[i].Store
		c.Entries[i] = e
		return save()
	})
	if err != nil {
		return fmt.Errorf("noting facts of the connection %q: %w", text.Safe(name, fault.MaxQuoted), err)
	}
	return nil
}

// Delete forgets a connection: its entry and its secrets. The error is
// [ErrNotFound], [ErrOtherStore], or what the store says; the connection then
// stays.
func (k *Store) Delete(ctx context.Context, name string) (err error) {
	defer k.watched("delete", name)(&err)
	if err := k.records.remove(ctx, name); err != nil {
		return fmt.Errorf("forgetting the connection %q: %w", text.Safe(name, fault.MaxQuoted), err)
	}
	return nil
}

// Rename gives a connection another name. The error is [ErrName], [ErrTaken],
// [ErrNotFound], [ErrOtherStore], or what the store says; the connection then
// has its old name.
func (k *Store) Rename(ctx context.Context, from, to string) (err error) {
	defer k.watched("rename", from)(&err)
	if err := CheckName(to); err != nil {
		return err
	}
	if err := k.records.rename(ctx, from, to); err != nil {
		return fmt.Errorf("renaming the connection %q: %w", text.Safe(from, fault.MaxQuoted), err)
	}
	return nil
}

// Move brings a connection from the store that keeps it into another. Both
// must be ready: the encrypted file unlocked, the OS keychain there. Stopped at
// any point, the connection is whole in one of them, the one that its entry
// names. Nothing happens when it is there already. The error is [ErrNotFound],
// or what a store says.
func (k *Store) Move(ctx context.Context, name string, to Kind) (err error) {
	defer k.watched("move", name)(&err)
	if err := k.records.move(ctx, name, to); err != nil {
		return fmt.Errorf("moving the connection %q into the %s: %w", text.Safe(name, fault.MaxQuoted), to.Title(), err)
	}
	return nil
}

// Drop forgets a connection whose store can't be reached, for good perhaps: its
// entry goes, and its secrets too should the store come back. The error is
// [ErrNotFound], or what the index says.
func (k *Store) DeleteFromIndex(ctx context.Context, name string) (err error) {
	defer k.watched("drop", name)(&err)
	err = k.records.change(ctx, k.chosen(), func(c *contents, save func() error) error {
		i := find(c.Entries, name)
		if i < 0 {
			return errNotFound()
		}
		c.expect(name, c.Entries[i].Store)
		c.Entries = slices.Delete(c.Entries, i, i+1)
		return save()
	})
	if err != nil {
		return fmt.Errorf("forgetting the connection %q: %w", text.Safe(name, fault.MaxQuoted), err)
	}
	return nil
}

// Exclusive keeps other countersigns, and other callers in this one, from
// changing the same connection until release is called, for changes that take
// a provider's answer and can be made once, such as a renewal. It waits for its
// turn as long as ctx allows. It does not keep anybody from reading, or from
// forgetting the connection.
func (k *Store) Lock(ctx context.Context, name string) (release func(), err error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	if k.chosen() == Memory {
		return k.memory.exclusive(ctx, name)
	}
	release, err = k.disk.exclusive(ctx, name)
	if err != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("waiting for another change of the connection %q: %w", name, err)
	}
	return release, err
}
