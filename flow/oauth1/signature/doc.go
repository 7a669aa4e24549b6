// Package signature computes OAuth 1.0a signatures (RFC 5849 section 3.4). It is pure: no clock, no randomness and no
// network. The caller passes the timestamp and the nonce as parameters.
//
// It reads the raw text of a request, because the signature covers the bytes sent, not a parsed form of them. In the
// order of the work:
//
//	base.go       the signature base string of a request (3.4.1.1)
//	uri.go        the base string URI: scheme, host, port and path (3.4.1.2)
//	params.go     decoding of queries and forms (3.4.1.3.1)
//	worksheet.go  the parameters of all sources, encoded
//	normalize.go  the same sorted and joined (3.4.1.3.2)
//	encode.go     percent-encoding (3.6)
//	methods.go    the signature methods and their signers (3.4.2 to 3.4.4)
//	hmac.go       the signer of the HMAC methods
//	rawkey.go     signing with a key that is used as it is
//	key.go        private keys of the RSA methods
//	header.go     the Authorization header (3.5.1)
//	bodyhash.go   oauth_body_hash, an extension for bodies that are not forms
package signature
