package keychain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/keychain/fault"
)

// List returns the entries sorted by name, from the index alone: those of all stores on disk, or with [Memory] those of
// this process.
func (k *Store) List(ctx context.Context) ([]Entry, error) {
	entries, err := k.entries(ctx, k.chosen())
	if err != nil {
		return nil, fmt.Errorf("cannot list the connections: %w", err)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries, nil
}

// Count returns the number of connections in each store.
func (k *Store) Count(ctx context.Context) (map[Kind]int, error) {
	count := map[Kind]int{}
	for _, kind := range []Kind{Memory, OS} { // one index serves both stores on disk
		entries, err := k.entries(ctx, kind)
		if err != nil {
			return count, fmt.Errorf("cannot count the connections: %w", err)
		}
		for _, e := range entries {
			count[e.Store]++
		}
	}
	return count, nil
}

// Get returns a connection with its secrets. The error is [ErrNotFound], [ErrOtherStore] when it is not in the store in
// use, [ErrSecretsMissing] when only the entry exists, or the store's.
func (k *Store) Get(ctx context.Context, name string) (e Entry, secret []byte, err error) {
	defer k.finish("get", name, "cannot read")(&err)
	entries, err := k.entries(ctx, k.chosen())
	if err != nil {
		return Entry{}, nil, err
	}
	i := find(entries, name)
	if i < 0 {
		return Entry{}, nil, errNotFound()
	}
	kind, s, err := k.inUse(ctx)
	if err == nil {
		err = inStore(entries[i], kind)
	}
	if err != nil {
		return Entry{}, nil, err
	}
	return readSecret(ctx, s, entries[i])
}

// Put saves a connection with at most [MaxSecret] bytes of secrets in the store in use, and verifies it. The error is
// [ErrNameTaken] when the name exists and replace is false, or exists in another case; [ErrOtherStore] when the connection
// to replace is in another store.
func (k *Store) Put(ctx context.Context, e Entry, secret []byte, replace bool) (err error) {
	if err := CheckName(e.Name); err != nil {
		return err
	}
	defer k.finish("put", e.Name, "cannot save")(&err)
	if len(secret) > MaxSecret {
		return &Error{Err: ErrTooLarge, Detail: fmt.Sprintf("%d bytes, the limit is %d", len(secret), MaxSecret)}
	}
	kind, s, err := k.inUse(ctx)
	if err != nil {
		return err
	}
	return k.change(ctx, kind, func(c *contents, save func() error) error {
		i := find(c.Entries, e.Name)
		if err := available(c.Entries, i, e.Name, kind, replace); err != nil {
			return err
		}
		e.Store = kind
		if i >= 0 {
			if err := writeSecret(ctx, s, e, secret); err != nil {
				return err
			}
			c.Entries[i] = e
			return save()
		}
		if err := c.add(ctx, s, e, secret, save); err != nil {
			return err
		}
		c.Entries = append(c.Entries, e)
		return save()
	})
}

// Update changes the facts of a connection, but not its secrets, name or store. It needs no unlocked store. The error is
// [ErrNotFound] or the index's.
func (k *Store) Update(ctx context.Context, name string, change func(*Entry)) (err error) {
	defer k.finish("update", name, "cannot update")(&err)
	return k.changeEntry(ctx, k.chosen(), name, func(c *contents, i int, save func() error) error {
		e := c.Entries[i]
		change(&e)
		e.Name, e.Store = c.Entries[i].Name, c.Entries[i].Store
		c.Entries[i] = e
		return save()
	})
}

// Delete deletes a connection's entry and secrets. On an error ([ErrNotFound], [ErrOtherStore] or the store's) the
// connection is unchanged.
func (k *Store) Delete(ctx context.Context, name string) (err error) {
	defer k.finish("delete", name, "cannot delete")(&err)
	kind, s, storeErr := k.inUse(ctx)
	if storeErr != nil {
		kind = k.chosen()
	}
	return k.changeEntry(ctx, kind, name, func(c *contents, i int, save func() error) error {
		if storeErr != nil {
			return storeErr
		}
		e := c.Entries[i]
		if err := inStore(e, kind); err != nil {
			return err
		}
		c.Entries = slices.Delete(c.Entries, i, i+1)
		c.expect(name, kind)
		if err := save(); err != nil {
			return err
		}
		if err := s.Remove(ctx, name); err != nil {
			c.Entries = append(c.Entries, e)
			c.settle(name, kind)
			return errors.Join(err, save())
		}
		c.settle(name, kind)
		return save()
	})
}

// DeleteFromIndex deletes a connection whose store is unavailable. Its secrets are deleted when the store is available
// again. The error is [ErrNotFound] or the index's.
func (k *Store) DeleteFromIndex(ctx context.Context, name string) (err error) {
	defer k.finish("drop", name, "cannot delete")(&err)
	return k.changeEntry(ctx, k.chosen(), name, func(c *contents, i int, save func() error) error {
		c.expect(name, c.Entries[i].Store)
		c.Entries = slices.Delete(c.Entries, i, i+1)
		return save()
	})
}

// Rename renames a connection. On an error ([ErrInvalidName], [ErrNameTaken], [ErrNotFound], [ErrOtherStore] or the
// store's) it keeps its old name.
func (k *Store) Rename(ctx context.Context, from, to string) (err error) {
	if err := CheckName(to); err != nil {
		return err
	}
	defer k.finish("rename", from, "cannot rename")(&err)
	kind, s, err := k.inUse(ctx)
	if err != nil {
		return err
	}
	return k.changeEntry(ctx, kind, from, func(c *contents, i int, save func() error) error {
		if from != to && strings.EqualFold(from, to) {
			return &Error{
				Err: ErrNameTaken, Detail: fmt.Sprintf("%q differs only in case", from),
				Hint: "rename it to something else first: some keychains ignore case",
			}
		}
		if err := available(c.Entries, find(c.Entries, to), to, kind, false); err != nil {
			return err
		}
		if err := inStore(c.Entries[i], kind); err != nil {
			return err
		}
		return c.relocate(ctx, i, s, s, to, kind, save)
	})
}

// Move moves a connection to another store; both must be available and unlocked. If interrupted, the connection is complete
// in the store that its entry names. The error is [ErrNotFound] or a store's.
func (k *Store) Move(ctx context.Context, name string, to Kind) (err error) {
	defer k.finish("move", name, "cannot move")(&err)
	if to != OS && to != File {
		return &Error{
			Err: ErrUnavailable, Detail: to.Title() + " is not persistent",
			Hint: "move it to the OS keychain or the encrypted file",
		}
	}
	return k.changeEntry(ctx, to, name, func(c *contents, i int, save func() error) error {
		if c.Entries[i].Store == to {
			return nil
		}
		source, err := k.reach(ctx, c.Entries[i].Store)
		if err != nil {
			return err
		}
		target, err := k.reach(ctx, to)
		if err != nil {
			return err
		}
		return c.relocate(ctx, i, source, target, name, to, save)
	})
}

// Lock keeps other goroutines and processes from locking the same connection until release is called. It is for changes
// that a provider makes only once, such as a token refresh, and waits as long as ctx allows. Reading and deleting the
// connection are still possible.
func (k *Store) Lock(ctx context.Context, name string) (release func(), err error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	if k.chosen() == Memory {
		return k.memory.lockName(ctx, name)
	}
	release, err = k.disk.lockName(ctx, name)
	if err != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("cannot lock the connection %q: %w", name, err)
	}
	return release, err
}

