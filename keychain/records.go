package keychain

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"countersign/keychain/fault"
)

// records are the connections in the stores and their entries in the indexes, changed together.
type records struct{ *stores }

func (k records) list(ctx context.Context, kind Kind) ([]Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := k.index(kind).load()
	return c.Entries, err
}

func (k records) get(ctx context.Context, name string) (Entry, []byte, error) {
	entries, err := k.list(ctx, k.chosen())
	if err != nil {
		return Entry{}, nil, err
	}
	i := find(entries, name)
	if i < 0 {
		return Entry{}, nil, errNotFound()
	}
	kind, s, err := k.inUse(ctx)
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
func (k records) kept(ctx context.Context, s store, e Entry) (Entry, []byte, error) {
	record, err := s.Get(ctx, e.Name)
	if errors.Is(err, fault.ErrMissing) {
		err = &Error{Err: ErrSecretsMissing, Detail: e.Store.Title(), Hint: "connect again under the same name, or forget it"}
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

func (k records) put(ctx context.Context, e Entry, secret []byte, replace bool) error {
	if len(secret) > MaxSecret {
		return &Error{Err: ErrTooLarge, Detail: fmt.Sprintf("%d bytes; at most %d fit", len(secret), MaxSecret)}
	}
	kind, s, err := k.inUse(ctx)
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

func (k records) remove(ctx context.Context, name string) error {
	kind, s, storeErr := k.inUse(ctx)
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
		if err := s.Remove(ctx, name); err != nil {
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
func (k records) change(ctx context.Context, kind Kind, edit func(c *contents, save func() error) error) error {
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

// keep puts a connection's record into a store.
func keep(ctx context.Context, s store, e Entry, secret []byte) error {
	record, err := makeRecord(e, secret)
	if err != nil {
		return err
	}
	return s.Set(ctx, e.Name, record)
}

// free reports whether a connection may be kept in store kind under name,
// which entries hold at place i, or not when i is negative.
func free(entries []Entry, i int, name string, kind Kind, replace bool) error {
	if other, found := caseVariant(entries, name); found {
		return &Error{
			Err: ErrNameTaken, Detail: fmt.Sprintf("%q differs only in upper and lower case", other.Name),
			Hint: "choose another name",
		}
	}
	if i < 0 {
		return nil
	}
	if !replace {
		return &Error{Err: ErrNameTaken, Hint: "choose another name, or forget that connection first"}
	}
	return inStore(entries[i], kind)
}

// inStore reports whether e is kept in the store in use.
func inStore(e Entry, inUse Kind) error {
	if e.Store == inUse {
		return nil
	}
	return &Error{Err: ErrOtherStore, Detail: "in the " + e.Store.Title(), Hint: "choose --keychain " + string(e.Store)}
}

func errNotFound() error {
	return &Error{Err: ErrNotFound, Hint: "see what is kept with: countersign connections"}
}

// sweep removes what an earlier change left, as far as the stores that hold it
// can be reached now; the rest stays on the list.
func (k records) sweep(ctx context.Context, c *contents) {
	left := slices.Clone(c.Removals)
	for _, old := range left {
		if c.names(old) {
			c.settle(old.Name, old.Store)
			continue
		}
		s, err := k.reach(ctx, old.Store)
		if err == nil {
			err = s.Remove(ctx, old.Name)
		}
		if err == nil || errors.Is(err, fault.ErrMissing) {
			c.settle(old.Name, old.Store)
		}
	}
}
