//go:build !(linux || freebsd || netbsd || openbsd || dragonfly)

package osstore

import "context"

// NewProbe says yes: the keychain is a part of the system here, and where it
// isn't, go-keyring says so at once.
func NewProbe() Probe {
	return func(context.Context) (bool, error) { return false, nil }
}
