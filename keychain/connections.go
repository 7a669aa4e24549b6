package keychain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/internal/text"
)

// List gives the entries, sorted by name. It reads the index alone, so it
// needs no unlocked store and shows what is kept in other stores too; with
// [Memory] it shows what this run has kept.
func (k *Keychain) List(ctx context.Context) ([]Entry, error) {
	entries, err := k.list(ctx, k.chosen())
	if err != nil {
		return nil, fmt.Errorf("listing the connections: %w", err)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries, nil
}

// Held counts the connections in each store, by both indexes.
func (k *Keychain) Held(ctx context.Context) (map[Kind]int, error) {
	held := map[Kind]int{}
	for _, kind := range []Kind{Memory, OS} { // one index serves both stores that last
		entries, err := k.list(ctx, kind)
		if err != nil {
			return held, fmt.Errorf("counting the connections: %w", err)
		}
		for _, e := range entries {
			held[e.Store]++
		}
	}
	return held, nil
}

func (k *Keychain) list(ctx context.Context, kind Kind) ([]Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := k.index(kind).load()
	return c.Entries, err
}

// Get gives a connection and its secrets. The error is [ErrNotFound],
// [ErrOtherStore] when another store than the one in use keeps it, [ErrLost]
// when only the entry is left, or what the store says.
func (k *Keychain) Get(ctx context.Context, name string) (e Entry, secret []byte, err error) {
	defer k.watched("get", name)(&err)
	e, secret, err = k.get(ctx, name)
	if err != nil {
		return Entry{}, nil, fmt.Errorf("reading the connection %q: %w", text.Safe(name, maxSaid), err)
	}
	return e, secret, nil
}

func (k *Keychain) get(ctx context.Context, name string) (Entry, []byte, error) {
	entries, err := k.list(ctx, k.chosen())
	if err != nil {
		return Entry{}, nil, err
	}
	i := find(entries, name)
	if i < 0 {
		return Entry{}, nil, errNotFound()
	}
	kind, s, err := k.store(ctx)
	if err != nil {
		return Entry{}, nil, err
	}
	if err := inStore(entries[i], kind); err != nil {
		return Entry{}, nil, err
	}
	return k.kept(ctx, s, entries[i])
}

// kept reads the record of an entry, whose facts it has as of the last change
// of its secrets.
func (k *Keychain) kept(ctx context.Context, s store, e Entry) (Entry, []byte, error) {
	record, err := s.get(ctx, e.Name)
	if errors.Is(err, errMissing) {
		err = &Error{Err: ErrLost, Said: e.Store.Title(), Next: "connect again under the same name, or forget it"}
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

// Put keeps a connection, at most [MaxSecret] bytes of secrets, in the store
// in use, and reads it back. The error is [ErrTaken] when the name is there
// and replace is false, or when a name that differs only in case is there;
// [ErrOtherStore] when what would be replaced is kept in another store.
func (k *Keychain) Put(ctx context.Context, e Entry, secret []byte, replace bool) (err error) {
	defer k.watched("put", e.Name)(&err)
	if err := CheckName(e.Name); err != nil {
		return err
	}
	if err := k.put(ctx, e, secret, replace); err != nil {
		return fmt.Errorf("keeping the connection %q: %w", e.Name, err)
	}
	return nil
}

func (k *Keychain) put(ctx context.Context, e Entry, secret []byte, replace bool) error {
	if len(secret) > MaxSecret {
		return &Error{Err: ErrTooLarge, Said: fmt.Sprintf("%d bytes; at most %d fit", len(secret), MaxSecret)}
	}
	kind, s, err := k.store(ctx)
	if err != nil {
		return err
	}
	return k.change(ctx, kind, func(c *contents, save func() error) error {
		i := find(c.Entries, e.Name)
		if err := free(c.Entries, i, e.Name, kind, replace); err != nil {
			return err
		}
		e.Store = kind
		if i >= 0 {
			if err := keep(ctx, s, e, secret); err != nil {
				return err
			}
			c.Entries[i] = e
			return save()
		}
		c.expect(e.Name, kind)
		if err := save(); err != nil {
			return err
		}
		if err := keep(ctx, s, e, secret); err != nil {
			return err
		}
		c.settle(e.Name, kind)
		c.Entries = append(c.Entries, e)
		return save()
	})
}

// keep puts a connection's record into a store.
func keep(ctx context.Context, s store, e Entry, secret []byte) error {
	record, err := makeRecord(e, secret)
	if err != nil {
		return err
	}
	return s.set(ctx, e.Name, record)
}

// free reports whether a connection may be kept in store kind under name,
// which entries hold at place i, or not when i is negative.
func free(entries []Entry, i int, name string, kind Kind, replace bool) error {
	if other, found := twin(entries, name); found {
		return &Error{
			Err: ErrTaken, Said: fmt.Sprintf("%q differs only in upper and lower case", other.Name),
			Next: "choose another name",
		}
	}
	if i < 0 {
		return nil
	}
	if !replace {
		return &Error{Err: ErrTaken, Next: "choose another name, or forget that connection first"}
	}
	return inStore(entries[i], kind)
}

// Update changes what is known of a connection, never its secrets, its name or
// its store. It needs no unlocked store. The error is [ErrNotFound], or what
// the index says.
func (k *Keychain) Update(ctx context.Context, name string, change func(*Entry)) (err error) {
	defer k.watched("update", name)(&err)
	err = k.change(ctx, k.chosen(), func(c *contents, save func() error) error {
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
		return fmt.Errorf("noting facts of the connection %q: %w", text.Safe(name, maxSaid), err)
	}
	return nil
}

// Delete forgets a connection: its entry and its secrets. The error is
// [ErrNotFound], [ErrOtherStore], or what the store says; the connection then
// stays.
func (k *Keychain) Delete(ctx context.Context, name string) (err error) {
	defer k.watched("delete", name)(&err)
	if err := k.remove(ctx, name); err != nil {
		return fmt.Errorf("forgetting the connection %q: %w", text.Safe(name, maxSaid), err)
	}
	return nil
}

func (k *Keychain) remove(ctx context.Context, name string) error {
	kind, s, storeErr := k.store(ctx)
	if storeErr != nil {
		kind = k.chosen()
	}
	return k.change(ctx, kind, func(c *contents, save func() error) error {
		i := find(c.Entries, name)
		if i < 0 {
			return errNotFound()
		}
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
		if err := s.remove(ctx, name); err != nil {
			c.Entries = append(c.Entries, e)
			c.settle(name, kind)
			return errors.Join(err, save())
		}
		c.settle(name, kind)
		return save()
	})
}

// change rewrites the index under its lock, which also keeps two processes
// from writing to one store at once. edit saves what it changed, between its
// steps too: see removal.
func (k *Keychain) change(ctx context.Context, kind Kind, edit func(c *contents, save func() error) error) error {
	x := k.index(kind)
	unlock, err := x.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	c, err := x.load()
	if err != nil {
		return err
	}
	k.sweep(ctx, &c)
	return edit(&c, func() error { return x.save(c) })
}

// inStore reports whether e is kept in the store in use.
func inStore(e Entry, inUse Kind) error {
	if e.Store == inUse {
		return nil
	}
	return &Error{Err: ErrOtherStore, Said: "in the " + e.Store.Title(), Next: "choose --keychain " + string(e.Store)}
}

func errNotFound() error {
	return &Error{Err: ErrNotFound, Next: "see what is kept with: countersign connections"}
}
