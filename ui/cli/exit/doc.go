// Package exit is how a command ends: its exit code, and for a failure what to tell the person.
//
//	code.go   the exit codes, and which error has which
//	error.go  an error with its exit code, and its explanation: what failed, the other side's words, what to do next
package exit