// available checks that a connection can be saved in store kind under name, which is that of entries[i] unless i is
// negative.
func available(entries []Entry, i int, name string, kind Kind, replace bool) error {
	if other, found := caseVariant(entries, name); found {
		return &Error{
			Err: ErrNameTaken, Detail: fmt.Sprintf("%q differs only in case", other.Name), Hint: "choose another name",
		}
	}
	if i < 0 {
		return nil
	}
	if !replace {
		return &Error{Err: ErrNameTaken, Hint: "choose another name, or delete that connection first"}
	}
	return inStore(entries[i], kind)
}

// inStore checks that e is in the store in use.
func inStore(e Entry, inUse Kind) error {
	if e.Store == inUse {
		return nil
	}
	return &Error{Err: ErrOtherStore, Detail: e.Store.Title(), Hint: "use --keychain " + string(e.Store)}
}

func errNotFound() error {
	return &Error{Err: ErrNotFound, Hint: "list the connections: countersign connections"}
}

// readSecret returns a connection's secrets, and its entry with the facts that were saved with them.
func readSecret(ctx context.Context, s store, e Entry) (Entry, []byte, error) {
	record, err := s.Get(ctx, e.Name)
	if errors.Is(err, fault.ErrMissing) {
		err = &Error{
			Err: ErrSecretsMissing, Detail: e.Store.Title(),
			Hint: "reconnect under the same name, or delete the connection",
		}
	}
	if err != nil {
		return e, nil, err
	}
	facts, secret, found, err := readRecord(record)
	if found && err == nil {
		e = e.ofRecord(facts)
	}
	return e, secret, err
}

func writeSecret(ctx context.Context, s store, e Entry, secret []byte) error {
	record, err := makeRecord(e, secret)
	if err != nil {
		return err
	}
	return s.Set(ctx, e.Name, record)
}
