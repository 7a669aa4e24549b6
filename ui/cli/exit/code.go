package exit

import (
	"context"
	"errors"

	"countersign/flow"
)

// Code is what the program tells the shell.
type Code int

// The exit codes. Scripts rely on them: none ever gets another meaning.
const (
	OK              Code = 0
	Failed          Code = 1   // something failed, as standard error says
	Usage           Code = 2   // the arguments make no sense
	Denied          Code = 3   // the person refused at the provider's page
	NoStore         Code = 4   // no keychain is available to save or read a connection
	NotFound        Code = 5   // no such connection, or no such connector
	RequestRefused  Code = 6   // the service responded, and not with a success
	TimedOut        Code = 124 // nobody came back from the provider's page in time
	NotExecutable   Code = 126 // run: the program cannot be run
	CommandNotFound Code = 127 // run: there is no such program
	Cancelled       Code = 130 // interrupted
)

// CodeOf finds the exit code of an error.
func CodeOf(err error) Code {
	var own *Error
	var step *flow.StepError
	switch {
	case err == nil:
		return OK
	case errors.As(err, &own):
		return own.Code
	case errors.Is(err, context.Canceled):
		return Cancelled
	case errors.Is(err, flow.ErrTimedOut):
		return TimedOut
	case errors.Is(err, flow.ErrDenied):
		return Denied
	case errors.Is(err, flow.ErrNotFound), errors.Is(err, flow.ErrNoConnector):
		return NotFound
	case errors.Is(err, flow.ErrNameTaken), errors.Is(err, flow.ErrNotDisconnected), errors.Is(err, flow.ErrFileExists):
		return Failed
	case errors.As(err, &step) && step.Step == flow.StepStore:
		return NoStore
	}
	return Failed
}
