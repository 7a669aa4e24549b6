// Package wire parses and signs requests for the sandbox: RFC 5849 section 3, implemented a second time, so that a bug in the
// program's own signing can't cancel itself out.
//
//	pairs.go      parameters of a query or form, the Authorization header
//	base.go       base string, HMAC and PLAINTEXT signatures
//	rsa.go        RSA signatures
//	printable.go  untrusted text in a log line or a message
package wire
