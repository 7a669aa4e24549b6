package osstore

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"countersign/keychain/fault"
)

// namesItem holds the list of records. It is not a valid connection name.
const namesItem = "/names"

// Records saves records in the OS keychain, with a list of them: a keychain cannot list its items, and a lost index must be
// recoverable. A name is listed before its record is written and until it is deleted.
type Records struct {
	pieces
	valid func(name string) bool
}

// NewRecords returns the records of a system. valid checks the names in the list.
func NewRecords(system *System, valid func(name string) bool) Records {
	return Records{pieces{system}, valid}
}

// Set writes a record, after listing its name.
func (n Records) Set(ctx context.Context, name string, record []byte) error {
	err := n.relist(ctx, func(names []string) []string { return append(names, name) })
	if err != nil {
		return err
	}
	return n.pieces.Set(ctx, name, record)
}

// Remove deletes a record, and then its name in the list.
func (n Records) Remove(ctx context.Context, name string) error {
	if err := n.pieces.Remove(ctx, name); err != nil {
		return err
	}
	return n.relist(ctx, func(names []string) []string {
		return slices.DeleteFunc(names, func(other string) bool { return other == name })
	})
}

// List returns the names, sorted.
func (n Records) List(ctx context.Context) ([]string, error) {
	text, err := n.Get(ctx, namesItem)
	if errors.Is(err, fault.ErrMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	if err := json.Unmarshal(text, &names); err != nil {
		return nil, fault.DamagedRecord("invalid list of names")
	}
	for _, name := range names {
		if !n.valid(name) {
			return nil, fault.DamagedRecord("invalid list of names")
		}
	}
	return names, nil
}

// relist writes the list if edit changes it. An unreadable list is replaced: it must not prevent saving connections.
func (n Records) relist(ctx context.Context, edit func([]string) []string) error {
	before, err := n.List(ctx)
	if err != nil && !errors.Is(err, fault.ErrDamaged) {
		return err
	}
	after := edit(slices.Clone(before))
	slices.Sort(after)
	after = slices.Compact(after)
	switch {
	case err == nil && slices.Equal(before, after):
		return nil
	case len(after) == 0:
		return n.pieces.Remove(ctx, namesItem)
	}
	text, err := json.Marshal(after)
	if err != nil {
		return err
	}
	return n.pieces.Set(ctx, namesItem, text)
}
