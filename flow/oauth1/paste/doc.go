// Package paste finds the verifier in what a user pastes: the verifier alone or with something around it, the address that the
// browser ended on, or any text that contains either.
//
//	paste.go   Read, and what it finds
//	decode.go  the ways in which a paste may be encoded
package paste
