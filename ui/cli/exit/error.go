package exit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"countersign/flow"
)

// Error is an error with its exit code and its own explanation.
type Error struct {
	Code Code
	flow.Explanation
}

func (e *Error) Error() string { return e.What }

// New returns an error with an exit code. Nothing is printed for an empty explanation.
func New(code Code, explanation flow.Explanation) error { return &Error{code, explanation} }

// Wrap returns err with another exit code.
func Wrap(code Code, err error) error { return &Error{code, Explain(err)} }

// Usagef returns an error in the arguments. next tells the user what to do.
func Usagef(next, format string, args ...any) error {
	return &Error{Usage, flow.Explanation{What: fmt.Sprintf(format, args...), Next: next}}
}

// Failedf returns an error with exit code 1. next tells the user what to do.
func Failedf(next, format string, args ...any) error {
	return &Error{Failed, flow.Explanation{What: fmt.Sprintf(format, args...), Next: next}}
}

// WrapUsage returns err as an error in an argument or environment variable, which where names.
func WrapUsage(where string, err error) error {
	e := flow.Explain(err)
	e.What = where + ": " + e.What
	return &Error{Usage, e}
}

// Explain returns what to print for an error.
func Explain(err error) flow.Explanation {
	var own *Error
	if errors.As(err, &own) {
		return own.Explanation
	}
	return flow.Explain(err)
}

// WriteError explains a failed write to out, which flow.Explain would take for a network error. It returns any other
// error unchanged.
func WriteError(err error, out io.Writer) error {
	file, isFile := out.(*os.File)
	var failed *fs.PathError
	if !isFile || !errors.As(err, &failed) || failed.Op != "write" || failed.Path != file.Name() {
		return err
	}
	return Failedf("Check for a full disk or a read-only file.", "cannot write to standard output: %s", failed.Err)
}
