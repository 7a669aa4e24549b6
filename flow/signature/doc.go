// Package signature turns a request into its OAuth 1.0a signature, as RFC 5849
// section 3.4 tells it. It is pure: no clock, no randomness, no network; the
// timestamp and the nonce come in as parameters like any other.
//
// Everything is read from the raw text of the request, for a signature covers
// what goes over the wire and not what a parser makes of it. In the order of
// the section:
//
//	params.go    query, form and oauth_ parameters: read, encoded, put in order (3.4.1.3)
//	encode.go    the percent-encoding that all of it stands on (3.6)
//	uri.go       scheme, host, port and path (3.4.1.2)
//	base.go      the signature base string made of these (3.4.1.1)
//	methods.go   the signature methods and their signers (3.4.2 to 3.4.4)
//	key.go       reading the private key of the RSA methods
//	header.go    the Authorization header that carries the result (3.5.1)
//	bodyhash.go  oauth_body_hash, an extension for bodies that aren't forms
package signature
