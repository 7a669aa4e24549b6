package wire

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"slices"
	"strings"
)

// Plaintext uses the key as the signature (RFC 5849 section 3.4.4).
const Plaintext = "PLAINTEXT"

// digests are those of the HMAC methods. Only the first is in the RFC.
var digests = map[string]func() hash.Hash{
	"HMAC-SHA1":   sha1.New,
	"HMAC-SHA256": sha256.New,
	"HMAC-SHA512": sha512.New,
}

// Methods are the signature methods of the plain sandbox. A service may also accept those of rsa.go.
var Methods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", Plaintext}

// KnownMethods is Methods as text.
const KnownMethods = "HMAC-SHA1, HMAC-SHA256, HMAC-SHA512 and PLAINTEXT"

// Signature returns the oauth_signature of an HMAC method or PLAINTEXT (RFC 5849 sections 3.4.2, 3.4.4).
func Signature(method, consumerSecret, tokenSecret, base string) string {
	key := Encode(consumerSecret) + "&" + Encode(tokenSecret)
	if method == Plaintext {
		return key
	}
	mac := hmac.New(digests[method], []byte(key))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// BaseString returns the signature base string (RFC 5849 section 3.4.1). uri is the base string URI of section 3.4.1.2.
func BaseString(method, uri string, params []Pair) string {
	return strings.Join([]string{Encode(strings.ToUpper(method)), Encode(uri), Encode(normalized(params))}, "&")
}

// normalized encodes parameters, then sorts them by name and value (RFC 5849 section 3.4.1.3.2).
func normalized(params []Pair) string {
	encoded := make([]Pair, 0, len(params))
	for _, p := range params {
		if p.Name != "oauth_signature" {
			encoded = append(encoded, Pair{Encode(p.Name), Encode(p.Value)})
		}
	}
	slices.SortFunc(encoded, func(a, b Pair) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
	})
	return Join(encoded)
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

// Encode percent-encodes a text (RFC 5849 section 3.6).
func Encode(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(unreserved, s[i]) >= 0 {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

// BodyHash returns the hash for oauth_body_hash, by default SHA-1.
func BodyHash(method string) hash.Hash {
	if digest := digests[method]; digest != nil {
		return digest()
	}
	if digest := rsaDigests[method]; digest != 0 {
		return digest.New()
	}
	return sha1.New()
}
