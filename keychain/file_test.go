package keychain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"filippo.io/age"
)

func TestWrongPassphrase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, onFile(t, dir), "anna", []byte("sample-secret"))
	k := newKeychain(Options{Dir: dir, Kind: File})
	for _, wrong := range []string{"", "sample-passphrase ", "another"} {
		wantError(t, k.Unlock(t.Context(), wrong), ErrWrongPassphrase)
	}
	_, _, err := k.Get(t.Context(), "anna")
	wantError(t, err, ErrPassphraseRequired)
	wantError(t, k.Put(t.Context(), entry("ben"), nil, false), ErrPassphraseRequired)
	wantError(t, k.Delete(t.Context(), "anna"), ErrPassphraseRequired)
	wantSecret(t, onFile(t, dir), "anna", []byte("sample-secret"))
}

// Tampered files are refused and left as they are.
func TestTamperedFile(t *testing.T) {
	t.Parallel()
	flip := func(at int) func([]byte) []byte {
		return func(data []byte) []byte {
			data = bytes.Clone(data)
			data[(at+len(data))%len(data)] ^= 1
			return data
		}
	}
	for name, c := range map[string]struct {
		file string
		edit func([]byte) []byte
	}{
		"first bit":          {"connections.age", flip(0)},
		"header":             {"connections.age", flip(60)},
		"last bit":           {"connections.age", flip(-1)},
		"cut":                {"connections.age", func(data []byte) []byte { return data[:len(data)-20] }},
		"empty":              {"connections.age", func([]byte) []byte { return nil }},
		"another's":          {"connections.age", another},
		"identity cut":       {"identity.age", func(data []byte) []byte { return data[:len(data)-1] }},
		"identity flipped":   {"identity.age", flip(-1)},
		"identity not age's": {"identity.age", func([]byte) []byte { return []byte("AGE-SECRET-KEY-SAMPLE") }},
		"identity of nobody": {"identity.age", notAnIdentity},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, onFile(t, dir), "anna", []byte("sample-secret"))
			path := filepath.Join(dir, c.file)
			bad := c.edit(read(t, path))
			write(t, path, bad)
			k := newKeychain(Options{Dir: dir, Kind: File})
			err := k.Unlock(t.Context(), samplePassphrase)
			wantError(t, err, ErrDamaged)
			if !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "SAMPLE") {
				t.Errorf("got the error %v", err)
			}
			if !bytes.Equal(read(t, path), bad) {
				t.Error("the file was rewritten")
			}
		})
	}
}

// another gives a good file of somebody else, made without the passphrase.
func another([]byte) []byte {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		panic(err)
	}
	data, err := encrypt([]byte(`{"version":1,"records":{}}`), identity.Recipient())
	if err != nil {
		panic(err)
	}
	return data
}

func notAnIdentity([]byte) []byte {
	key, err := age.NewScryptRecipient(samplePassphrase)
	if err != nil {
		panic(err)
	}
	key.SetWorkFactor(workFactor)
	data, err := encrypt([]byte("AGE-SECRET-KEY-SAMPLE"), key)
	if err != nil {
		panic(err)
	}
	return data
}

func TestFileReplacedAfterUnlock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := onFile(t, dir)
	put(t, k, "anna", []byte("sample-secret"))
	path := filepath.Join(dir, "connections.age")
	bad := another(nil)
	write(t, path, bad)
	wantError(t, k.Put(t.Context(), entry("ben"), []byte("sample-secret"), false), ErrDamaged)
	_, _, err := k.Get(t.Context(), "anna")
	wantError(t, err, ErrDamaged)
	if !bytes.Equal(read(t, path), bad) {
		t.Error("the file was rewritten")
	}
}

func TestMissingIdentityIsNotReplaced(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, onFile(t, dir), "anna", []byte("sample-secret"))
	if err := os.Remove(filepath.Join(dir, "identity.age")); err != nil {
		t.Fatal(err)
	}
	k := newKeychain(Options{Dir: dir, Kind: File})
	if s := k.Status(t.Context()); s.NewFile {
		t.Error("the status offers a new file in place of the old one")
	}
	wantError(t, k.Unlock(t.Context(), samplePassphrase), ErrDamaged)
}

func TestUnknownFileVersion(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"newer":          {`{"version":2,"records":{"anna":"AAAA"}}`, ErrNewerVersion},
		"newer in shape": {`{"version":2,"records":[]}`, ErrNewerVersion},
		"no version":     {`{"records":{}}`, ErrNewerVersion},
		"no records":     {`{"version":1}`, ErrDamaged},
		"no JSON":        {`sample-secret`, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := onFile(t, t.TempDir())
			data, err := encrypt([]byte(c.text), k.file.current().Recipient())
			if err != nil {
				t.Fatal(err)
			}
			write(t, k.file.path, data)
			err = k.Put(t.Context(), entry("anna"), nil, false)
			wantError(t, err, c.want)
			if strings.Contains(err.Error(), "sample") {
				t.Errorf("the error shows what was decrypted: %v", err)
			}
			if !bytes.Equal(read(t, k.file.path), data) {
				t.Error("the file was rewritten")
			}
		})
	}
}

// The way out without this program: two steps with age.
func TestPlainAgeOpensTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, onFile(t, dir), "anna", []byte("sample-secret"))
	key, err := age.NewScryptIdentity(samplePassphrase)
	if err != nil {
		t.Fatal(err)
	}
	text, err := decrypt(read(t, filepath.Join(dir, "identity.age")), key)
	if err != nil {
		t.Fatal(err)
	}
	identities, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil || len(identities) != 1 {
		t.Fatalf("%d identities, %v", len(identities), err)
	}
	records, err := decrypt(read(t, filepath.Join(dir, "connections.age")), identities[0])
	var plain struct {
		Version int
		Records map[string][]byte
	}
	if err := errors.Join(err, json.Unmarshal(records, &plain)); err != nil || plain.Version != 1 || len(plain.Records) != 1 {
		t.Fatalf("got %s, %v", records, err)
	}
	facts, secret, _ := strings.Cut(string(plain.Records["anna"]), "\n")
	if !strings.HasPrefix(facts, `countersign record 2 {"name":"anna",`) || secret != "sample-secret" {
		t.Errorf("the record is %q and %q", facts, secret)
	}
}

func TestFilePermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	dir := filepath.Join(t.TempDir(), "data", "countersign")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, onFile(t, dir), "anna", []byte("sample-secret"))
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v, %v", info.Mode(), err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 4 {
		t.Fatalf("%d files, %v; want index, lock, identity, connections", len(files), err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestCanceledFileCalls(t *testing.T) {
	t.Parallel()
	k := onFile(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantError(t, k.Put(ctx, entry("anna"), nil, false), context.Canceled)
	wantError(t, k.Unlock(ctx, samplePassphrase), context.Canceled)
	if _, err := os.Stat(k.file.path); err == nil {
		t.Error("a cancelled Put wrote the file")
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
