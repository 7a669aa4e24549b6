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

// rsaDigests are those of the RSA methods (RFC 5849 section 3.4.3). Only the first is in the RFC.
var rsaDigests = map[string]crypto.Hash{
	"RSA-SHA1":   crypto.SHA1,
	"RSA-SHA256": crypto.SHA256,
	"RSA-SHA512": crypto.SHA512,
}

// IsRSA reports whether a signature method requires a private key.
func IsRSA(method string) bool { return rsaDigests[method] != 0 }

// rsaBits is the least that services accept.
const rsaBits = 2048

// KeyPair is the consumer's key pair, generated when first needed.
type KeyPair func() (*rsa.PrivateKey, error)

// NewKeyPair returns a KeyPair.
func NewKeyPair() KeyPair {
	return sync.OnceValues(func() (*rsa.PrivateKey, error) {
		key, err := rsa.GenerateKey(rand.Reader, rsaBits)
		if err != nil {
			return nil, fmt.Errorf("cannot generate a key pair: %w", err)
		}
		return key, nil
	})
}

// PEM is the private key (PKCS #8).
func (k KeyPair) PEM() (string, error) {
	key, err := k()
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", fmt.Errorf("cannot encode the private key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), nil
}

// Verify reports whether a signature of the base string is valid.
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
