package fault

import (
	"errors"
	"fmt"

	"countersign/internal/text"
)

// What can go wrong with a store or a file, to be told apart with [errors.Is].
var (
	ErrLocked       = errors.New("the OS keychain is locked")
	ErrUnavailable  = errors.New("the OS keychain cannot be used")
	ErrDismissed    = errors.New("the OS keychain's dialog was dismissed")
	ErrTimedOut     = errors.New("the OS keychain did not answer in time")
	ErrTooLarge     = errors.New("the record is too large")
	ErrDamaged      = errors.New("what is kept there cannot be read")
	ErrUnsafeFile   = errors.New("what stands there is not to be touched")
	ErrNewerVersion = errors.New("what is kept there is of an unknown version")

	// ErrMissing is a store's way of saying that it has no record of that name.
	ErrMissing = errors.New("no such record")
)

// Error is a failure with what a person needs to go on. It never holds a
// secret. What was being done stands in the text around it.
type Error struct {
	Err    error  // one that errors.Is finds
	Detail string // particulars or the store's own words, made safe to print; may be empty
	Hint   string // what to try; may be empty
}

// Error gives all parts in one line.
func (e *Error) Error() string {
	text := e.Err.Error()
	if e.Detail != "" {
		text += " (" + e.Detail + ")"
	}
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// What to try.
const (
	HintOtherStore   = "choose --keychain file or --keychain memory"
	nextRepair       = "nothing was changed: repair the file or move it away"
	HintNewerVersion = "nothing was changed: use the countersign that wrote it"
)

// Version is the failure of a file that another program of ours wrote.
func NewerVersion(path string, found, known int) error {
	said := fmt.Sprintf("%s has version %d, this program knows %d", path, found, known)
	return &Error{Err: ErrNewerVersion, Detail: said, Hint: HintNewerVersion}
}

// File is the failure of a file that can't be ours.
func DamagedFile(path, said string) error {
	return &Error{Err: ErrDamaged, Detail: path + ": " + text.Safe(said, MaxQuoted), Hint: nextRepair}
}

// MaxSaid bounds what a store may say in one of our errors, in characters.
const MaxQuoted = 200

// Item is the failure of a record that can't be ours.
func DamagedRecord(said string) error {
	return &Error{Err: ErrDamaged, Detail: said, Hint: "connect again under the same name"}
}
