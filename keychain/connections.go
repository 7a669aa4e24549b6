package keychain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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

func (k *Keychain) list(ctx context.Context, kind Kind) ([]Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return k.index(kind).load()
}

// Get gives a connection and its secrets. The error is [ErrNotFound],
// [ErrOtherStore] when another store than the one in use keeps it, [ErrLost]
// when only the entry is left, or what the store says.
func (k *Keychain) Get(ctx context.Context, name string) (Entry, []byte, error) {
	e, secret, err := k.get(ctx, name)
	if err != nil {
		return Entry{}, nil, fmt.Errorf("reading the connection %q: %w", safe(name), err)
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
	secret, err := s.get(ctx, name)
	if errors.Is(err, errMissing) {
		err = &Error{Err: ErrLost, Said: kind.Title(), Next: "connect again under the same name, or forget it"}
	}
	return entries[i], secret, err
}

// Put keeps a connection, at most [MaxSecret] bytes of secrets, in the store
// in use, and reads it back. The error is [ErrTaken] when the name is there
// and replace is false, or when a name that differs only in case is there;
// [ErrOtherStore] when what would be replaced is kept in another store.
func (k *Keychain) Put(ctx context.Context, e Entry, secret []byte, replace bool) error {
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
	return k.change(ctx, kind, func(entries []Entry) ([]Entry, error) {
		i := find(entries, e.Name)
		if err := free(entries, i, e.Name, kind, replace); err != nil {
			return nil, err
		}
		if err := s.set(ctx, e.Name, secret); err != nil {
			return nil, err
		}
		e.Store = kind
		if i < 0 {
			return append(entries, e), nil
		}
		entries[i] = e
		return entries, nil
	})
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
func (k *Keychain) Update(ctx context.Context, name string, change func(*Entry)) error {
	err := k.change(ctx, k.chosen(), func(entries []Entry) ([]Entry, error) {
		i := find(entries, name)
		if i < 0 {
			return nil, errNotFound()
		}
		e := entries[i]
		change(&e)
		e.Name, e.Store = entries[i].Name, entries[i].Store
		entries[i] = e
		return entries, nil
	})
	if err != nil {
		return fmt.Errorf("noting facts of the connection %q: %w", safe(name), err)
	}
	return nil
}

// Delete forgets a connection: first its secrets, then its entry. The error is
// [ErrNotFound], [ErrOtherStore], or what the store says; the entry then stays.
func (k *Keychain) Delete(ctx context.Context, name string) error {
	if err := k.remove(ctx, name); err != nil {
		return fmt.Errorf("forgetting the connection %q: %w", safe(name), err)
	}
	return nil
}

func (k *Keychain) remove(ctx context.Context, name string) error {
	kind, s, storeErr := k.store(ctx)
	if storeErr != nil {
		kind = k.chosen()
	}
	return k.change(ctx, kind, func(entries []Entry) ([]Entry, error) {
		i := find(entries, name)
		if i < 0 {
			return nil, errNotFound()
		}
		if storeErr != nil {
			return nil, storeErr
		}
		if err := inStore(entries[i], kind); err != nil {
			return nil, err
		}
		if err := s.remove(ctx, name); err != nil {
			return nil, err
		}
		return slices.Delete(entries, i, i+1), nil
	})
}

// change rewrites the index under its lock, which also keeps two processes
// from writing to one store at once. Once edit has changed the store, nothing
// but a failing disk keeps the index from following.
func (k *Keychain) change(ctx context.Context, kind Kind, edit func([]Entry) ([]Entry, error)) error {
	x := k.index(kind)
	unlock, err := x.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	entries, err := x.load()
	if err != nil {
		return err
	}
	if entries, err = edit(entries); err != nil {
		return err
	}
	return x.save(entries)
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
