package signature_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"countersign/flow/oauth1/signature"
)

// readKey reads a PKCS#1 key without the code under test.
func readKey(t *testing.T, text string) *rsa.PrivateKey {
	t.Helper()
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		t.Fatal("no PEM block")
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func encodePEM(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

func TestPrivateKeyFormats(t *testing.T) {
	t.Parallel()
	vector := findVector(t, "hard-rsa-sha256")
	pkcs1 := vector.PrivateKey
	key := readKey(t, pkcs1)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8 := encodePEM("PRIVATE KEY", der)

	for name, text := range map[string]string{
		"PKCS#1":                  pkcs1,
		"PKCS#8":                  pkcs8,
		"Windows line breaks":     strings.ReplaceAll(pkcs1, "\n", "\r\n"),
		"no final line break":     strings.TrimSpace(pkcs8),
		"PKCS#8 labeled as RSA":   encodePEM("RSA PRIVATE KEY", der),
		"PKCS#1 labeled plain":    encodePEM("PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)),
		"after a certificate":     encodePEM("CERTIFICATE", []byte("sample")) + pkcs8,
		"after text":              "Bag Attributes\n    friendlyName: sample\n" + pkcs8,
		"spaces for line breaks":  strings.ReplaceAll(strings.TrimSpace(pkcs1), "\n", " "),
		"escapes for line breaks": strings.ReplaceAll(pkcs8, "\n", `\n`),
		"certificate on one line": strings.ReplaceAll(encodePEM("CERTIFICATE", []byte("sample"))+pkcs8, "\n", " "),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signer := newSigner(t, signature.RSASHA256, "", text)
			same(t, "signature", sign(t, signer, "", vector.BaseString), vector.Signature)
		})
	}
}

func TestInvalidPrivateKeys(t *testing.T) {
	t.Parallel()
	good := findVector(t, "hard-rsa-sha256").PrivateKey
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	public := x509.MarshalPKCS1PublicKey(&readKey(t, good).PublicKey)

	for name, test := range map[string]struct{ text, want string }{
		"empty":                     {"", ": empty"},
		"white space":               {" \n\t", ": empty"},
		"a word":                    {"sample-consumer-secret", "not in PEM format"},
		"a public key":              {encodePEM("RSA PUBLIC KEY", public), "not in PEM format"},
		"a truncated key":           {good[:len(good)/2], "not in PEM format"},
		"a malformed PKCS#1 key":    {encodePEM("RSA PRIVATE KEY", []byte("sample")), "malformed key"},
		"a malformed PKCS#8 key":    {encodePEM("PRIVATE KEY", []byte("sample")), "malformed key"},
		"an elliptic key in PKCS#8": {encodePEM("PRIVATE KEY", pkcs8), "unsupported type *ecdsa.PrivateKey"},
		"an elliptic key":           {encodePEM("EC PRIVATE KEY", sec1), `unsupported type "EC PRIVATE KEY"`},
		"an OpenSSH key":            {encodePEM("OPENSSH PRIVATE KEY", []byte("sample")), `unsupported type "OPENSSH PRIVATE KEY"`},
		"an encrypted PKCS#8 key":   {encodePEM("ENCRYPTED PRIVATE KEY", []byte("sample")), "encrypted with a passphrase"},
		"an encrypted PKCS#1 key": {
			"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nc2FtcGxl\n-----END RSA PRIVATE KEY-----\n",
			"encrypted with a passphrase",
		},
		"a key of 1023 bits": {findVector(t, "postman-rsa-sha1").PrivateKey, "1023 bits, but at least 1024 are required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, m := range []signature.Method{signature.RSASHA1, signature.RSASHA256, signature.RSASHA512} {
				_, err := signature.NewSigner(m, "sample-consumer-secret", test.text)
				if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "private key for "+string(m)) {
					t.Errorf("%s: got %v, want %q", m, err, test.want)
				}
			}
		})
	}
}
