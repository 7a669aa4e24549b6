package signature_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"strings"
	"sync"
	"testing"

	"github.com/dghubble/oauth1"

	"countersign/flow/oauth1/signature"
)

func newSigner(t *testing.T, m signature.Method, consumerSecret, privateKey string) oauth1.Signer {
	t.Helper()
	signer, err := signature.NewSigner(m, consumerSecret, privateKey)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func sign(t *testing.T, s oauth1.Signer, tokenSecret, base string) string {
	t.Helper()
	got, err := s.Sign(tokenSecret, base)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestParseMethod(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "PLAINTEXT",
	} {
		if m, err := signature.ParseMethod(name); err != nil || string(m) != name {
			t.Errorf("ParseMethod(%q) = %q, %v", name, m, err)
		}
	}
	for _, name := range []string{"", "hmac-sha1", "HMAC-SHA1 ", "HMAC-MD5", "\x1b[31m" + strings.Repeat("x", 500)} {
		_, err := signature.ParseMethod(name)
		if err == nil {
			t.Errorf("ParseMethod(%q) found a method", name)
			continue
		}
		text := err.Error()
		if !strings.Contains(text, "RSA-SHA256") || strings.ContainsRune(text, '\x1b') || len(text) > 300 {
			t.Errorf("ParseMethod(%.20q): %q", name, text)
		}
	}
}

func TestNewSignerRejectsUnknownMethods(t *testing.T) {
	t.Parallel()
	if s, err := signature.NewSigner("HMAC-MD5", "sample-consumer-secret", ""); err == nil {
		t.Errorf("got a %T", s)
	}
}

func TestHMACSignaturesMatchCryptoHMAC(t *testing.T) {
	t.Parallel()
	hashes := map[signature.Method]func() hash.Hash{
		signature.HMACSHA1: sha1.New, signature.HMACSHA256: sha256.New, signature.HMACSHA512: sha512.New,
	}
	for m, newHash := range hashes {
		for _, consumer := range []string{"", "sample-consumer-secret", "a&b c%/+=", "schlüssel", strings.Repeat("long", 50)} {
			signer := newSigner(t, m, consumer, "")
			same(t, "name", signer.Name(), string(m))
			// The same token twice, another between: no key may outlive its token.
			for _, token := range []string{"", "", "sample-token-secret", "", "sample-token-secret", "t&k n"} {
				for _, base := range []string{"", "GET&http%3A%2F%2Fexample.com%2F&", strings.Repeat("base", 1000)} {
					mac := hmac.New(newHash, []byte(oauth1.PercentEncode(consumer)+"&"+oauth1.PercentEncode(token)))
					mac.Write([]byte(base))
					want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
					same(t, string(m), sign(t, signer, token, base), want)
				}
			}
		}
	}
}

// The library's own signers say the same where it has them.
func TestSignersAgreeWithDghubble(t *testing.T) {
	t.Parallel()
	const consumer, token, base = "sample consumer&secret", "sample%token", "GET&sample&base"
	for m, theirs := range map[signature.Method]oauth1.Signer{
		signature.HMACSHA1:   &oauth1.HMACSigner{ConsumerSecret: consumer},
		signature.HMACSHA256: &oauth1.HMAC256Signer{ConsumerSecret: consumer},
	} {
		ours := newSigner(t, m, consumer, "")
		same(t, string(m), sign(t, ours, token, base), sign(t, theirs, token, base))
		same(t, "name", ours.Name(), theirs.Name())
	}
	rsa := newSigner(t, signature.RSASHA1, "", findVector(t, "hard-rsa-sha1").PrivateKey)
	same(t, "RSA-SHA1", fmt.Sprintf("%T", rsa), "*oauth1.RSASigner")
}

func TestSignerIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	signer := newSigner(t, signature.HMACSHA512, "sample-consumer-secret", "")
	var wait sync.WaitGroup
	for _, token := range []string{"sample-token-a", "sample-token-b", "sample-token-c", "sample-token-d"} {
		want := sign(t, newSigner(t, signature.HMACSHA512, "sample-consumer-secret", ""), token, "base of "+token)
		wait.Go(func() {
			for range 500 {
				if got, err := signer.Sign(token, "base of "+token); err != nil || got != want {
					t.Errorf("%s: got %s, %v; want %s", token, got, err, want)
					return
				}
			}
		})
	}
	wait.Wait()
}

func TestPlaintextIsTheSigningKey(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ consumer, token, want string }{
		{"", "", "&"},
		{"sample-consumer-secret", "", "sample-consumer-secret&"},
		{"a&b", "c d%", "a%26b&c%20d%25"},
	} {
		got := sign(t, newSigner(t, signature.PLAINTEXT, test.consumer, ""), test.token, "whatever the base string")
		same(t, "signature", got, test.want)
		same(t, "signing key", signature.SigningKey(test.consumer, test.token), test.want)
	}
}

func TestRSASignaturesVerify(t *testing.T) {
	t.Parallel()
	pemText := findVector(t, "hard-rsa-sha256").PrivateKey
	public := &readKey(t, pemText).PublicKey
	base := "GET&http%3A%2F%2Fexample.com%2F&"
	sum256, sum512 := sha256.Sum256([]byte(base)), sha512.Sum512([]byte(base))
	for m, check := range map[signature.Method]func(sum []byte) error{
		signature.RSASHA256: func(sum []byte) error { return rsa.VerifyPKCS1v15(public, crypto.SHA256, sum256[:], sum) },
		signature.RSASHA512: func(sum []byte) error { return rsa.VerifyPKCS1v15(public, crypto.SHA512, sum512[:], sum) },
	} {
		signer := newSigner(t, m, "sample-consumer-secret", pemText)
		got := sign(t, signer, "sample-token-secret", base)
		sum, err := base64.StdEncoding.DecodeString(got)
		if err != nil {
			t.Fatal(err)
		}
		if err := check(sum); err != nil {
			t.Errorf("%s: %v", m, err)
		}
		same(t, "the secrets play no part in "+signer.Name(), sign(t, newSigner(t, m, "", pemText), "", base), got)
	}
}
