package cli

import (
	"context"
	"errors"

	"countersign/flow"
)

// ExitCode is what the program tells the shell.
type ExitCode int

// The exit codes. Scripts rely on them: none is ever given another meaning.
const (
	OK          ExitCode = 0
	Failed      ExitCode = 1   // something failed, as standard error says
	Usage       ExitCode = 2   // the arguments make no sense
	Denied      ExitCode = 3   // the person refused at the provider's page
	NoKeychain  ExitCode = 4   // no keychain is ready to keep or read a connection
	NotFound    ExitCode = 5   // no such connection, or no such connector
	CallRefused ExitCode = 6   // the service answered, and not with a success
	TimedOut    ExitCode = 124 // nobody came back from the provider's page in time
	NotRunnable ExitCode = 126 // run: the program cannot be run
	NoProgram   ExitCode = 127 // run: there is no such program
	Cancelled   ExitCode = 130 // interrupted
)

// codeOf finds the exit code of an error.
func codeOf(err error) ExitCode {
	var own *complaint
	var step *flow.StepError
	switch {
	case err == nil:
		return OK
	case errors.As(err, &own):
		return own.code
	case errors.Is(err, context.Canceled):
		return Cancelled
	case errors.Is(err, flow.ErrTimedOut):
		return TimedOut
	case errors.Is(err, flow.ErrDenied):
		return Denied
	case errors.Is(err, flow.ErrNotFound), errors.Is(err, flow.ErrNoConnector):
		return NotFound
	case errors.Is(err, flow.ErrTaken), errors.Is(err, flow.ErrNotDisconnected), errors.Is(err, flow.ErrExists):
		return Failed
	case errors.As(err, &step) && step.Step == flow.StepKeychain:
		return NoKeychain
	}
	return Failed
}
