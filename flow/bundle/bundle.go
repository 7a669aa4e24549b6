package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"

	"filippo.io/age"

	"countersign/flow/oauth1"
	"countersign/internal/atomicfile"
	"countersign/internal/secret"
	"countersign/internal/text"
	"countersign/keychain"
)

// Bundle is a set of connections with their secrets. On disk it is an age file, which the age program can also decrypt, around
//
//	{"format": "countersign connections", "version": 1, "connections": [{"entry": {…}, "record": {…}}]}
//
// It does not say which store held a connection.
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
	// maxBundle limits the file that is read, in bytes: a thousand connections with RSA keys.
	maxBundle = 16 << 20
)

// ErrFileExists says that the file exists and must not be replaced.
var ErrFileExists = errors.New("file already exists")

// New returns an empty bundle.
func New() *Bundle { return &Bundle{bundleFile{Format: bundleFormat, Version: bundleVersion}} }

// String gives the number of connections and no secrets.
func (b *Bundle) String() string {
	return text.Count(len(b.file.Connections), "connection", "connections")
}

// GoString is String, for %#v.
func (b *Bundle) GoString() string { return b.String() }

// Entries lists the connections.
func (b *Bundle) Entries() []keychain.Entry {
	entries := make([]keychain.Entry, len(b.file.Connections))
	for i, c := range b.file.Connections {
		entries[i] = c.Entry
	}
	return entries
}

// Add adds a connection: its index entry and its record, which is JSON.
func (b *Bundle) Add(entry keychain.Entry, record []byte) {
	entry.Store = ""
	b.file.Connections = append(b.file.Connections, bundled{entry, record})
}

// Get returns the connection with that name.
func (b *Bundle) Get(name string) (entry keychain.Entry, record []byte, found bool) {
	for _, c := range b.file.Connections {
		if c.Entry.Name == name {
			return c.Entry, c.Record, true
		}
	}
	return entry, nil, false
}

// Encryption says who can decrypt a bundle: anyone with the passphrase, or the owners of public keys (age1…).
type Encryption struct {
	Passphrase secret.Text
	Recipients []string

	ScryptWorkFactor int // of the passphrase, as a power of two; 0: age's default, about a second
}

// CheckWritable returns ErrFileExists if the file exists and must not be replaced.
func CheckWritable(path string, replace bool) error {
	if _, err := os.Lstat(path); err == nil && !replace {
		return stepError(writing(path), ErrFileExists, "Choose another name, or add --force.")
	}
	return nil
}

// Write encrypts the bundle into a file that only the user can read. Unless replace is set, an existing file is left alone
// and the error is ErrFileExists.
func (b *Bundle) Write(path string, e Encryption, replace bool) error {
	if err := CheckWritable(path, replace); err != nil {
		return err
	}
	to, err := e.recipients()
	if err != nil {
		return err
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to...)
	if err == nil {
		err = errors.Join(json.NewEncoder(w).Encode(b.file), w.Close())
	}
	if err == nil {
		err = atomicfile.WriteFile(path, sealed.Bytes())
	}
	if err != nil {
		return stepError(writing(path), pathless(err), "Check the folder and the free disk space, or choose another path.")
	}
	return nil
}

func writing(path string) string { return "cannot write " + text.Safe(path, 200) }

func stepError(what string, err error, hint string) error {
	return &oauth1.StepError{Step: "keychain", What: what, Err: err, Hint: hint}
}

// pathless removes the path from a file error: it may be that of a temporary file.
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

// Check checks the recipients before anything is encrypted for them.
func (e Encryption) Check() error {
	if len(e.Recipients) == 0 {
		return nil
	}
	_, err := e.recipients()
	return err
}

func (e Encryption) recipients() ([]age.Recipient, error) {
	const what = "cannot encrypt the connections"
	if len(e.Recipients) == 0 {
		r, err := age.NewScryptRecipient(e.Passphrase.Reveal())
		if err != nil {
			return nil, stepError(what, err, "Enter a passphrase, or name a recipient.")
		}
		if e.ScryptWorkFactor != 0 {
			r.SetWorkFactor(e.ScryptWorkFactor)
		}
		return []age.Recipient{r}, nil
	}
	var all []age.Recipient
	for _, text := range e.Recipients {
		parsed, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil || len(parsed) != 1 {
			// The text is not quoted: it may be a secret key pasted by mistake.
			return nil, stepError(what, errors.New("a recipient is not an age public key"), "Use a key that begins with age1; age-keygen -y prints it.")
		}
		all = append(all, parsed...)
	}
	return all, nil
}
