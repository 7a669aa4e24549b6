package signature

import "crypto/hmac"

// SignWithKey signs with a key that is used as it is: some providers do not percent-encode the secrets in it.
func (s *hmacSigner) SignWithKey(key, base string) string {
	return (&keyedHash{mac: hmac.New(s.method.hash().New, []byte(key))}).sign(base)
}

// SignWithKey gives the key itself, as PLAINTEXT does (RFC 5849 section 3.4.4).
func (plaintext) SignWithKey(key, _ string) string { return key }
