package keychain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/internal/text"
)

// Rename gives a connection another name. The error is [ErrName], [ErrTaken],
// [ErrNotFound], [ErrOtherStore], or what the store says; the connection then
// has its old name.
func (k *Keychain) Rename(ctx context.Context, from, to string) (err error) {
	defer k.watched("rename", from)(&err)
	if err := CheckName(to); err != nil {
		return err
	}
	if err := k.rename(ctx, from, to); err != nil {
		return fmt.Errorf("renaming the connection %q: %w", text.Safe(from, maxSaid), err)
	}
	return nil
}

func (k *Keychain) rename(ctx context.Context, from, to string) error {
	kind, s, err := k.store(ctx)
	if err != nil {
		return err
	}
	return k.change(ctx, kind, func(c *contents, save func() error) error {
		i := find(c.Entries, from)
		if i < 0 {
			return errNotFound()
		}
		if err := mayBecome(c.Entries, c.Entries[i], to, kind); err != nil {
			return err
		}
		e, secret, err := k.kept(ctx, s, c.Entries[i])
		if err != nil {
			return err
		}
		e.Name = to
		c.expect(to, kind)
		if err := save(); err != nil {
			return err
		}
		if err := keep(ctx, s, e, secret); err != nil {
			return err
		}
		c.settle(to, kind)
		c.expect(from, kind)
		c.Entries[i] = e
		if err := save(); err != nil {
			return err
		}
		return c.finish(ctx, s, from, kind, save)
	})
}

// finish removes the record that nothing names any more. The change itself is
// done, so that a store which refuses is no failure: the removal stays listed.
func (c *contents) finish(ctx context.Context, s store, name string, kind Kind, save func() error) error {
	if s.remove(ctx, name) != nil {
		return nil //nolint:nilerr // as said above
	}
	c.settle(name, kind)
	return save()
}

func mayBecome(entries []Entry, e Entry, to string, inUse Kind) error {
	if e.Name != to && strings.EqualFold(e.Name, to) {
		return &Error{
			Err: ErrTaken, Said: fmt.Sprintf("%q differs only in upper and lower case", e.Name),
			Next: "rename it to something else first: to some keychains the two are one",
		}
	}
	if err := free(entries, find(entries, to), to, inUse, false); err != nil {
		return err
	}
	return inStore(e, inUse)
}

// Move brings a connection from the store that keeps it into another. Both
// must be ready: the encrypted file unlocked, the OS keychain there. Stopped at
// any point, the connection is whole in one of them, the one that its entry
// names. Nothing happens when it is there already. The error is [ErrNotFound],
// or what a store says.
func (k *Keychain) Move(ctx context.Context, name string, to Kind) (err error) {
	defer k.watched("move", name)(&err)
	if err := k.move(ctx, name, to); err != nil {
		return fmt.Errorf("moving the connection %q into the %s: %w", text.Safe(name, maxSaid), to.Title(), err)
	}
	return nil
}

func (k *Keychain) move(ctx context.Context, name string, to Kind) error {
	if to != OS && to != File {
		return &Error{Err: ErrUnavailable, Said: "nothing lasts there", Next: "move it into the OS keychain or the encrypted file"}
	}
	return k.change(ctx, to, func(c *contents, save func() error) error {
		i := find(c.Entries, name)
		if i < 0 {
			return errNotFound()
		}
		from := c.Entries[i].Store
		if from == to {
			return nil
		}
		old, err := k.reach(ctx, from)
		if err != nil {
			return err
		}
		s, err := k.reach(ctx, to)
		if err != nil {
			return err
		}
		e, secret, err := k.kept(ctx, old, c.Entries[i])
		if err != nil {
			return err
		}
		e.Store = to
		c.expect(name, to)
		if err := save(); err != nil {
			return err
		}
		if err := keep(ctx, s, e, secret); err != nil {
			return err
		}
		c.settle(name, to)
		c.expect(name, from)
		c.Entries[i] = e
		if err := save(); err != nil {
			return err
		}
		return c.finish(ctx, old, name, from, save)
	})
}

// Drop forgets a connection whose store can't be reached, for good perhaps: its
// entry goes, and its secrets too should the store come back. The error is
// [ErrNotFound], or what the index says.
func (k *Keychain) Drop(ctx context.Context, name string) (err error) {
	defer k.watched("drop", name)(&err)
	err = k.change(ctx, k.chosen(), func(c *contents, save func() error) error {
		i := find(c.Entries, name)
		if i < 0 {
			return errNotFound()
		}
		c.expect(name, c.Entries[i].Store)
		c.Entries = slices.Delete(c.Entries, i, i+1)
		return save()
	})
	if err != nil {
		return fmt.Errorf("forgetting the connection %q: %w", text.Safe(name, maxSaid), err)
	}
	return nil
}

// Exclusive keeps other countersigns, and other callers in this one, from
// changing the same connection until release is called, for changes that take
// a provider's answer and can be made once, such as a renewal. It waits for its
// turn as long as ctx allows. It does not keep anybody from reading, or from
// forgetting the connection.
func (k *Keychain) Exclusive(ctx context.Context, name string) (release func(), err error) {
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
