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

// Method is a signature method, by its case-sensitive name in oauth_signature_method.
type Method string

// The methods of RFC 5849 section 3.4, and the same with a longer hash, which many providers support.
const (
	HMACSHA1   Method = "HMAC-SHA1"
	HMACSHA256 Method = "HMAC-SHA256"
	HMACSHA512 Method = "HMAC-SHA512"
	RSASHA1    Method = "RSA-SHA1"
	RSASHA256  Method = "RSA-SHA256"
	RSASHA512  Method = "RSA-SHA512"
	PLAINTEXT  Method = "PLAINTEXT"
)

// ParseMethod returns the method with this exact name. Its error lists all methods.
func ParseMethod(name string) (Method, error) {
	all := []Method{HMACSHA1, HMACSHA256, HMACSHA512, RSASHA1, RSASHA256, RSASHA512, PLAINTEXT}
	if m := Method(name); slices.Contains(all, m) {
		return m, nil
	}
	return "", fmt.Errorf("unknown signature method %.40q (want one of %v)", name, all)
}

// hash returns the hash of a method; PLAINTEXT, which has none, uses SHA-1 for the body hash.
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

// NewSigner returns a signer for a method. Its Sign(tokenSecret, baseString) returns the oauth_signature, not yet
// percent-encoded, and is safe for concurrent use. The RSA methods use privateKeyPEM (PKCS#1 or PKCS#8, unencrypted, at
// least 1024 bits) and no secrets; the others ignore it. NewSigner signs once with the key, so that an unusable one is
// reported before any request.
func NewSigner(m Method, consumerSecret, privateKeyPEM string) (oauth1.Signer, error) {
	switch m {
	case HMACSHA1, HMACSHA256, HMACSHA512:
		return &hmacSigner{method: m, consumerSecret: consumerSecret}, nil
	case PLAINTEXT:
		return plaintext{consumerSecret}, nil
	case RSASHA1, RSASHA256, RSASHA512:
		key, err := parseKey(privateKeyPEM)
		if err != nil {
			return nil, fmt.Errorf("invalid private key for %s: %w", m, err)
		}
		s := rsaSigner(m, key)
		if err := tryKey(s, key); err != nil {
			return nil, fmt.Errorf("cannot sign with the private key for %s: %w", m, err)
		}
		return s, nil
	default:
		_, err := ParseMethod(string(m))
		return nil, err
	}
}

// SigningKey returns the key of the HMAC methods, which is also the signature of PLAINTEXT: both secrets encoded and
// joined by "&", even if they are empty (RFC 5849 sections 3.4.2 and 3.4.4).
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
