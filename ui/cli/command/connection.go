package command

import (
	"context"
	"fmt"
	"slices"

	"countersign/flow"
	"countersign/internal/text"
)

// FindEntry looks a connection up in the index, without opening a credential store.
func FindEntry(ctx context.Context, m *flow.Manager, name string) (flow.Entry, error) {
	entries, err := m.Connections.List(ctx)
	if err != nil {
		return flow.Entry{}, err
	}
	if i := slices.IndexFunc(entries, func(e flow.Entry) bool { return e.Name == name }); i >= 0 {
		return entries[i], nil
	}
	return flow.Entry{}, fmt.Errorf("connection %s: %w", text.Safe(name, 70), flow.ErrNotFound)
}

// FindEntries looks up several connections, or returns all if names is empty. Repeated names count once.
func FindEntries(ctx context.Context, m *flow.Manager, names []string) ([]flow.Entry, error) {
	if len(names) == 0 {
		return m.Connections.List(ctx)
	}
	var entries []flow.Entry
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		e, err := FindEntry(ctx, m, name)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// Entry returns the manager, and the index entry of a connection.
func (f *Factory) Entry(ctx context.Context, name string) (*flow.Manager, flow.Entry, error) {
	m, err := f.Flow.Manager()
	if err != nil {
		return nil, flow.Entry{}, err
	}
	entry, err := FindEntry(ctx, m, name)
	return m, entry, err
}

// OpenConnection opens the credential store of a saved connection and reads the connection.
func (f *Factory) OpenConnection(ctx context.Context, name string) (*flow.Connection, error) {
	m, entry, err := f.Entry(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := f.Store.PrepareFor(ctx, m, entry); err != nil {
		return nil, err
	}
	return m.Connections.Open(ctx, name)
}

// AsAccount returns " as ACCOUNT", or "" if the account is unknown.
func AsAccount(account string) string {
	if account == "" {
		return ""
	}
	return " as " + text.Safe(account, 80)
}
