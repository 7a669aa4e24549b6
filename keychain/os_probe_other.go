//go:build !(linux || freebsd || netbsd || openbsd || dragonfly)

package keychain

import "context"

// newProbe says yes: the keychain is a part of the system here, and where it
// isn't, go-keyring says so at once.
func newProbe() probe {
	return func(context.Context) (bool, error) { return false, nil }
}
