package fault

import (
	"errors"
	"fmt"

	"countersign/internal/text"
)

// Errors of a store or a file, for [errors.Is].
var (
	ErrLocked       = errors.New("OS keychain is locked")
	ErrUnavailable  = errors.New("OS keychain is unavailable")
	ErrDismissed    = errors.New("OS keychain dialog was dismissed")
	ErrTimedOut     = errors.New("OS keychain did not respond")
	ErrTooLarge     = errors.New("record is too large")
	ErrDamaged      = errors.New("saved data is damaged")
	ErrUnsafeFile   = errors.New("refused to access the file")
	ErrNewerVersion = errors.New("saved by another version of countersign")
	ErrMissing      = errors.New("record not found") // internal to stores
)

// Error is an error with a detail and a hint. It never contains a secret.
type Error struct {
	Err    error  // for errors.Is
	Detail string // safe to print; may be empty
	Hint   string // what to do next; may be empty
}

// Error returns all parts on one line.
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

// Hints of several errors.
const (
	HintOtherStore   = "use --keychain file or --keychain memory"
	HintNewerVersion = "nothing was changed: use the version that saved it"
)

// MaxQuoted limits quoted text in an error, in characters.
const MaxQuoted = 200

// NewerVersion is the error for a file of another version.
func NewerVersion(path string, found, known int) error {
	return &Error{
		Err: ErrNewerVersion, Detail: fmt.Sprintf("%s has version %d, expected %d", path, found, known),
		Hint: HintNewerVersion,
	}
}

// DamagedFile is the error for a file with invalid content.
func DamagedFile(path, reason string) error {
	return &Error{
		Err: ErrDamaged, Detail: path + ": " + text.Safe(reason, MaxQuoted),
		Hint: "nothing was changed: repair the file or move it away",
	}
}

// DamagedRecord is the error for a record with invalid content.
func DamagedRecord(reason string) error {
	return &Error{Err: ErrDamaged, Detail: reason, Hint: "reconnect under the same name"}
}
