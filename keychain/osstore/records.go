package osstore

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"countersign/keychain/fault"
)

// namesItem is where the OS keychain's own list of our connections stands. No
// connection can have that name.
const namesItem = "/names"

// Records is the OS keychain with a list of what it holds, because it cannot be
// asked: without one a lost index would be lost for good. A name is on the list
// before its record is there and until it is gone, so that a crash leaves at
// worst a name without a record.
type Records struct {
	pieces
	valid func(name string) bool
}

// NewRecords keeps records in the OS keychain, under names that are valid.
func NewRecords(system *System, valid func(name string) bool) Records {
	return Records{pieces{system}, valid}
}

// Set lists the name first.
func (n Records) Set(ctx context.Context, name string, record []byte) error {
	err := n.relist(ctx, func(names []string) []string { return append(names, name) })
	if err != nil {
		return err
	}
	return n.pieces.Set(ctx, name, record)
}

// Remove ends the record first.
func (n Records) Remove(ctx context.Context, name string) error {
	if err := n.pieces.Remove(ctx, name); err != nil {
		return err
	}
	return n.relist(ctx, func(names []string) []string {
		return slices.DeleteFunc(names, func(other string) bool { return other == name })
	})
}

// List gives the names, sorted.
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
		return nil, fault.DamagedRecord("the list of names")
	}
	for _, name := range names {
		if !n.valid(name) {
			return nil, fault.DamagedRecord("the list of names")
		}
	}
	return names, nil
}

// relist writes the list where edit changes it. A list that can't be read is
// begun anew: what it said can't be had any more, and it must not keep anybody
// from keeping connections.
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
