package keychain

import (
	"context"
	"fmt"
	"strings"
)

func (k records) rename(ctx context.Context, from, to string) error {
	kind, s, err := k.inUse(ctx)
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

func (k records) move(ctx context.Context, name string, to Kind) error {
	if to != OS && to != File {
		return &Error{Err: ErrUnavailable, Detail: "nothing lasts there", Hint: "move it into the OS keychain or the encrypted file"}
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

// finish removes the record that nothing names any more. The change itself is
// done, so that a store which refuses is no failure: the removal stays listed.
func (c *contents) finish(ctx context.Context, s store, name string, kind Kind, save func() error) error {
	if s.Remove(ctx, name) != nil {
		return nil //nolint:nilerr // as said above
	}
	c.settle(name, kind)
	return save()
}

func mayBecome(entries []Entry, e Entry, to string, inUse Kind) error {
	if e.Name != to && strings.EqualFold(e.Name, to) {
		return &Error{
			Err: ErrNameTaken, Detail: fmt.Sprintf("%q differs only in upper and lower case", e.Name),
			Hint: "rename it to something else first: to some keychains the two are one",
		}
	}
	if err := free(entries, find(entries, to), to, inUse, false); err != nil {
		return err
	}
	return inStore(e, inUse)
}
