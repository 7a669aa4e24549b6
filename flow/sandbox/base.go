package sandbox

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

// plaintext is the method that signs nothing: the key itself is the signature.
// RFC 5849 section 3.4.4 wants TLS for it; nothing leaves this machine here.
const plaintext = "PLAINTEXT"

// digests are the methods that sign the base string with an HMAC. The RFC has
// the first; the others are its common extensions.
var digests = map[string]func() hash.Hash{
	"HMAC-SHA1":   sha1.New,
	"HMAC-SHA256": sha256.New,
	"HMAC-SHA512": sha512.New,
}

// plainMethods are what the sandbox takes when it plays nobody; a service may
// take the methods of rsa.go too.
var plainMethods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", plaintext}

const knownMethods = "HMAC-SHA1, HMAC-SHA256, HMAC-SHA512 and PLAINTEXT"

// signature is the expected oauth_signature (RFC 5849 sections 3.4.2, 3.4.4) of
// the methods that need a secret only.
func signature(method, consumerSecret, tokenSecret, base string) string {
	key := encode(consumerSecret) + "&" + encode(tokenSecret)
	if method == plaintext {
		return key
	}
	mac := hmac.New(digests[method], []byte(key))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// baseString is the signature base string (RFC 5849 section 3.4.1).
func baseString(a *arrival) string {
	return strings.Join([]string{
		encode(strings.ToUpper(a.Method)),
		encode(baseStringURI(a)),
		encode(normalized(slices.Concat(a.authorization, a.query, a.form))),
	}, "&")
}

// baseStringURI follows RFC 5849 section 3.4.1.2.
func baseStringURI(a *arrival) string { return originOf(a.signedBy(), a.Host) + a.path }

// normalized follows RFC 5849 section 3.4.1.3.2: encoded first, then sorted by
// name and by value, as bytes.
func normalized(params []param) string {
	encoded := make([]param, 0, len(params))
	for _, p := range params {
		if p.name != "oauth_signature" {
			encoded = append(encoded, param{encode(p.name), encode(p.value)})
		}
	}
	slices.SortFunc(encoded, func(a, b param) int {
		if byName := strings.Compare(a.name, b.name); byName != 0 {
			return byName
		}
		return strings.Compare(a.value, b.value)
	})
	return joinPairs(encoded)
}

func joinPairs(encoded []param) string {
	pairs := make([]string, len(encoded))
	for i, p := range encoded {
		pairs[i] = p.name + "=" + p.value
	}
	return strings.Join(pairs, "&")
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

// encode percent-encodes all but the unreserved characters (RFC 5849 section 3.6).
func encode(s string) string {
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
