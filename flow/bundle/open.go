package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/keychain"
)

// EncryptedFile is a bundle's file that has not been decrypted yet.
type EncryptedFile struct {
	path string
	data []byte
}

const (
	hintPath  = "Check the path."
	hintWrong = "Choose a file written by countersign export."
)

// Open reads a bundle's file, armored or not. The error says if it is not an age file.
func Open(path string) (*EncryptedFile, error) {
	s := &EncryptedFile{path: path}
	f, err := os.Open(path)
	if err != nil {
		return nil, s.wrong(pathless(err), hintPath)
	}
	defer f.Close()
	if s.data, err = io.ReadAll(io.LimitReader(f, maxBundle+1)); err != nil {
		return nil, s.wrong(pathless(err), hintPath)
	}
	if len(s.data) > maxBundle {
		return nil, s.wrong(errors.New("too large to be an export"), hintPath)
	}
	if trimmed := bytes.TrimSpace(s.data); bytes.HasPrefix(trimmed, []byte(armor.Header)) {
		if s.data, err = io.ReadAll(armor.NewReader(bytes.NewReader(trimmed))); err != nil {
			return nil, s.damaged()
		}
	}
	if !bytes.HasPrefix(s.data, []byte("age-encryption.org/")) {
		return nil, s.wrong(errors.New("not an age file"), hintWrong)
	}
	return s, nil
}

// NeedsPassphrase reports whether the file is encrypted with a passphrase, and not for the owners of public keys.
func (s *EncryptedFile) NeedsPassphrase() bool {
	header, _, _ := bytes.Cut(s.data, []byte("\n---"))
	return bytes.Contains(header, []byte("\n-> scrypt "))
}

// DecryptWithPassphrase decrypts the file. The error is keychain.ErrWrongPassphrase if the passphrase is wrong.
func (s *EncryptedFile) DecryptWithPassphrase(passphrase secret.Text) (*Bundle, error) {
	key, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return nil, s.wrongPassphrase()
	}
	return s.decrypt(key)
}

// DecryptWithIdentities decrypts the file with age identities (AGE-SECRET-KEY-1…), one per line, as age-keygen writes them.
func (s *EncryptedFile) DecryptWithIdentities(text secret.Text) (*Bundle, error) {
	keys, err := age.ParseIdentities(strings.NewReader(text.Reveal()))
	if err != nil { // not quoted: it could contain a key
		return nil, s.wrong(errors.New("the identity is not an age secret key"), "Use the file that age-keygen wrote.")
	}
	return s.decrypt(keys...)
}

func (s *EncryptedFile) decrypt(keys ...age.Identity) (*Bundle, error) {
	var noMatch *age.NoIdentityMatchError
	r, err := age.Decrypt(bytes.NewReader(s.data), keys...)
	switch {
	case errors.As(err, &noMatch) && s.NeedsPassphrase():
		return nil, s.wrongPassphrase()
	case errors.As(err, &noMatch):
		return nil, s.wrong(errors.New("encrypted for another recipient"), "Use --identity with the secret key of one of its recipients.")
	case err != nil:
		return nil, s.damaged()
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, s.damaged()
	}
	return s.parse(text)
}

// parse reads the decrypted JSON. The parser's error is not quoted: it would contain secrets.
func (s *EncryptedFile) parse(text []byte) (*Bundle, error) {
	foreign := s.wrong(errors.New("not a countersign export"), hintWrong)
	b := &Bundle{}
	err := json.Unmarshal(text, &b.file) // with an error too, it fills in what it can
	if b.file.Format != bundleFormat {
		return nil, foreign
	}
	if v := b.file.Version; v != bundleVersion {
		return nil, s.wrong(fmt.Errorf("unsupported export version %d (this countersign supports %d)", v, bundleVersion), "Import it with a newer countersign.")
	}
	if err != nil {
		return nil, foreign
	}
	seen := map[string]bool{}
	for _, c := range b.file.Connections {
		if keychain.CheckName(c.Entry.Name) != nil || seen[c.Entry.Name] {
			return nil, foreign
		}
		seen[c.Entry.Name] = true
	}
	return b, nil
}

func (s *EncryptedFile) wrong(err error, hint string) error {
	return stepError("cannot open "+text.Safe(s.path, 200), err, hint)
}

func (s *EncryptedFile) wrongPassphrase() error {
	return s.wrong(keychain.ErrWrongPassphrase, "Enter the passphrase that it was exported with.")
}

func (s *EncryptedFile) damaged() error {
	return s.wrong(errors.New("the file is damaged"), "Copy it again from where it was made, or export again.")
}
