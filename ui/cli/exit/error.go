package exit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"countersign/flow"
)

// Error is an error that a command found itself, or one that it has more to say of than flow.Explain.
type Error struct {
	Code Code
	flow.Explanation
}

func (e *Error) Error() string { return e.What }

// With makes an error of an exit code and what to tell the person; of an empty explanation nothing is told.
func New(code Code, explanation flow.Explanation) error { return &Error{code, explanation} }

// As is an error with another exit code than its own.
func Wrap(code Code, err error) error { return &Error{code, Explain(err)} }

// Misuse is an error in the arguments.
func Usagef(next, format string, args ...any) error {
	return &Error{Usage, flow.Explanation{What: fmt.Sprintf(format, args...), Next: next}}
}

// Misused is an error whose cause is in the arguments or the environment.
func WrapUsage(where string, err error) error {
	e := flow.Explain(err)
	e.What = where + ": " + e.What
	return &Error{Usage, e}
}

// Explain gives an error in the person's words.
func Explain(err error) flow.Explanation {
	var own *Error
	if errors.As(err, &own) {
		return own.Explanation
	}
	return flow.Explain(err)
}

// Unwritten is the error for data that could not be printed, which flow would take for trouble with the network; any
// other error stays as it is.
func WriteError(err error, out io.Writer) error {
	file, isFile := out.(*os.File)
	var failed *fs.PathError
	if !isFile || !errors.As(err, &failed) || failed.Op != "write" || failed.Path != file.Name() {
		return err
	}
	return &Error{Failed, flow.Explanation{
		What: fmt.Sprintf("writing to standard output: %s", failed.Err), Next: "see where the output goes: a full disk, or a file that can't be written",
	}}
}
