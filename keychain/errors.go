package keychain

import (
	"errors"

	"countersign/keychain/fault"
)

// What can go wrong, to be told apart with [errors.Is].
var (
	ErrNotFound           = errors.New("there is no such connection")
	ErrNameTaken          = errors.New("the name is taken")
	ErrInvalidName        = errors.New("that cannot be a connection's name")
	ErrSecretsMissing     = errors.New("its secrets are no longer where they were kept")
	ErrOtherStore         = errors.New("it is kept elsewhere")
	ErrWrongPassphrase    = errors.New("the passphrase is wrong")
	ErrPassphraseRequired = errors.New("the encrypted file is locked")
	ErrBusy               = errors.New("another countersign is changing the connections")
)

// What can go wrong with a store or a file.
var (
	ErrLocked       = fault.ErrLocked
	ErrUnavailable  = fault.ErrUnavailable
	ErrDismissed    = fault.ErrDismissed
	ErrTimedOut     = fault.ErrTimedOut
	ErrTooLarge     = fault.ErrTooLarge
	ErrDamaged      = fault.ErrDamaged
	ErrUnsafeFile   = fault.ErrUnsafeFile
	ErrNewerVersion = fault.ErrNewerVersion
)

// Error is a failure with what a person needs to go on.
type Error = fault.Error
