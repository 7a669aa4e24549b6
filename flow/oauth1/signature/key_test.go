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

func TestPrivateKeyForms(t *testing.T) {
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
		"Windows line ends":       strings.ReplaceAll(pkcs1, "\n", "\r\n"),
		"no last line end":        strings.TrimSpace(pkcs8),
		"PKCS#8 labelled as RSA":  encodePEM("RSA PRIVATE KEY", der),
		"PKCS#1 labelled plain":   encodePEM("PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)),
		"behind a certificate":    encodePEM("CERTIFICATE", []byte("sample")) + pkcs8,
		"behind text":             "Bag Attributes\n    friendlyName: sample\n" + pkcs8,
		"spaces for line ends":    strings.ReplaceAll(strings.TrimSpace(pkcs1), "\n", " "),
		"escapes for line ends":   strings.ReplaceAll(pkcs8, "\n", `\n`),
		"certificate on one line": strings.ReplaceAll(encodePEM("CERTIFICATE", []byte("sample"))+pkcs8, "\n", " "),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signer := newSigner(t, signature.RSASHA256, "", text)
			same(t, "signature", sign(t, signer, "", vector.BaseString), vector.Signature)
		})
	}
}

func TestPrivateKeyMistakes(t *testing.T) {
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
		"none":                      {"", "there is none"},
		"white space":               {" \n\t", "there is none"},
		"a word":                    {"sample-consumer-secret", "the text holds none"},
		"a public key":              {encodePEM("RSA PUBLIC KEY", public), "the text holds none"},
		"a cut-off key":             {good[:len(good)/2], "the text holds none"},
		"a damaged PKCS#1 key":      {encodePEM("RSA PRIVATE KEY", []byte("sample")), "it is damaged"},
		"a damaged PKCS#8 key":      {encodePEM("PRIVATE KEY", []byte("sample")), "it is damaged"},
		"an elliptic key in PKCS#8": {encodePEM("PRIVATE KEY", pkcs8), "it is of another kind (*ecdsa.PrivateKey)"},
		"an elliptic key":           {encodePEM("EC PRIVATE KEY", sec1), `it is of another kind ("EC PRIVATE KEY")`},
		"an OpenSSH key":            {encodePEM("OPENSSH PRIVATE KEY", []byte("sample")), `it is of another kind ("OPENSSH PRIVATE KEY")`},
		"an encrypted PKCS#8 key":   {encodePEM("ENCRYPTED PRIVATE KEY", []byte("sample")), "it is encrypted"},
		"an encrypted PKCS#1 key": {
			"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nc2FtcGxl\n-----END RSA PRIVATE KEY-----\n",
			"it is encrypted",
		},
		"a key of 1023 bits": {findVector(t, "postman-rsa-sha1").PrivateKey, "it has 1023 bits, and fewer than 1024 are refused"},
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
