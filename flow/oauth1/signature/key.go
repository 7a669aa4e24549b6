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

// minKeyBits is the shortest key that crypto/rsa accepts.
const minKeyBits = 1024

// parseKey reads the first private key of a PEM text, which may start with certificates. Its errors contain nothing of
// the key.
func parseKey(text string) (*rsa.PrivateKey, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("empty")
	}
	block, rest := pem.Decode(restoreLines(text))
	for block != nil && !strings.HasSuffix(block.Type, "PRIVATE KEY") {
		block, rest = pem.Decode(rest)
	}
	switch {
	case block == nil:
		return nil, errors.New("not in PEM format (a PEM key starts with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----)")
	case block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return nil, errors.New("encrypted with a passphrase (remove it: openssl pkey -in key.pem -out plain.pem)")
	case block.Type != "PRIVATE KEY" && block.Type != "RSA PRIVATE KEY":
		return nil, fmt.Errorf("unsupported type %.40q (want an RSA key in PKCS#1 or PKCS#8)", block.Type)
	}
	return parseDER(block)
}

// parseDER reads PKCS#1 or PKCS#8 regardless of the PEM label, which is wrong in some files. Its error is that of the
// format on the label.
func parseDER(block *pem.Block) (*rsa.PrivateKey, error) {
	key, labelErr := x509.ParsePKCS1PrivateKey(block.Bytes)
	if labelErr == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		if block.Type == "PRIVATE KEY" {
			labelErr = err
		}
		return nil, fmt.Errorf("malformed key: %w", labelErr)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("unsupported type %T (want an RSA key)", parsed)
	}
	return key, nil
}

// restoreLines restores the line breaks around the PEM markers: a one-line form field turns them into spaces, and
// environment files often have them as "\n".
func restoreLines(text string) []byte {
	return []byte(strings.NewReplacer(
		`\n`, "\n",
		" -----BEGIN ", "\n-----BEGIN ",
		"KEY----- ", "KEY-----\n",
		" -----END ", "\n-----END ",
	).Replace(text))
}

// tryKey signs once, to detect a key that crypto/rsa rejects.
func tryKey(s oauth1.Signer, key *rsa.PrivateKey) error {
	_, err := s.Sign("", "")
	if bits := key.N.BitLen(); err != nil && bits < minKeyBits {
		return fmt.Errorf("%d bits, but at least %d are required (register a longer key with the provider)", bits, minKeyBits)
	}
	return err
}

// KeyBits returns the length in bits of the RSA key in a PEM text, or 0 if there is none.
func KeyBits(privateKeyPEM string) int {
	key, err := parseKey(privateKeyPEM)
	if err != nil {
		return 0
	}
	return key.N.BitLen()
}

// KeyPEM returns the key of a PEM text with the line breaks that strict PEM readers require. A text that has them, or
// no key, is returned as is.
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
