package bundle

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"countersign/flow/oauth1"
	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/keychain"
)

// Sealed is a bundle's file that has not been opened yet.
type EncryptedFile struct {
	path string
	data []byte
}

// Open reads a bundle's file, as far as that can be done without its key: the error says when it is none of age's.
func Open(path string) (*EncryptedFile, error) {
	s := &EncryptedFile{path: path}
	f, err := os.Open(path)
	if err != nil {
		return nil, s.wrong(pathless(err), "look at the path")
	}
	defer f.Close()
	if s.data, err = io.ReadAll(io.LimitReader(f, maxBundle+1)); err != nil {
		return nil, s.wrong(pathless(err), "look at the path")
	}
	if len(s.data) > maxBundle {
		return nil, s.wrong(errors.New("it is larger than any export"), "look at the path")
	}
	if bytes.HasPrefix(bytes.TrimSpace(s.data), []byte(armor.Header)) {
		if s.data, err = io.ReadAll(armor.NewReader(bytes.NewReader(bytes.TrimSpace(s.data)))); err != nil {
			return nil, s.damaged()
		}
	}
	if !bytes.HasPrefix(s.data, []byte("age-encryption.org/")) {
		return nil, s.wrong(errors.New("it is no age file, and so no export"), "take the file that countersign export wrote")
	}
	return s, nil
}

// NeedsPassphrase reports whether a passphrase opens it; else it takes the secret half of one of its recipients.
func (s *EncryptedFile) NeedsPassphrase() bool {
	lines := bufio.NewScanner(bytes.NewReader(s.data))
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "---") {
		if strings.HasPrefix(lines.Text(), "-> scrypt ") {
			return true
		}
	}
	return false
}

// ByPassphrase opens it. The error is keychain.ErrPassphrase when it is another.
func (s *EncryptedFile) DecryptWithPassphrase(passphrase secret.Text) (*Bundle, error) {
	key, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return nil, s.wrong(keychain.ErrWrongPassphrase, "give the passphrase that it was sealed with")
	}
	return s.open(key)
}

// ByIdentities opens it by secret keys of age (AGE-SECRET-KEY-1…), a line each, as age-keygen writes them.
func (s *EncryptedFile) DecryptWithIdentities(text secret.Text) (*Bundle, error) {
	// The parser's error could quote a key.
	keys, err := age.ParseIdentities(strings.NewReader(text.Reveal()))
	if err != nil {
		return nil, s.wrong(errors.New("the identity is no secret key of age"), "give the file that age-keygen wrote")
	}
	return s.open(keys...)
}

func (s *EncryptedFile) open(keys ...age.Identity) (*Bundle, error) {
	var noMatch *age.NoIdentityMatchError
	r, err := age.Decrypt(bytes.NewReader(s.data), keys...)
	switch {
	case errors.As(err, &noMatch) && s.NeedsPassphrase():
		return nil, s.wrong(keychain.ErrWrongPassphrase, "give the passphrase that it was sealed with")
	case errors.As(err, &noMatch):
		return nil, s.wrong(errors.New("it was sealed for somebody else"), "give --identity with the secret key of one of its recipients")
	case err != nil:
		return nil, s.damaged()
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, s.damaged()
	}
	return s.read(text)
}

// read understands what was sealed. A parser's error is not repeated: it would quote secrets.
func (s *EncryptedFile) read(text []byte) (*Bundle, error) {
	foreign := s.wrong(errors.New("what is sealed in it are no connections of countersign"), "take the file that countersign export wrote")
	var head struct {
		Format  string
		Version int
	}
	if json.Unmarshal(text, &head) != nil || head.Format != bundleFormat {
		return nil, foreign
	}
	if head.Version != bundleVersion {
		return nil, s.wrong(
			fmt.Errorf("it has version %d, this program knows %d", head.Version, bundleVersion), "import it with the countersign that wrote it, or a newer one")
	}
	b := New()
	if json.Unmarshal(text, &b.file) != nil {
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
	return &oauth1.StepError{Step: step, What: "opening " + text.Safe(s.path, 200), Err: err, Hint: hint}
}

func (s *EncryptedFile) damaged() error {
	return s.wrong(errors.New("it is damaged: not all of it is as it was written"), "copy it again from where it was made, or export again")
}
