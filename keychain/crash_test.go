package keychain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Every call to the OS keychain may be the last one before a crash.
func TestCrashIsAtomic(t *testing.T) {
	t.Parallel()
	small, smaller := []byte("sample-old"), []byte("sample-new")
	large, larger := secretOf(1, 5000), secretOf(2, 12_000)
	for name, c := range map[string]struct{ old, new []byte }{
		"new small":       {nil, small},
		"new large":       {nil, large},
		"small to small":  {small, smaller},
		"small to large":  {small, large},
		"large to small":  {large, small},
		"large to larger": {large, larger},
		"larger to large": {larger, large},
		"forget small":    {small, nil},
		"forget large":    {large, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for power := 0; ; power++ {
				if crashAfter(t, power, c.old, c.new) {
					return
				}
			}
		})
	}
}

// crashAfter changes a record from before to after (nil: none) with a crash
// after so many calls, and reports whether the change needed no more.
func crashAfter(t *testing.T, power int, before, after []byte) (finished bool) {
	t.Helper()
	dir, b := t.TempDir(), newItems()
	if before != nil {
		put(t, onItems(dir, b), "anna", before)
	}
	b = b.restarted()
	b.power = power
	err := changeTo(t.Context(), onItems(dir, b), after)

	b = b.restarted()
	k := onItems(dir, b)
	_, got, getErr := k.Get(t.Context(), "anna")
	switch {
	case err == nil && after != nil:
		wantSecret(t, k, "anna", after)
	case errors.Is(getErr, ErrNotFound) && (before == nil || err == nil && after == nil):
	case errors.Is(getErr, ErrSecretsMissing) && after == nil: // the keychain, not this process, went away: the entry stays to be forgotten again
	case getErr != nil:
		t.Fatalf("after %d calls: %v", power, getErr)
	case !bytes.Equal(got, before) && !bytes.Equal(got, after):
		t.Fatalf("after %d calls: %d bytes, neither the old nor the new", power, len(got))
	}

	if err == nil && after == nil && len(b.values) != 0 {
		t.Fatalf("after deleting, %d items are left", len(b.values))
	}
	put(t, k, "anna", []byte("sample-again"))
	if len(b.values) != 2 {
		t.Fatalf("after %d calls and a new record, %d items are left, not the record and the list of names", power, len(b.values))
	}
	if err := k.Delete(t.Context(), "anna"); err != nil || len(b.values) != 0 {
		t.Fatalf("after %d calls and deleting, %d items are left: %v", power, len(b.values), err)
	}
	return err == nil
}

func changeTo(ctx context.Context, k *Store, secret []byte) error {
	if secret == nil {
		return k.Delete(ctx, "anna")
	}
	return k.Put(ctx, entry("anna"), secret, true)
}

func TestCrashBeforeIndexWrite(t *testing.T) {
	t.Parallel()
	dir, b := t.TempDir(), newItems()
	k := onItems(dir, b)
	put(t, k, "ben", []byte("sample-ben"))
	// The index's temporary file can't be made: the secret is kept, the entry isn't.
	blocked := filepath.Join(dir, "index.json.tmp", "in-the-way")
	if err := os.MkdirAll(blocked, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := k.Put(t.Context(), entry("anna"), []byte("sample-anna"), false); err == nil {
		t.Fatal("no error for an index that can't be written")
	}
	wantSecret(t, k, "ben", []byte("sample-ben"))
	if err := os.RemoveAll(filepath.Dir(blocked)); err != nil {
		t.Fatal(err)
	}
	if err := k.Put(t.Context(), entry("anna"), []byte("sample-again"), false); err != nil {
		t.Fatal(err)
	}
	wantSecret(t, k, "anna", []byte("sample-again"))
}

func TestLeftoverTemporaryFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"index.json.tmp", "connections.age.tmp", "identity.age.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(`{"half`), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	k := onFile(t, dir)
	put(t, k, "anna", []byte("sample-secret"))
	wantSecret(t, onFile(t, dir), "anna", []byte("sample-secret"))
	left, err := filepath.Glob(filepath.Join(dir, "*.tmp"))
	if err != nil || len(left) != 0 {
		t.Errorf("still there: %v, %v", left, err)
	}
}

// Who has the old file open reads it to its end.
func TestFilesAreReplaced(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows replaces no open files")
	}
	dir := t.TempDir()
	k := onFile(t, dir)
	put(t, k, "anna", []byte("sample-secret"))
	for _, name := range []string{"index.json", "connections.age"} {
		path := filepath.Join(dir, name)
		before := read(t, path)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		put(t, k, "ben", []byte("sample-secret"))
		got, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, before) || bytes.Equal(read(t, path), before) {
			t.Errorf("%s was written in place", name)
		}
		if err := k.Delete(t.Context(), "ben"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadDuringReplace(t *testing.T) {
	t.Parallel()
	dir, b := t.TempDir(), newItems()
	k := onItems(dir, b)
	put(t, k, "anna", secretOf(1, 9000))
	for call := 1; call <= 5; call++ {
		t.Run(fmt.Sprintf("before call %d", call), func(t *testing.T) {
			reader := newItems()
			reader.values = b.values // both see one keychain; calls don't overlap here
			n := 0
			reader.meanwhile = func() {
				if n++; n == call {
					put(t, k, "anna", secretOf(byte(10+call), 7000))
				}
			}
			wantOneOf(t, onItems(dir, reader), secretOf(byte(10+call), 7000), secretOf(byte(9+call), 7000), secretOf(1, 9000))
		})
	}
}

func wantOneOf(t *testing.T, k *Store, wanted ...[]byte) {
	t.Helper()
	_, got, err := k.Get(t.Context(), "anna")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wanted {
		if bytes.Equal(got, w) {
			return
		}
	}
	t.Fatalf("got %d bytes that were never saved", len(got))
}
