// Package snippet writes a request for another program. It contains no secrets: a command has a signature, and a program reads
// the secrets from its environment.
//
//	snippet.go   the kinds and the result
//	command.go   what the commands have in common
//	curl.go      curl commands
//	httpie.go    HTTPie commands
//	program.go   programs that sign themselves, in Go, Python or JavaScript (go.tmpl, python.tmpl, javascript.tmpl)
//	literals.go  string and byte literals of those languages
package snippet
