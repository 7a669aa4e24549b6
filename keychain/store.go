package keychain

import (
	"context"
	"fmt"

	"countersign/internal/text"
	"countersign/keychain/fault"
)

// Kind identifies a credential store.
type Kind string

// The credential stores.
const (
	OS     Kind = "os"     // macOS Keychain, Windows Credential Manager, Secret Service
	File   Kind = "file"   // encrypted with a passphrase
	Memory Kind = "memory" // lost when the process ends
)

// ParseKind parses os, file or memory. "" is valid and leaves the choice to [Store.Status].
func ParseKind(s string) (Kind, error) {
	switch k := Kind(s); k {
	case "", OS, File, Memory:
		return k, nil
	}
	return "", fmt.Errorf("invalid keychain %q: use os, file or memory", text.Safe(s, fault.MaxQuoted))
}

// Title is the store's name for display.
func (k Kind) Title() string {
	switch k {
	case OS:
		return "OS keychain"
	case File:
		return "encrypted file"
	case Memory:
		return "memory"
	}
	return "credential store"
}

// MaxSecret limits the secrets of a connection in bytes, in any store: an OS keychain rewrites all its items at each change.
const MaxSecret = 64 << 10

// store saves one record per name. Replacing a record is atomic.
type store interface {
	Get(ctx context.Context, name string) ([]byte, error) // fault.ErrMissing if it does not exist
	Set(ctx context.Context, name string, secret []byte) error
	Remove(ctx context.Context, name string) error // nil if it does not exist
}

// index saves the entries. Changing them, or a store, requires the lock.
type index interface {
	lock(ctx context.Context) (unlock func(), err error)
	load() (contents, error) // without the lock
	save(c contents) error
}
