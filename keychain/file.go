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

// defaultFactor is a string so that tests of the real program can set a lower one with the linker (-X).
var defaultFactor = "16"

// Size limits in bytes: an identity has some 300, and a thousand connections with RSA keys some 7 million.
const (
	maxIdentity = 64 << 10
	maxVault    = 256 << 20
)

// encryptedFile saves all records in one file. A passphrase costs 0.2 s by design, so it protects a key instead:
//
//	identity.age     an X25519 identity, encrypted with the passphrase
//	connections.age  the records, encrypted to that identity
//
// The public key is not saved, so that write access to the folder is not enough to create a file that opens. Both are
// plain age files: "age -d -i identity.age connections.age" decrypts them.
type encryptedFile struct {
	identityPath, path string
	factor             int
	lock               func(context.Context) (unlock func(), err error)

	mu       sync.Mutex
	identity *age.X25519Identity // nil until unlocked
}

// vault is the content of connections.age.
type vault struct {
	Version int               `json:"version"`
	Records map[string][]byte `json:"records"`
}

func newEncryptedFile(dir string, factor int, lock func(context.Context) (func(), error)) *encryptedFile {
	if factor == 0 {
		factor, _ = strconv.Atoi(defaultFactor)
	}
	return &encryptedFile{
		identityPath: filepath.Join(dir, "identity.age"),
		path:         filepath.Join(dir, "connections.age"),
		factor:       factor,
		lock:         lock,
	}
}

// exists reports whether either file exists. An unreadable file counts, so that it isn't replaced.
func (f *encryptedFile) exists() bool {
	return !absent(f.identityPath) || !absent(f.path)
}

func absent(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

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
		return nil, &Error{
			Err: ErrWrongPassphrase, Hint: "try again; without the passphrase the connections cannot be recovered",
		}
	}
	if err != nil {
		return nil, fault.DamagedFile(f.identityPath, err.Error())
	}
	identity, err := age.ParseX25519Identity(strings.TrimSpace(string(text)))
	if err != nil { // the parser's error would quote the secret
		return nil, fault.DamagedFile(f.identityPath, "not an X25519 identity")
	}
	return identity, nil
}

func (f *encryptedFile) makeIdentity(passphrase string) (*age.X25519Identity, error) {
	if !absent(f.path) {
		return nil, fault.DamagedFile(f.identityPath, "missing, and needed to decrypt "+f.path)
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	return identity, f.wrap(identity, passphrase)
}

// open decrypts all records; none if the file does not exist yet.
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
	// The parser's errors would quote secrets.
	invalid := fault.DamagedFile(f.path, "the decrypted content is not a list of records")
	var versioned struct{ Version int }
	if json.Unmarshal(text, &versioned) != nil {
		return vault{}, invalid
	}
	if versioned.Version != vaultVersion {
		return vault{}, fault.NewerVersion(f.path, versioned.Version, vaultVersion)
	}
	var v vault
	if json.Unmarshal(text, &v) != nil || v.Records == nil {
		return vault{}, invalid
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

// List returns the names of the records, sorted.
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

// change rewrites the file and verifies it.
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
	return &Error{Err: ErrPassphraseRequired, Hint: "enter its passphrase"}
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
		err = errors.New("the identity changed while it was written")
	}
	return err
}

// wrap encrypts the identity with a passphrase and replaces its file.
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
	return &Error{Err: ErrWrongPassphrase, Detail: "empty", Hint: "enter at least one character"}
}
