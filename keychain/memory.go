package keychain

import (
	"bytes"
	"context"
	"sync"

	"countersign/keychain/fault"
)

// memory is a store and its index, lost when the process ends.
type memory struct {
	changing sync.Mutex // the lock of the index
	names    sync.Map   // a channel of capacity 1 per locked name

	mu       sync.Mutex
	contents contents
	records  map[string][]byte
}

func newMemory() *memory { return &memory{records: map[string][]byte{}} }

func (m *memory) lock(context.Context) (func(), error) {
	m.changing.Lock()
	return m.changing.Unlock, nil
}

func (m *memory) load() (contents, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.contents.clone(), nil
}

func (m *memory) save(c contents) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.contents = c.clone()
	return nil
}

func (m *memory) Get(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	record, found := m.records[name]
	if !found {
		return nil, fault.ErrMissing
	}
	return bytes.Clone(record), nil
}

func (m *memory) Set(_ context.Context, name string, secret []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records[name] = bytes.Clone(secret)
	return nil
}

func (m *memory) Remove(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.records, name)
	return nil
}

func (m *memory) lockName(ctx context.Context, name string) (func(), error) {
	l, _ := m.names.LoadOrStore(name, make(chan struct{}, 1))
	select {
	case l.(chan struct{}) <- struct{}{}:
		return func() { <-l.(chan struct{}) }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
