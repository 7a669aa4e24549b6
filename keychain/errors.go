package keychain

import (
	"errors"

	"countersign/keychain/fault"
)

// What can go wrong, to be told apart with [errors.Is].
var (
	ErrNotFound        = errors.New("there is no such connection")
	ErrTaken           = errors.New("the name is taken")
	ErrName            = errors.New("that cannot be a connection's name")
	ErrLost            = errors.New("its secrets are no longer where they were kept")
	ErrOtherStore      = errors.New("it is kept elsewhere")
	ErrPassphrase      = errors.New("the passphrase is wrong")
	ErrNeedsPassphrase = errors.New("the encrypted file is locked")
	ErrBusy            = errors.New("another countersign is changing the connections")
)

// What can go wrong with a store or a file.
var (
	ErrLocked      = fault.ErrLocked
	ErrUnavailable = fault.ErrUnavailable
	ErrDismissed   = fault.ErrDismissed
	ErrTimedOut    = fault.ErrTimedOut
	ErrTooLarge    = fault.ErrTooLarge
	ErrDamaged     = fault.ErrDamaged
	ErrNotOurs     = fault.ErrNotOurs
	ErrNewer       = fault.ErrNewer
)

// Error is a failure with what a person needs to go on.
type Error = fault.Error
