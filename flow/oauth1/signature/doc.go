// Package signature turns a request into its OAuth 1.0a signature, as RFC 5849
// section 3.4 has it. It is pure: no clock, no randomness, no network; the
// timestamp and the nonce come in as parameters like any other.
//
// Everything is read from the raw text of the request, for a signature covers
// what goes over the wire and not what a parser makes of it. In the order of
// the work:
//
//	base.go       the request in, the signature base string out (3.4.1.1)
//	uri.go        scheme, host, port and path (3.4.1.2)
//	params.go     query and form text into names and values (3.4.1.3.1)
//	worksheet.go  the parameters of all sources together, encoded
//	normalize.go  the same in order and joined (3.4.1.3.2)
//	encode.go     the percent-encoding that all of it stands on (3.6)
//	methods.go    the signature methods and their signers (3.4.2 to 3.4.4)
//	hmac.go       the signer of the HMAC methods
//	key.go        reading the private key of the RSA methods
//	header.go     the Authorization header that carries the result (3.5.1)
//	bodyhash.go   oauth_body_hash, an extension for bodies that aren't forms
package signature
