package keychain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"countersign/keychain/fault"
)

// Repaired says what [Keychain.Repair] found and did.
type RepairResult struct {
	Intact       int      // connections that were in the index and have their secrets
	Restored     []string // names that were only in a store, and are in the index again
	Missing      []string // names in the index without secrets in their store: connect again, or forget them
	Unrecognized []string // names in a store whose records don't say what they are: connect again under the same name
	Unreachable  []string // names in the index whose store could not be asked
	BackupPath   string   // where the damaged index was moved to; "" when it was sound
}

// Repair rebuilds the index from what the stores hold, as far as they can be
// reached now: the encrypted file when it is unlocked, the OS keychain when it
// answers. A damaged index is moved aside, never removed. Nothing is changed in
// a store. The error is [ErrNewer] for an index of a later program, which is
// left as it is, or what the disk says.
func (k *Store) Repair(ctx context.Context) (r RepairResult, err error) {
	defer k.watched("repair", "")(&err)
	r, err = k.records.repair(ctx)
	if err != nil {
		return r, fmt.Errorf("rebuilding the index: %w", err)
	}
	return r, nil
}

func (k records) repair(ctx context.Context) (RepairResult, error) {
	var r RepairResult
	unlock, err := k.disk.lock(ctx)
	if err != nil {
		return r, err
	}
	defer unlock()
	c, err := k.disk.load()
	if errors.Is(err, ErrDamaged) {
		r.BackupPath, err = setAside(k.disk.path)
	}
	if err != nil {
		return r, err
	}
	for _, kind := range []Kind{File, OS} {
		if err := k.compare(ctx, kind, &c, &r); err != nil {
			return r, err
		}
	}
	return r, k.disk.save(c)
}

// lister is a store that knows the names of its records.
type lister interface {
	List(ctx context.Context) ([]string, error)
}

// compare holds a store against the index. What its records say is taken where
// the index knows nothing of them.
func (k records) compare(ctx context.Context, kind Kind, c *contents, r *RepairResult) error {
	s, err := k.reach(ctx, kind)
	if err != nil {
		for _, e := range c.Entries {
			if e.Store == kind {
				r.Unreachable = append(r.Unreachable, e.Name)
			}
		}
		return nil
	}
	for _, e := range slices.Clone(c.Entries) {
		if e.Store != kind {
			continue
		}
		switch _, _, err := k.kept(ctx, s, e); {
		case errors.Is(err, ErrSecretsMissing):
			r.Missing = append(r.Missing, e.Name)
		case err != nil:
			return err
		default:
			r.Intact++
		}
	}
	names, err := s.(lister).List(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if find(c.Entries, name) >= 0 || slices.Contains(c.Removals, removal{name, kind}) {
			continue
		}
		if err := restore(ctx, s, name, kind, c, r); err != nil {
			return err
		}
	}
	return nil
}

// restore makes an entry of a record that none stands for.
func restore(ctx context.Context, s store, name string, kind Kind, c *contents, r *RepairResult) error {
	record, err := s.Get(ctx, name)
	if errors.Is(err, fault.ErrMissing) { // a name is listed before its record is there
		return nil
	}
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	e, _, found, unreadable := readRecord(record)
	if err != nil || unreadable != nil || !found || e.Name != name {
		r.Unrecognized = append(r.Unrecognized, name)
		return nil //nolint:nilerr // the report tells of it
	}
	e.Store = kind
	c.Entries = append(c.Entries, e)
	r.Restored = append(r.Restored, name)
	return nil
}

// setAside moves a file out of the way, under a name that is free.
func setAside(path string) (string, error) {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.damaged-%d", path, n)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			return aside, os.Rename(path, aside)
		} else if err != nil {
			return "", err
		}
	}
}
