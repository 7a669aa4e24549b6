// Package snippet writes a request for another program. It holds no secret: a command has the signature alone, and a program
// reads the secrets from its environment.
//
//	snippet.go   the kinds, and what a written request is
//	command.go   a signed request as a command: what curl and HTTPie have in common
//	curl.go      the command of curl
//	httpie.go    the command of HTTPie
//	program.go   a program that signs by itself, in Go, Python or JavaScript; its text is in go.tmpl, python.tmpl, javascript.tmpl
//	literals.go  texts and bytes as those languages write them
package snippet
