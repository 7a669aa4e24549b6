// Package wire is how the sandbox reads and signs what goes over the wire: RFC 5849 section 3, written a second time, so
// that a mistake in the program's own signing can't cancel itself out.
//
//	pairs.go      pairs of a query or form, the Authorization header
//	base.go       base string, and the signatures that need a secret
//	rsa.go        the signatures that need a private key
//	printable.go  a peer's text within a log line or a sentence
package wire
