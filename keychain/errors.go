package keychain

import (
	"errors"
	"fmt"

	"countersign/internal/text"
)

// What can go wrong, to be told apart with [errors.Is].
var (
	ErrNotFound        = errors.New("there is no such connection")
	ErrTaken           = errors.New("the name is taken")
	ErrName            = errors.New("that cannot be a connection's name")
	ErrLost            = errors.New("its secrets are no longer where they were kept")
	ErrOtherStore      = errors.New("it is kept elsewhere")
	ErrLocked          = errors.New("the OS keychain is locked")
	ErrUnavailable     = errors.New("the OS keychain cannot be used")
	ErrDismissed       = errors.New("the OS keychain's dialog was dismissed")
	ErrTimedOut        = errors.New("the OS keychain did not answer in time")
	ErrTooLarge        = errors.New("the record is too large")
	ErrPassphrase      = errors.New("the passphrase is wrong")
	ErrNeedsPassphrase = errors.New("the encrypted file is locked")
	ErrBusy            = errors.New("another countersign is changing the connections")
	ErrDamaged         = errors.New("what is kept there cannot be read")
	ErrNotOurs         = errors.New("what stands there is not to be touched")
	ErrNewer           = errors.New("what is kept there is of an unknown version")
)

// Error is a failure with what a person needs to go on. It never holds a
// secret. What was being done stands in the text around it.
type Error struct {
	Err  error  // one of the errors above
	Said string // particulars or the store's own words, made safe to print; may be empty
	Next string // what to try; may be empty
}

// Error gives all parts in one line.
func (e *Error) Error() string {
	text := e.Err.Error()
	if e.Said != "" {
		text += " (" + e.Said + ")"
	}
	if e.Next != "" {
		text += "; " + e.Next
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

const (
	nextOther  = "choose --keychain file or --keychain memory"
	nextRepair = "nothing was changed: repair the file or move it away"
	nextNewer  = "nothing was changed: use the countersign that wrote it"
)

func errVersion(path string, found, known int) error {
	said := fmt.Sprintf("%s has version %d, this program knows %d", path, found, known)
	return &Error{Err: ErrNewer, Said: said, Next: nextNewer}
}

func errFile(path, said string) error {
	return &Error{Err: ErrDamaged, Said: path + ": " + text.Safe(said, maxSaid), Next: nextRepair}
}

// maxSaid bounds what a store may say in one of our errors, in characters.
const maxSaid = 200
