package keychain

import (
	"context"
	"errors"
	"slices"

	"countersign/keychain/fault"
)

// removal is a record without an entry. The index lists it before the record is written or removed and until that is
// complete, so that a crash leaves no secret behind: the next change removes it.
type removal struct {
	Name  string `json:"name"`
	Store Kind   `json:"store"`
}

// contents is the content of an index.
type contents struct {
	Entries  []Entry
	Removals []removal
}

func (c *contents) clone() contents {
	return contents{slices.Clone(c.Entries), slices.Clone(c.Removals)}
}

// expect lists a removal.
func (c *contents) expect(name string, kind Kind) {
	c.settle(name, kind)
	c.Removals = append(c.Removals, removal{name, kind})
}

// settle unlists a removal.
func (c *contents) settle(name string, kind Kind) {
	c.Removals = slices.DeleteFunc(c.Removals, func(r removal) bool { return r == removal{name, kind} })
}

// names reports whether the record has an entry.
func (c *contents) names(r removal) bool {
	return slices.ContainsFunc(c.Entries, func(e Entry) bool { return e.Name == r.Name && e.Store == r.Store })
}

// add writes the record of a connection that will get an entry.
func (c *contents) add(ctx context.Context, s store, e Entry, secret []byte, save func() error) error {
	c.expect(e.Name, e.Store)
	if err := save(); err != nil {
		return err
	}
	if err := writeSecret(ctx, s, e, secret); err != nil {
		return err
	}
	c.settle(e.Name, e.Store)
	return nil
}

// relocate moves the record of entry i to another name or store.
func (c *contents) relocate(ctx context.Context, i int, source, target store, name string, kind Kind, save func() error) error {
	old := c.Entries[i]
	e, secret, err := readSecret(ctx, source, old)
	if err != nil {
		return err
	}
	e.Name, e.Store = name, kind
	if err := c.add(ctx, target, e, secret, save); err != nil {
		return err
	}
	c.expect(old.Name, old.Store)
	c.Entries[i] = e
	if err := save(); err != nil {
		return err
	}
	if source.Remove(ctx, old.Name) != nil {
		return nil //nolint:nilerr // the change is complete, and the removal stays listed
	}
	c.settle(old.Name, old.Store)
	return save()
}

func (s *stores) entries(ctx context.Context, kind Kind) ([]Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := s.index(kind).load()
	return c.Entries, err
}

// change edits an index under its lock, which also keeps two processes from writing to one store at once. edit saves its
// changes itself, also between its steps.
func (s *stores) change(ctx context.Context, kind Kind, edit func(c *contents, save func() error) error) error {
	x := s.index(kind)
	unlock, err := x.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	c, err := x.load()
	if err != nil {
		return err
	}
	s.sweep(ctx, &c)
	return edit(&c, func() error { return x.save(c) })
}

// changeEntry is change for an existing entry, at index i.
func (s *stores) changeEntry(ctx context.Context, kind Kind, name string, edit func(c *contents, i int, save func() error) error) error {
	return s.change(ctx, kind, func(c *contents, save func() error) error {
		i := find(c.Entries, name)
		if i < 0 {
			return errNotFound()
		}
		return edit(c, i, save)
	})
}

// sweep removes the leftovers of interrupted changes from the stores that are available.
func (s *stores) sweep(ctx context.Context, c *contents) {
	for _, old := range slices.Clone(c.Removals) {
		if c.names(old) {
			c.settle(old.Name, old.Store)
			continue
		}
		store, err := s.reach(ctx, old.Store)
		if err == nil {
			err = store.Remove(ctx, old.Name)
		}
		if err == nil || errors.Is(err, fault.ErrMissing) {
			c.settle(old.Name, old.Store)
		}
	}
}
