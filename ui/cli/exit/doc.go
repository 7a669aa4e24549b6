// Package exit defines the program's exit codes and the errors that carry them.
//
//	code.go   the exit codes
//	error.go  errors with an exit code and an explanation
package exit
