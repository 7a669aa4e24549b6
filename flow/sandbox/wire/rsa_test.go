package wire

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"testing"
)

func TestKeyPair(t *testing.T) {
	t.Parallel()
	pair := NewKeyPair()
	text, err := pair.PEM()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode([]byte(text))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("GET&base"))
	made, err := rsa.SignPKCS1v15(nil, key.(*rsa.PrivateKey), crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	signature := base64.StdEncoding.EncodeToString(made)
	if !pair.Verify("RSA-SHA256", "GET&base", signature) {
		t.Error("a good signature is refused")
	}
	for name, refused := range map[string]bool{
		"another base string": !pair.Verify("RSA-SHA256", "GET&other", signature),
		"another digest":      !pair.Verify("RSA-SHA512", "GET&base", signature),
		"another pair":        !NewKeyPair().Verify("RSA-SHA256", "GET&base", signature),
		"no base64":           !pair.Verify("RSA-SHA256", "GET&base", "!"),
	} {
		if !refused {
			t.Errorf("%s: the signature is taken", name)
		}
	}
}
