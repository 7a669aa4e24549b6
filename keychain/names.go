package keychain

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
)

// namesItem is where the OS keychain's own list of our connections stands. No
// connection can have that name.
const namesItem = "/names"

// named is the OS keychain with a list of what it holds, because it cannot be
// asked: without one a lost index would be lost for good. A name is on the list
// before its record is there and until it is gone, so that a crash leaves at
// worst a name without a record.
type named struct{ pieces }

func (n named) set(ctx context.Context, name string, record []byte) error {
	err := n.relist(ctx, func(names []string) []string { return append(names, name) })
	if err != nil {
		return err
	}
	return n.pieces.set(ctx, name, record)
}

func (n named) remove(ctx context.Context, name string) error {
	if err := n.pieces.remove(ctx, name); err != nil {
		return err
	}
	return n.relist(ctx, func(names []string) []string {
		return slices.DeleteFunc(names, func(other string) bool { return other == name })
	})
}

// list gives the names, sorted.
func (n named) list(ctx context.Context) ([]string, error) {
	text, err := n.get(ctx, namesItem)
	if errors.Is(err, errMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	if err := json.Unmarshal(text, &names); err != nil {
		return nil, errItem("the list of names")
	}
	for _, name := range names {
		if CheckName(name) != nil {
			return nil, errItem("the list of names")
		}
	}
	return names, nil
}

// relist writes the list where edit changes it. A list that can't be read is
// begun anew: what it said can't be had any more, and it must not keep anybody
// from keeping connections.
func (n named) relist(ctx context.Context, edit func([]string) []string) error {
	before, err := n.list(ctx)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	after := edit(slices.Clone(before))
	slices.Sort(after)
	after = slices.Compact(after)
	switch {
	case err == nil && slices.Equal(before, after):
		return nil
	case len(after) == 0:
		return n.pieces.remove(ctx, namesItem)
	}
	text, err := json.Marshal(after)
	if err != nil {
		return err
	}
	return n.pieces.set(ctx, namesItem, text)
}
