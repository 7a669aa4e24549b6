package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"filippo.io/age"

	"countersign/flow/oauth1"
	"countersign/internal/atomicfile"
	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/keychain"
)

// Bundle is connections on their way to another machine: their facts and their records, secrets and all. On disk it is one
// age file around JSON:
//
//	{"format": "countersign connections", "version": 1, "connections": [{"entry": {…}, "record": {…}}]}
//
// so that the age program opens it too. Which keychain held a connection is no part of it.
type Bundle struct{ file bundleFile }

type bundleFile struct {
	Format      string    `json:"format"`
	Version     int       `json:"version"`
	Connections []bundled `json:"connections"`
}

type bundled struct {
	Entry  keychain.Entry  `json:"entry"`
	Record json.RawMessage `json:"record"`
}

const (
	bundleFormat  = "countersign connections"
	bundleVersion = 1
	// maxBundle bounds what is read, in bytes: a thousand connections with RSA keys.
	maxBundle = 16 << 20
)

// step is where it goes wrong.
const step oauth1.Step = "keychain"

// ErrExists says that a file is there that was not to be replaced.
var ErrFileExists = errors.New("there is a file of that name")

// New is empty.
func New() *Bundle { return &Bundle{bundleFile{Format: bundleFormat, Version: bundleVersion}} }

// String tells nothing: what a bundle holds is secret.
func (b *Bundle) String() string {
	return text.Count(len(b.file.Connections), "connection", "connections")
}

// GoString is String for %#v.
func (b *Bundle) GoString() string { return b.String() }

// Entries lists what is in it.
func (b *Bundle) Entries() []keychain.Entry {
	entries := make([]keychain.Entry, len(b.file.Connections))
	for i, c := range b.file.Connections {
		entries[i] = c.Entry
	}
	return entries
}

// Add puts a connection in: its facts and its record, which is JSON.
func (b *Bundle) Add(entry keychain.Entry, record []byte) {
	entry.Store = ""
	b.file.Connections = append(b.file.Connections, bundled{entry, record})
}

// Get gives one back.
func (b *Bundle) Get(name string) (entry keychain.Entry, record []byte, found bool) {
	i := slices.IndexFunc(b.file.Connections, func(c bundled) bool { return c.Entry.Name == name })
	if i < 0 {
		return entry, nil, false
	}
	return b.file.Connections[i].Entry, b.file.Connections[i].Record, true
}

// Seal is who can open a bundle: whoever knows the passphrase, or the owners of public keys (age1…).
type Encryption struct {
	Passphrase secret.Text
	Recipients []string

	ScryptWorkFactor int // of the passphrase, as a power of two; 0: age's own, about a second
}

// Check says what is wrong with the recipients, before anything is sealed for them.
func (s Encryption) Check() error {
	if len(s.Recipients) == 0 {
		return nil
	}
	_, err := s.recipients()
	return err
}

// MayWrite is ErrExists where a file is there that may not be replaced.
func CheckWritable(path string, replace bool) error {
	if _, err := os.Lstat(path); err == nil && !replace {
		return &oauth1.StepError{Step: step, What: "writing " + text.Safe(path, 200), Err: ErrFileExists, Hint: "choose another name, or add --force"}
	}
	return nil
}

// Write seals the bundle and writes it into a file for the person alone. Only with replace does it take the place of a file
// that is there; the error is ErrExists without.
func (b *Bundle) Write(path string, seal Encryption, replace bool) error {
	doing := "writing " + text.Safe(path, 200)
	if err := CheckWritable(path, replace); err != nil {
		return err
	}
	to, err := seal.recipients()
	if err != nil {
		return err
	}
	encoded, err := json.Marshal(b.file)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to...)
	if err == nil {
		_, err = w.Write(encoded)
		err = errors.Join(err, w.Close())
	}
	if err == nil {
		err = atomicfile.WriteFile(path, sealed.Bytes())
	}
	if err != nil {
		return &oauth1.StepError{Step: step, What: doing, Err: pathless(err), Hint: "look at the folder and at the disk, or choose another place"}
	}
	return nil
}

// pathless takes the path off a file's error, which names a temporary file that nobody knows.
func pathless(err error) error {
	var file *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &file):
		return file.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

func (s Encryption) recipients() ([]age.Recipient, error) {
	wrong := func(err error, hint string) error {
		return &oauth1.StepError{Step: step, What: "sealing the connections", Err: err, Hint: hint}
	}
	if len(s.Recipients) == 0 {
		r, err := age.NewScryptRecipient(s.Passphrase.Reveal())
		if err != nil {
			return nil, wrong(err, "give a passphrase, or a recipient")
		}
		if s.ScryptWorkFactor != 0 {
			r.SetWorkFactor(s.ScryptWorkFactor)
		}
		return []age.Recipient{r}, nil
	}
	var all []age.Recipient
	for _, text := range s.Recipients {
		parsed, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil || len(parsed) != 1 {
			// The text is not repeated: people paste the secret half by mistake.
			return nil, wrong(errors.New("a recipient is no public key of age"), "give the key that begins with age1; age-keygen -y prints it")
		}
		all = append(all, parsed...)
	}
	return all, nil
}
