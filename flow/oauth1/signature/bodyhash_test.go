package signature_test

import (
	"testing"

	"countersign/flow/oauth1/signature"
)

func TestBodyHash(t *testing.T) {
	t.Parallel()
	// The SHA-1 values are those of the extension's text, the others are
	// openssl's (openssl dgst -sha256 -binary | base64).
	const (
		emptySHA1   = "2jmj7l5rSw0yVb/vlWAYkK/YBwk="
		helloSHA1   = "Lve95gjOVATpfV8EL5X4nxwjKHE="
		emptySHA256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
		helloSHA256 = "f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk="
		emptySHA512 = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="
		helloSHA512 = "hhhE1nBOhXP+w02WfiC8/vPUJM9IvgTm3AjyvVjHKXQzcQFerYkcw88cnTS0kmS1EHUbH/nlN5N7xGtdb/TsyA=="
	)
	for _, test := range []struct {
		method       signature.Method
		empty, hello string
	}{
		{signature.HMACSHA1, emptySHA1, helloSHA1},
		{signature.RSASHA1, emptySHA1, helloSHA1},
		{signature.PLAINTEXT, emptySHA1, helloSHA1},
		{signature.HMACSHA256, emptySHA256, helloSHA256},
		{signature.RSASHA256, emptySHA256, helloSHA256},
		{signature.HMACSHA512, emptySHA512, helloSHA512},
		{signature.RSASHA512, emptySHA512, helloSHA512},
	} {
		same(t, string(test.method)+" of nothing", signature.BodyHash(test.method, nil), test.empty)
		same(t, string(test.method)+" of a body", signature.BodyHash(test.method, []byte("Hello World!")), test.hello)
	}
}
