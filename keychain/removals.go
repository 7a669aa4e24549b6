package keychain

import (
	"context"
	"errors"
	"slices"
)

// removal is a record that no entry names any more, or not yet. The index
// lists it before the record is written or removed, and until that is done, so
// that a crash in between leaves no secret behind for good: the next change
// ends what was begun.
type removal struct {
	Name  string `json:"name"`
	Store Kind   `json:"store"`
}

// contents is what the index holds.
type contents struct {
	Entries  []Entry
	Removals []removal
}

func (c *contents) clone() contents {
	return contents{slices.Clone(c.Entries), slices.Clone(c.Removals)}
}

// expect puts a removal on the list.
func (c *contents) expect(name string, kind Kind) {
	c.settle(name, kind)
	c.Removals = append(c.Removals, removal{name, kind})
}

// settle takes a removal off the list.
func (c *contents) settle(name string, kind Kind) {
	c.Removals = slices.DeleteFunc(c.Removals, func(r removal) bool { return r == removal{name, kind} })
}

// names reports whether an entry stands for the record.
func (c *contents) names(r removal) bool {
	return slices.ContainsFunc(c.Entries, func(e Entry) bool { return e.Name == r.Name && e.Store == r.Store })
}

// sweep removes what an earlier change left, as far as the stores that hold it
// can be reached now; the rest stays on the list.
func (k *Keychain) sweep(ctx context.Context, c *contents) {
	left := slices.Clone(c.Removals)
	for _, r := range left {
		if c.names(r) {
			c.settle(r.Name, r.Store)
			continue
		}
		s, err := k.reach(ctx, r.Store)
		if err == nil {
			err = s.remove(ctx, r.Name)
		}
		if err == nil || errors.Is(err, errMissing) {
			c.settle(r.Name, r.Store)
		}
	}
}

// reach gives a store by its kind, in use or not, when it can be used without
// asking anybody.
func (k *Keychain) reach(ctx context.Context, kind Kind) (store, error) {
	switch kind {
	case Memory:
		return k.memory, nil
	case File:
		if !k.file.unlocked() {
			return nil, errFileLocked()
		}
		return k.file, nil
	}
	locked, err := k.os.probe(ctx)
	if err != nil {
		return nil, err
	}
	if locked {
		return nil, &Error{Err: ErrLocked, Next: "unlock it in your desktop's password manager"}
	}
	return named{pieces{k.os}}, nil
}
