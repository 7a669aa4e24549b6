package signature

import (
	"crypto/hmac"
	"encoding/base64"
	"hash"
	"sync/atomic"
)

// hmacSigner implements RFC 5849 section 3.4.2. It keeps the keyed hash for the next request with the same token,
// because keying it takes longer than signing.
type hmacSigner struct {
	method         Method
	consumerSecret string
	idle           atomic.Pointer[keyedHash]
}

// keyedHash is an HMAC under the consumer secret and one token secret.
type keyedHash struct {
	tokenSecret string
	mac         hash.Hash
	buffer      []byte
}

func (s *hmacSigner) Name() string { return string(s.method) }

func (s *hmacSigner) Sign(tokenSecret, base string) (string, error) {
	k := s.idle.Swap(nil) // a concurrent call finds none and makes its own
	if k == nil || k.tokenSecret != tokenSecret {
		key := []byte(SigningKey(s.consumerSecret, tokenSecret))
		k = &keyedHash{tokenSecret: tokenSecret, mac: hmac.New(s.method.hash().New, key)}
	}
	signature := k.sign(base)
	s.idle.Store(k)
	return signature, nil
}

func (k *keyedHash) sign(base string) string {
	k.mac.Reset()
	k.buffer = append(k.buffer[:0], base...)
	k.mac.Write(k.buffer)
	k.buffer = k.mac.Sum(k.buffer[:0])
	return base64.StdEncoding.EncodeToString(k.buffer)
}
