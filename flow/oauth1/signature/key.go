package signature

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/dghubble/oauth1"
)

// minKeyBits is what crypto/rsa insists on.
const minKeyBits = 1024

// parseKey takes the first private key of a PEM text, which may hold
// certificates before it. No error tells anything of the key itself.
func parseKey(text string) (*rsa.PrivateKey, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("there is none")
	}
	block, rest := pem.Decode(restoreLines(text))
	for block != nil && !strings.HasSuffix(block.Type, "PRIVATE KEY") {
		block, rest = pem.Decode(rest)
	}
	switch {
	case block == nil:
		return nil, errors.New("the text holds none: it starts with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----")
	case block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return nil, errors.New("it is encrypted: take off its passphrase first (openssl pkey -in key.pem -out plain.pem)")
	case block.Type != "PRIVATE KEY" && block.Type != "RSA PRIVATE KEY":
		return nil, fmt.Errorf("it is of another kind (%.40q): an RSA key in PKCS#1 or PKCS#8 form is needed", block.Type)
	}
	return parseDER(block)
}

// parseDER reads either form whatever the label says, since files with the wrong
// one are about. The mistake it tells is that of the form on the label.
func parseDER(block *pem.Block) (*rsa.PrivateKey, error) {
	key, mistake := x509.ParsePKCS1PrivateKey(block.Bytes)
	if mistake == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		if block.Type == "PRIVATE KEY" {
			mistake = err
		}
		return nil, fmt.Errorf("it is damaged: %w", mistake)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("it is of another kind (%T): an RSA key is needed", parsed)
	}
	return key, nil
}

// restoreLines puts back the line breaks that encoding/pem needs beside the
// markers: a one-line form field turns them into spaces, and an environment
// file often has them as "\n".
func restoreLines(text string) []byte {
	return []byte(strings.NewReplacer(
		`\n`, "\n",
		" -----BEGIN ", "\n-----BEGIN ",
		"KEY----- ", "KEY-----\n",
		" -----END ", "\n-----END ",
	).Replace(text))
}

// tryKey signs once, to find a key that crypto/rsa refuses.
func tryKey(s oauth1.Signer, key *rsa.PrivateKey) error {
	_, err := s.Sign("", "")
	if bits := key.N.BitLen(); err != nil && bits < minKeyBits {
		return fmt.Errorf("it has %d bits, and fewer than %d are refused as insecure: register a longer key with the provider", bits, minKeyBits)
	}
	return err
}

// KeyBits is the length of the RSA key of a PEM text; 0 when it holds none.
func KeyBits(privateKeyPEM string) int {
	key, err := parseKey(privateKeyPEM)
	if err != nil {
		return 0
	}
	return key.N.BitLen()
}

// KeyPEM is the key of a PEM text in lines that every reader of PEM takes; the text as it is when it holds no key, or is in
// such lines already.
func KeyPEM(text string) string {
	key, err := parseKey(text)
	if err != nil || strings.Contains(text, "KEY-----\n") && !strings.Contains(text, `\n`) {
		return text
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return text
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}
