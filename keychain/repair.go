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

// RepairResult is the result of [Store.Repair].
type RepairResult struct {
	Intact       int      // connections in the index with their secrets
	Restored     []string // names found in a store and added to the index
	Missing      []string // names in the index without secrets in their store
	Unrecognized []string // names in a store whose records have no facts
	Unreachable  []string // names in the index whose store is unavailable
	BackupPath   string   // where the damaged index was moved; "" when it was intact
}

// Repair rebuilds the index from the available stores, which it does not change. A damaged index is renamed, never deleted.
// The error is [ErrNewerVersion] for the index of a newer version, which is left alone, or that of a file.
func (k *Store) Repair(ctx context.Context) (r RepairResult, err error) {
	defer k.finish("repair", "", "cannot rebuild the index")(&err)
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

// lister is a store that can list its records.
type lister interface {
	List(ctx context.Context) ([]string, error)
}

// compare checks the entries of a store, and adds those that are missing in the index.
func (s *stores) compare(ctx context.Context, kind Kind, c *contents, r *RepairResult) error {
	store, err := s.reach(ctx, kind)
	if err != nil {
		for _, e := range c.Entries {
			if e.Store == kind {
				r.Unreachable = append(r.Unreachable, e.Name)
			}
		}
		return nil
	}
	for _, e := range c.Entries {
		if e.Store != kind {
			continue
		}
		switch _, _, err := readSecret(ctx, store, e); {
		case errors.Is(err, ErrSecretsMissing):
			r.Missing = append(r.Missing, e.Name)
		case err != nil:
			return err
		default:
			r.Intact++
		}
	}
	names, err := store.(lister).List(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if find(c.Entries, name) >= 0 || slices.Contains(c.Removals, removal{name, kind}) {
			continue
		}
		if err := restore(ctx, store, name, kind, c, r); err != nil {
			return err
		}
	}
	return nil
}

// restore adds the entry of a record.
func restore(ctx context.Context, s store, name string, kind Kind, c *contents, r *RepairResult) error {
	record, err := s.Get(ctx, name)
	if errors.Is(err, fault.ErrMissing) { // a name is listed before its record is written
		return nil
	}
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	e, _, found, unreadable := readRecord(record)
	if err != nil || unreadable != nil || !found || e.Name != name {
		r.Unrecognized = append(r.Unrecognized, name)
		return nil //nolint:nilerr // reported in the result
	}
	e.Store = kind
	c.Entries = append(c.Entries, e)
	r.Restored = append(r.Restored, name)
	return nil
}

// setAside renames a file to an unused name.
func setAside(path string) (string, error) {
	for n := 1; ; n++ {
		backup := fmt.Sprintf("%s.damaged-%d", path, n)
		if _, err := os.Lstat(backup); errors.Is(err, fs.ErrNotExist) {
			return backup, os.Rename(path, backup)
		} else if err != nil {
			return "", err
		}
	}
}
