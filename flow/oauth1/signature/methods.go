package signature

import (
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1" // the hashes that Method.hash names
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/dghubble/oauth1"
)

// Method is a signature method by its name in oauth_signature_method. The names
// tell upper from lower case.
type Method string

// The methods of RFC 5849 section 3.4, and their kin with a longer hash, which
// providers added in the same form.
const (
	HMACSHA1   Method = "HMAC-SHA1"
	HMACSHA256 Method = "HMAC-SHA256"
	HMACSHA512 Method = "HMAC-SHA512"
	RSASHA1    Method = "RSA-SHA1"
	RSASHA256  Method = "RSA-SHA256"
	RSASHA512  Method = "RSA-SHA512"
	PLAINTEXT  Method = "PLAINTEXT"
)

// ParseMethod finds a method by its exact name; the error lists them all.
func ParseMethod(name string) (Method, error) {
	all := []Method{HMACSHA1, HMACSHA256, HMACSHA512, RSASHA1, RSASHA256, RSASHA512, PLAINTEXT}
	if m := Method(name); slices.Contains(all, m) {
		return m, nil
	}
	return "", fmt.Errorf("unknown signature method %.40q: the methods are %v", name, all)
}

// hash is what the method signs a digest of; PLAINTEXT signs none.
func (m Method) hash() crypto.Hash {
	switch m {
	case HMACSHA256, RSASHA256:
		return crypto.SHA256
	case HMACSHA512, RSASHA512:
		return crypto.SHA512
	default:
		return crypto.SHA1
	}
}

// NewSigner makes the signer of a method, as dghubble/oauth1 knows one; RSA-SHA1
// is its own. Its HMAC signers key the hash anew for every signature, which
// takes longer than the signature: see hmacSigner. Sign(tokenSecret, baseString)
// gives the oauth_signature, not yet percent-encoded, and may be called from
// several goroutines. The RSA methods
// need privateKeyPEM (PKCS#1 or PKCS#8, unencrypted, at least 1024 bits) and no
// secrets; the others ignore it. The key is tried here, so that a bad one is
// found before any request.
func NewSigner(m Method, consumerSecret, privateKeyPEM string) (oauth1.Signer, error) {
	switch m {
	case HMACSHA1, HMACSHA256, HMACSHA512:
		return &hmacSigner{method: m, consumerSecret: consumerSecret}, nil
	case PLAINTEXT:
		return plaintext{consumerSecret}, nil
	case RSASHA1, RSASHA256, RSASHA512:
		key, err := parseKey(privateKeyPEM)
		if err != nil {
			return nil, fmt.Errorf("reading the private key for %s: %w", m, err)
		}
		s := rsaSigner(m, key)
		if err := tryKey(s, key); err != nil {
			return nil, fmt.Errorf("signing with the private key for %s: %w", m, err)
		}
		return s, nil
	default:
		_, err := ParseMethod(string(m))
		return nil, err
	}
}

// SigningKey is the key of the HMAC methods and the whole signature of
// PLAINTEXT: both secrets encoded, "&" between them even when they are empty
// (RFC 5849 sections 3.4.2 and 3.4.4).
func SigningKey(consumerSecret, tokenSecret string) string {
	return Encode(consumerSecret) + "&" + Encode(tokenSecret)
}

type plaintext struct{ consumerSecret string }

func (plaintext) Name() string { return string(PLAINTEXT) }

func (s plaintext) Sign(tokenSecret, _ string) (string, error) {
	return SigningKey(s.consumerSecret, tokenSecret), nil
}

func rsaSigner(m Method, key *rsa.PrivateKey) oauth1.Signer {
	if m == RSASHA1 {
		return &oauth1.RSASigner{PrivateKey: key}
	}
	return rsaSHA2{m, key}
}

type rsaSHA2 struct {
	method Method
	key    *rsa.PrivateKey
}

func (s rsaSHA2) Name() string { return string(s.method) }

func (s rsaSHA2) Sign(_, base string) (string, error) {
	hash := s.method.hash()
	h := hash.New()
	h.Write([]byte(base))
	sum, err := rsa.SignPKCS1v15(nil, s.key, hash, h.Sum(nil))
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(sum), nil
}
