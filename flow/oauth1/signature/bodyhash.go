package signature

import "encoding/base64"

// BodyHash is the value of oauth_body_hash: the body under the hash of the
// signature method, in base64. The extension (OAuth Request Body Hash, draft 4)
// names SHA-1 for the SHA-1 methods; the SHA-256 and SHA-512 ones go by the
// same rule, as providers have it, and PLAINTEXT, which has no hash, takes
// SHA-1. An empty body is hashed too. A form must not carry a body hash, since
// its parameters are signed themselves: see IsForm.
func BodyHash(m Method, body []byte) string {
	h := m.hash().New()
	h.Write(body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
