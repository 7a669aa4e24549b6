package command

import (
	"context"
	"fmt"
	"slices"

	"countersign/flow"
	"countersign/internal/text"
)

// FindEntry looks a connection up in the index. A name that is not there is found out before any keychain is opened.
func FindEntry(ctx context.Context, m *flow.Manager, name string) (flow.Entry, error) {
	entries, err := m.Connections.List(ctx)
	if err != nil {
		return flow.Entry{}, err
	}
	for _, e := range entries {
		if e.Name == name {
			return e, nil
		}
	}
	return flow.Entry{}, fmt.Errorf("looking for the connection %s: %w", text.Safe(name, 70), flow.ErrNotFound)
}

// FindEntries looks the names up, each once, or gives all where none is named.
func FindEntries(ctx context.Context, m *flow.Manager, names []string) ([]flow.Entry, error) {
	if len(names) == 0 {
		return m.Connections.List(ctx)
	}
	var entries []flow.Entry
	for _, name := range names {
		e, err := FindEntry(ctx, m, name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(entries, func(o flow.Entry) bool { return o.Name == name }) {
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// OpenConnection reads a saved connection, once its keychain is ready.
func (f *Factory) OpenConnection(ctx context.Context, name string) (*flow.Connection, error) {
	m, err := f.Flow.Manager()
	if err != nil {
		return nil, err
	}
	entry, err := FindEntry(ctx, m, name)
	if err != nil {
		return nil, err
	}
	if err := f.Store.PrepareFor(ctx, m, entry); err != nil {
		return nil, err
	}
	return m.Connections.Open(ctx, name)
}

// AsAccount is " as ACCOUNT", or nothing when nobody knows.
func AsAccount(account string) string {
	if account == "" {
		return ""
	}
	return " as " + text.Safe(account, 80)
}
