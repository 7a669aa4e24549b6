package exit

import (
	"context"
	"errors"

	"countersign/flow"
)

// Code is an exit code of the program.
type Code int

// The exit codes. Scripts rely on them, so their meanings never change.
const (
	OK              Code = 0
	Failed          Code = 1   // see standard error
	Usage           Code = 2   // invalid arguments or settings
	Denied          Code = 3   // access denied at the provider
	NoStore         Code = 4   // no credential store available
	NotFound        Code = 5   // no such connection or connector
	RequestRefused  Code = 6   // the response has an error status
	TimedOut        Code = 124 // timed out waiting for authorization
	NotExecutable   Code = 126 // run: the program is not executable
	CommandNotFound Code = 127 // run: program not found
	Cancelled       Code = 130
)

// CodeOf returns the exit code for an error.
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
