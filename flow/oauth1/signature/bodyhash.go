package signature

import "encoding/base64"

// BodyHash returns the value of oauth_body_hash (OAuth Request Body Hash, draft 4): the body hashed with the hash of
// the signature method, in base64. PLAINTEXT has no hash and uses SHA-1. An empty body is hashed too; a form must not
// have a body hash, because its parameters are signed: see IsForm.
func BodyHash(m Method, body []byte) string {
	h := m.hash().New()
	h.Write(body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
