package keychain

import (
	"errors"

	"countersign/keychain/fault"
)

// Errors of a [Store], for [errors.Is].
var (
	ErrNotFound           = errors.New("connection not found")
	ErrNameTaken          = errors.New("name already in use")
	ErrInvalidName        = errors.New("invalid connection name")
	ErrSecretsMissing     = errors.New("secrets not found in the credential store")
	ErrOtherStore         = errors.New("connection is in another credential store")
	ErrWrongPassphrase    = errors.New("wrong passphrase")
	ErrPassphraseRequired = errors.New("encrypted file is locked")
	ErrBusy               = errors.New("another countersign process is changing the connections")

	ErrLocked       = fault.ErrLocked
	ErrUnavailable  = fault.ErrUnavailable
	ErrDismissed    = fault.ErrDismissed
	ErrTimedOut     = fault.ErrTimedOut
	ErrTooLarge     = fault.ErrTooLarge
	ErrDamaged      = fault.ErrDamaged
	ErrUnsafeFile   = fault.ErrUnsafeFile
	ErrNewerVersion = fault.ErrNewerVersion
)

// Error is an error with a detail and a hint.
type Error = fault.Error
