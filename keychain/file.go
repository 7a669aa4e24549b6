package keychain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"filippo.io/age"

	"countersign/keychain/fault"
	"countersign/keychain/safefile"
)

const vaultVersion = 1

// defaultFactor is a text, so that tests of the real program can link it with a lower one (-X).
var defaultFactor = "16"

// What is read at most: an identity is some 300 bytes, and a thousand
// connections with RSA keys are some 7 MB.
const (
	maxIdentity = 64 << 10
	maxVault    = 256 << 20
)

// encryptedFile keeps all records in one file, in two steps, because a
// passphrase costs a fifth of a second by design:
//
//	identity.age     an X25519 identity, encrypted under the passphrase
//	connections.age  the records, encrypted to that identity
//
// The identity's public half stands nowhere, so that whoever can write to the
// folder still can't make a file that opens. Both are plain age files: with
// the age program, "age -d -i identity.age connections.age" opens them without
// this one.
type encryptedFile struct {
	identityPath, path string
	factor             int
	lock               func(context.Context) (unlock func(), err error)

	mu       sync.Mutex
	identity *age.X25519Identity // nil until unlocked
}

// vault is what connections.age holds.
type vault struct {
	Version int               `json:"version"`
	Records map[string][]byte `json:"records"`
}

func newEncryptedFile(dir string, factor int, lock func(context.Context) (func(), error)) *encryptedFile {
	if factor == 0 {
		factor, _ = strconv.Atoi(defaultFactor) // a number, unless the program was linked wrongly
	}
	return &encryptedFile{
		identityPath: filepath.Join(dir, "identity.age"),
		path:         filepath.Join(dir, "connections.age"),
		factor:       factor,
		lock:         lock,
	}
}

// exists reports whether any of it is there; what can't be looked at counts,
// so that nothing is made in its place.
func (f *encryptedFile) exists() bool {
	return !absent(f.identityPath) || !absent(f.path)
}

func absent(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

func (f *encryptedFile) unlocked() bool { return f.current() != nil }

func (f *encryptedFile) current() *age.X25519Identity {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.identity
}

func (f *encryptedFile) unlock(ctx context.Context, passphrase string) error {
	if passphrase == "" {
		return errEmptyPassphrase()
	}
	free, err := f.lock(ctx)
	if err != nil {
		return err
	}
	defer free()
	identity, err := f.openIdentity(passphrase)
	if errors.Is(err, fs.ErrNotExist) {
		identity, err = f.makeIdentity(passphrase)
	}
	if err != nil {
		return err
	}
	if _, err := f.open(identity); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.identity = identity
	return nil
}

func (f *encryptedFile) openIdentity(passphrase string) (*age.X25519Identity, error) {
	data, err := safefile.Read(f.identityPath, maxIdentity)
	if err != nil {
		return nil, err
	}
	key, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	text, err := decrypt(data, key)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) {
		return nil, &Error{Err: ErrWrongPassphrase, Hint: "try again; without it the connections must be made anew"}
	}
	if err != nil {
		return nil, fault.DamagedFile(f.identityPath, err.Error())
	}
	// The parser's error would quote the text, which is the secret itself.
	identity, err := age.ParseX25519Identity(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fault.DamagedFile(f.identityPath, "it holds no X25519 identity")
	}
	return identity, nil
}

func (f *encryptedFile) makeIdentity(passphrase string) (*age.X25519Identity, error) {
	if !absent(f.path) {
		return nil, fault.DamagedFile(f.identityPath, "it is missing, and "+f.path+" can't be opened without it")
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	return identity, f.wrap(identity, passphrase)
}

// open reads all records; none when there is no file yet.
func (f *encryptedFile) open(identity *age.X25519Identity) (vault, error) {
	data, err := safefile.Read(f.path, maxVault)
	if errors.Is(err, fs.ErrNotExist) {
		return vault{Version: vaultVersion, Records: map[string][]byte{}}, nil
	}
	if err != nil {
		return vault{}, err
	}
	text, err := decrypt(data, identity)
	if err != nil {
		return vault{}, fault.DamagedFile(f.path, err.Error())
	}
	// The parser's errors would quote the text, which is all secrets.
	notRecords := fault.DamagedFile(f.path, "what was decrypted is not a list of records")
	var versioned struct{ Version int }
	if json.Unmarshal(text, &versioned) != nil {
		return vault{}, notRecords
	}
	if versioned.Version != vaultVersion {
		return vault{}, fault.NewerVersion(f.path, versioned.Version, vaultVersion)
	}
	var v vault
	if json.Unmarshal(text, &v) != nil || v.Records == nil {
		return vault{}, notRecords
	}
	return v, nil
}

func (f *encryptedFile) Get(ctx context.Context, name string) ([]byte, error) {
	v, _, err := f.read(ctx)
	if err != nil {
		return nil, err
	}
	record, found := v.Records[name]
	if !found {
		return nil, fault.ErrMissing
	}
	return record, nil
}

func (f *encryptedFile) Set(ctx context.Context, name string, secret []byte) error {
	return f.change(ctx, func(records map[string][]byte) { records[name] = secret })
}

func (f *encryptedFile) Remove(ctx context.Context, name string) error {
	return f.change(ctx, func(records map[string][]byte) { delete(records, name) })
}

// List gives the names of the records, sorted.
func (f *encryptedFile) List(ctx context.Context) ([]string, error) {
	v, _, err := f.read(ctx)
	return slices.Sorted(maps.Keys(v.Records)), err
}

func (f *encryptedFile) read(ctx context.Context) (vault, *age.X25519Identity, error) {
	if err := ctx.Err(); err != nil {
		return vault{}, nil, err
	}
	identity := f.current()
	if identity == nil {
		return vault{}, nil, errFileLocked()
	}
	v, err := f.open(identity)
	return v, identity, err
}

// change rewrites the file, and reads it back as every store does.
func (f *encryptedFile) change(ctx context.Context, edit func(map[string][]byte)) error {
	v, identity, err := f.read(ctx)
	if err != nil {
		return err
	}
	edit(v.Records)
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	data, err := encrypt(text, identity.Recipient())
	if err != nil {
		return err
	}
	if err := safefile.Write(f.path, data); err != nil {
		return err
	}
	_, err = f.open(identity)
	return err
}

func encrypt(text []byte, to age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func decrypt(data []byte, key age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(data), key)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func errFileLocked() error {
	return &Error{Err: ErrPassphraseRequired, Hint: "give its passphrase"}
}

func (f *encryptedFile) rewrap(ctx context.Context, old, fresh string) error {
	if old == "" || fresh == "" {
		return errEmptyPassphrase()
	}
	free, err := f.lock(ctx)
	if err != nil {
		return err
	}
	defer free()
	identity, err := f.openIdentity(old)
	if err != nil {
		return err
	}
	if err := f.wrap(identity, fresh); err != nil {
		return err
	}
	again, err := f.openIdentity(fresh)
	if err == nil && again.String() != identity.String() {
		err = errors.New("what was read back is another identity")
	}
	return err
}

// wrap writes the identity under a passphrase, in place of the file that is
// there.
func (f *encryptedFile) wrap(identity *age.X25519Identity, passphrase string) error {
	key, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	key.SetWorkFactor(f.factor)
	data, err := encrypt([]byte(identity.String()+"\n"), key)
	if err != nil {
		return err
	}
	return safefile.Write(f.identityPath, data)
}

func errEmptyPassphrase() error {
	return &Error{Err: ErrWrongPassphrase, Detail: "it is empty", Hint: "give at least one character"}
}
