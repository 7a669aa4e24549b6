package keychain

import (
	"context"
	"fmt"

	"countersign/internal/text"
	"countersign/keychain/fault"
)

// Kind names a store.
type Kind string

// The stores.
const (
	OS     Kind = "os"     // macOS Keychain, Windows Credential Manager, Secret Service
	File   Kind = "file"   // encrypted under a passphrase
	Memory Kind = "memory" // gone when the program ends
)

// ParseKind reads a store's name as a person gives it. The empty name is
// allowed: it leaves the choice to [Keychain.Status].
func ParseKind(s string) (Kind, error) {
	switch k := Kind(s); k {
	case "", OS, File, Memory:
		return k, nil
	}
	return "", fmt.Errorf("choosing a keychain: %q is none of os, file, memory", text.Safe(s, fault.MaxQuoted))
}

// Title is the store's name in a sentence.
func (k Kind) Title() string {
	switch k {
	case OS:
		return "OS keychain"
	case File:
		return "encrypted file"
	case Memory:
		return "memory"
	}
	return "no keychain"
}

// MaxSecret is the largest record that can be kept, in bytes, in any store. An
// OS keychain rewrites all it has on every change, so larger ones would slow
// down every program that uses it.
const MaxSecret = 64 << 10

// store keeps one record of secrets a name. A record that is replaced is at
// every moment either the old one or the new one, whole.
type store interface {
	Get(ctx context.Context, name string) ([]byte, error) // fault.ErrMissing when it isn't there
	Set(ctx context.Context, name string, secret []byte) error
	Remove(ctx context.Context, name string) error // nil when it isn't there
}

// index keeps the entries. Who changes them, or a store, holds the lock.
type index interface {
	lock(ctx context.Context) (unlock func(), err error)
	load() (contents, error) // needs no lock
	save(c contents) error
}
