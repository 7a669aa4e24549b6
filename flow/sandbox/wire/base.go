package wire

import (
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

// Plaintext is the method that signs nothing: the key itself is the signature.
// RFC 5849 section 3.4.4 wants TLS for it; nothing leaves this machine here.
const Plaintext = "PLAINTEXT"

// digests are the methods that sign the base string with an HMAC. The RFC has
// the first; the others are its common extensions.
var digests = map[string]func() hash.Hash{
	"HMAC-SHA1":   sha1.New,
	"HMAC-SHA256": sha256.New,
	"HMAC-SHA512": sha512.New,
}

// Methods are what the sandbox takes when it plays nobody; a service may
// take the methods of rsa.go too.
var Methods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", Plaintext}

// KnownMethods names Methods in a sentence.
const KnownMethods = "HMAC-SHA1, HMAC-SHA256, HMAC-SHA512 and PLAINTEXT"

// Signature is the expected oauth_signature (RFC 5849 sections 3.4.2, 3.4.4) of
// the methods that need a secret only.
func Signature(method, consumerSecret, tokenSecret, base string) string {
	key := Encode(consumerSecret) + "&" + Encode(tokenSecret)
	if method == Plaintext {
		return key
	}
	mac := hmac.New(digests[method], []byte(key))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// BaseString is the signature base string (RFC 5849 section 3.4.1) of a request: its method, its URI as section 3.4.1.2
// has it, and all its parameters.
func BaseString(method, uri string, params []Pair) string {
	return strings.Join([]string{Encode(strings.ToUpper(method)), Encode(uri), Encode(normalized(params))}, "&")
}

// normalized follows RFC 5849 section 3.4.1.3.2: encoded first, then sorted by
// name and by value, as bytes.
func normalized(params []Pair) string {
	encoded := make([]Pair, 0, len(params))
	for _, p := range params {
		if p.Name != "oauth_signature" {
			encoded = append(encoded, Pair{Encode(p.Name), Encode(p.Value)})
		}
	}
	slices.SortFunc(encoded, func(a, b Pair) int {
		if byName := strings.Compare(a.Name, b.Name); byName != 0 {
			return byName
		}
		return strings.Compare(a.Value, b.Value)
	})
	return Join(encoded)
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

// Encode percent-encodes all but the unreserved characters (RFC 5849 section 3.6).
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

// BodyDigest is the digest of a signature method; methods without one take SHA-1.
func BodyHash(method string) hash.Hash {
	if digest := digests[method]; digest != nil {
		return digest()
	}
	if digest := rsaDigests[method]; digest != 0 {
		return digest.New()
	}
	return sha1.New()
}
