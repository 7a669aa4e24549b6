package keychain

import (
	"bytes"
	"context"
	"slices"
	"sync"
)

// memory is a store and its index, gone when the program ends.
type memory struct {
	changing sync.Mutex // the index's lock

	mu      sync.Mutex
	entries []Entry
	records map[string][]byte
}

func newMemory() *memory { return &memory{records: map[string][]byte{}} }

func (m *memory) lock(context.Context) (func(), error) {
	m.changing.Lock()
	return m.changing.Unlock, nil
}

func (m *memory) load() ([]Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.entries), nil
}

func (m *memory) save(entries []Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries = slices.Clone(entries)
	return nil
}

func (m *memory) get(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	record, found := m.records[name]
	if !found {
		return nil, errMissing
	}
	return bytes.Clone(record), nil
}

func (m *memory) set(_ context.Context, name string, secret []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records[name] = bytes.Clone(secret)
	return nil
}

func (m *memory) remove(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.records, name)
	return nil
}
