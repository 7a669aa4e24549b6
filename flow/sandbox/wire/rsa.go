package wire

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"sync"
)

// rsaDigests are the methods by which a consumer signs with a private key (RFC
// 5849 section 3.4.3). The RFC has the first; the others are its common
// extensions.
var rsaDigests = map[string]crypto.Hash{
	"RSA-SHA1":   crypto.SHA1,
	"RSA-SHA256": crypto.SHA256,
	"RSA-SHA512": crypto.SHA512,
}

// WithPrivateKey reports whether a signature method takes a private key.
func IsRSA(method string) bool { return rsaDigests[method] != 0 }

// rsaBits is the least that services still take.
const rsaBits = 2048

// KeyPair is the consumer's: the sandbox makes it, as if the consumer had
// registered its public half here. It is made when it is first needed.
type KeyPair func() (*rsa.PrivateKey, error)

// NewKeyPair makes nothing yet.
func NewKeyPair() KeyPair {
	return sync.OnceValues(func() (*rsa.PrivateKey, error) {
		key, err := rsa.GenerateKey(rand.Reader, rsaBits)
		if err != nil {
			return nil, fmt.Errorf("making the consumer's key pair: %w", err)
		}
		return key, nil
	})
}

// PEM is the private half, as PKCS #8.
func (k KeyPair) PEM() (string, error) {
	key, err := k()
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", fmt.Errorf("writing the consumer's private key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), nil
}

// Signed reports whether the consumer made this signature of the base string.
func (k KeyPair) Verify(method, base, given string) bool {
	key, err := k()
	sum, err2 := base64.StdEncoding.DecodeString(given)
	if err != nil || err2 != nil {
		return false
	}
	digest := rsaDigests[method].New()
	digest.Write([]byte(base))
	return rsa.VerifyPKCS1v15(&key.PublicKey, rsaDigests[method], digest.Sum(nil), sum) == nil
}
