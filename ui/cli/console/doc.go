// Package console is a command's side of the conversation with the shell and the person: its streams, what it prints
// on them, and what it asks.
//
// Data goes to standard output, messages to standard error.
//
//	io.go          the streams, and messages and errors on them
//	print.go       data: lines, tables, JSON, mistakes
//	accessible.go  the wording of screen-reader mode
//	input.go       standard input, a line at a time, for questions and for pasting; values from @FILE and -
//	prompt.go      questions
//	echo_*.go      a terminal that shows nothing of what is typed
package console
