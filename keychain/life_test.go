package keychain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func contractRename(t *testing.T, start func() *Store) {
	k := start()
	put(t, k, "anna", secretOf(1, 6000))
	put(t, k, "ben", []byte("sample-ben"))
	if err := k.Rename(t.Context(), "anna", "carl"); err != nil {
		t.Fatal(err)
	}
	wantSecret(t, start(), "carl", secretOf(1, 6000))
	_, _, err := start().Get(t.Context(), "anna")
	wantError(t, err, ErrNotFound)
	wantError(t, k.Rename(t.Context(), "anna", "dora"), ErrNotFound)
	wantError(t, k.Rename(t.Context(), "carl", "ben"), ErrNameTaken)
	wantError(t, k.Rename(t.Context(), "carl", "BEN"), ErrNameTaken)
	wantError(t, k.Rename(t.Context(), "carl", "Carl"), ErrNameTaken)
	wantError(t, k.Rename(t.Context(), "carl", "a/b"), ErrInvalidName)
	wantSecret(t, start(), "carl", secretOf(1, 6000))
	wantSecret(t, start(), "ben", []byte("sample-ben"))
	put(t, k, "anna", []byte("sample-new")) // the name is free again
	wantSecret(t, start(), "carl", secretOf(1, 6000))
}

func contractRebuild(t *testing.T, start func() *Store) {
	k := start()
	if k.chosen() == Memory {
		t.Skip("memory's index is gone with its records")
	}
	put(t, k, "anna", secretOf(1, 6000))
	put(t, k, "ben", []byte("sample-ben"))
	want, err := k.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, damage := range []func() error{
		func() error { return os.Remove(k.disk.path) },
		func() error { return os.WriteFile(k.disk.path, []byte(`{"version":2,"conn`), 0o600) },
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		r, err := start().Repair(t.Context())
		if err != nil || !slices.Equal(r.Restored, []string{"anna", "ben"}) {
			t.Fatalf("repaired %+v, %v", r, err)
		}
		got, err := start().List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the index (-before +rebuilt):\n%s", diff)
		}
		wantSecret(t, start(), "anna", secretOf(1, 6000))
	}
	if aside := read(t, k.disk.path+".damaged-1"); string(aside) != `{"version":2,"conn` {
		t.Errorf("the backup contains %q", aside)
	}
}

// both gives a Keychain on a new folder with the encrypted file unlocked and
// an OS keychain of items.
func both(t *testing.T) (*Store, *items) {
	t.Helper()
	b := newItems()
	k := onFile(t, t.TempDir())
	k.os.Backend, k.os.ProbeFunc = b, open
	return k, b
}

func TestMove(t *testing.T) {
	t.Parallel()
	k, b := both(t)
	put(t, k, "anna", secretOf(1, 6000))
	for _, to := range []Kind{OS, File, File} {
		if err := k.Move(t.Context(), "anna", to); err != nil {
			t.Fatal(err)
		}
		k.Use(to)
		wantSecret(t, k, "anna", secretOf(1, 6000))
		inFile, err := k.file.List(t.Context())
		if err != nil || len(inFile) > 0 == (to == OS) || len(b.values) > 0 == (to == File) {
			t.Errorf("after moving to %s, the file holds %v, the keychain %d items; %v", to, inFile, len(b.values), err)
		}
	}
	wantError(t, k.Move(t.Context(), "ben", OS), ErrNotFound)
	wantError(t, k.Move(t.Context(), "anna", Memory), ErrUnavailable)
	wantError(t, newKeychain(Options{Dir: k.disk.dir, Kind: OS}).Move(t.Context(), "anna", OS), ErrPassphraseRequired)
}

// Every call to the OS keychain may be the last one before it goes away.
func TestFailedMove(t *testing.T) {
	t.Parallel()
	for _, to := range []Kind{OS, File} {
		for power := 0; ; power++ {
			k, b := both(t)
			put(t, k, "anna", secretOf(1, 6000))
			if to == File {
				if err := k.Move(t.Context(), "anna", OS); err != nil {
					t.Fatal(err)
				}
			}
			b.calls, b.power = 0, power
			err := k.Move(t.Context(), "anna", to)
			b.power = -1
			list, listErr := k.List(t.Context())
			if listErr != nil || len(list) != 1 || err == nil && list[0].Store != to {
				t.Fatalf("to %s after %d calls: %v, %v, %v", to, power, list, listErr, err)
			}
			k.Use(list[0].Store)
			wantSecret(t, k, "anna", secretOf(1, 6000))
			if err == nil && b.calls <= power {
				break
			}
		}
	}
}

func TestDeleteFromIndex(t *testing.T) {
	t.Parallel()
	k, b := both(t)
	put(t, k, "anna", []byte("sample-anna"))
	if err := k.Move(t.Context(), "anna", OS); err != nil {
		t.Fatal(err)
	}
	gone := error(&Error{Err: ErrUnavailable, Detail: "sample"})
	k.os.ProbeFunc = func(context.Context) (bool, error) { return false, gone }
	k.Use(OS)
	wantError(t, k.Delete(t.Context(), "anna"), ErrUnavailable)
	if err := k.DeleteFromIndex(t.Context(), "anna"); err != nil {
		t.Fatal(err)
	}
	if list, err := k.List(t.Context()); err != nil || len(list) != 0 {
		t.Fatalf("still there: %v, %v", list, err)
	}
	// The keychain comes back: the next change removes what was dropped.
	k.os.ProbeFunc = open
	k.Use(File)
	put(t, k, "ben", []byte("sample-ben"))
	if len(b.values) != 0 {
		t.Errorf("%d items are left in the OS keychain", len(b.values))
	}
	wantError(t, k.DeleteFromIndex(t.Context(), "anna"), ErrNotFound)
}

func TestRepairResult(t *testing.T) {
	t.Parallel()
	k, b := both(t)
	for _, name := range []string{"kept", "lost", "old"} {
		put(t, k, name, []byte("sample-"+name))
		if err := k.Move(t.Context(), name, OS); err != nil {
			t.Fatal(err)
		}
	}
	put(t, k, "in-file", []byte("sample-file"))
	b.values["countersign lost"] = wholeHead + "x"
	delete(b.values, "countersign lost")
	b.values["countersign old"] = wholeHead + `{"token":"of the first version"}`
	c, err := k.disk.load()
	if err != nil {
		t.Fatal(err)
	}
	c.Entries = slices.DeleteFunc(c.Entries, func(e Entry) bool { return e.Name == "old" })
	if err := k.disk.save(c); err != nil {
		t.Fatal(err)
	}
	r, err := k.Repair(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(RepairResult{Intact: 2, Missing: []string{"lost"}, Unrecognized: []string{"old"}}, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	r, err = onItems(k.disk.dir, b).Repair(t.Context()) // the file is locked
	if err != nil || !slices.Equal(r.Unreachable, []string{"in-file"}) {
		t.Errorf("with a locked file: %+v, %v", r, err)
	}
}

func TestOutdatedIndex(t *testing.T) {
	t.Parallel()
	k, _ := both(t)
	put(t, k, "anna", []byte("sample-old"))
	before := read(t, k.disk.path)
	renewed := entry("anna")
	renewed.Expires = renewed.Created.AddDate(0, 0, 1)
	if err := k.Put(t.Context(), renewed, []byte("sample-new"), true); err != nil {
		t.Fatal(err)
	}
	write(t, k.disk.path, before) // as a crash before the index was written would leave it
	e, secret, err := k.Get(t.Context(), "anna")
	if err != nil || string(secret) != "sample-new" || !e.Expires.Equal(renewed.Expires) {
		t.Errorf("got %+v with %q, %v", e, secret, err)
	}
}

func TestVersion1Records(t *testing.T) {
	t.Parallel()
	k, b := both(t)
	k.Use(OS)
	b.values["countersign anna"] = wholeHead + `{"token":"sample"}`
	write(t, k.disk.path, []byte(`{"version":1,"connections":[{"name":"anna","connector":"sandbox","title":"Sandbox","created":"2026-11-23T10:00:00Z","store":"os"}]}`))
	wantSecret(t, k, "anna", []byte(`{"token":"sample"}`))
	if err := k.Rename(t.Context(), "anna", "ben"); err != nil {
		t.Fatal(err)
	}
	wantSecret(t, k, "ben", []byte(`{"token":"sample"}`))
}

func TestChangePassphrase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := onFile(t, dir)
	put(t, k, "anna", []byte("sample-secret"))
	records := read(t, k.file.path)
	wantError(t, k.ChangePassphrase(t.Context(), "sample-wrong", "sample-new"), ErrWrongPassphrase)
	wantError(t, k.ChangePassphrase(t.Context(), samplePassphrase, ""), ErrWrongPassphrase)
	if err := k.ChangePassphrase(t.Context(), samplePassphrase, "sample-new"); err != nil {
		t.Fatal(err)
	}
	again := newKeychain(Options{Dir: dir, Kind: File})
	wantError(t, again.Unlock(t.Context(), samplePassphrase), ErrWrongPassphrase)
	if err := again.Unlock(t.Context(), "sample-new"); err != nil {
		t.Fatal(err)
	}
	wantSecret(t, again, "anna", []byte("sample-secret"))
	if string(read(t, k.file.path)) != string(records) {
		t.Error("the records were rewritten")
	}
	put(t, k, "ben", []byte("sample-ben")) // a program that had it open goes on
	wantSecret(t, again, "ben", []byte("sample-ben"))
}

func TestLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b := newKeychain(Options{Dir: dir, Kind: File}), newKeychain(Options{Dir: dir, Kind: OS})
	release, err := a.Lock(t.Context(), "anna")
	if err != nil {
		t.Fatal(err)
	}
	other, err := b.Lock(t.Context(), "ben")
	if err != nil {
		t.Fatal(err)
	}
	other()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Lock(ctx, "Anna"); !errors.Is(err, context.Canceled) {
		t.Errorf("a second one got in: %v", err)
	}
	release()
	again, err := b.Lock(t.Context(), "anna")
	if err != nil {
		t.Fatal(err)
	}
	again()
}

// What stands in a file's place is never followed, read without a bound, or
// replaced.
func TestUnsafeFiles(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need rights on Windows")
	}
	for _, name := range []string{"index.json", "connections.age", "identity.age"} {
		for what, place := range map[string]func(t *testing.T, path string){
			"link": func(t *testing.T, path string) {
				target := filepath.Join(t.TempDir(), "target")
				write(t, target, []byte("sample-target"))
				t.Cleanup(func() {
					if string(read(t, target)) != "sample-target" {
						t.Error("the target of the link was changed")
					}
				})
				must(t, os.Symlink(target, path))
			},
			"link to nowhere": func(t *testing.T, path string) { must(t, os.Symlink("/nonexistent/sample", path)) },
			"folder":          func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o700)) },
			"huge file": func(t *testing.T, path string) {
				write(t, path, nil)
				must(t, os.Truncate(path, 1<<30)) // sparse: it takes no room
			},
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				t.Parallel()
				k := onFile(t, t.TempDir())
				path := filepath.Join(k.disk.dir, name)
				must(t, os.RemoveAll(path))
				place(t, path)
				again := newKeychain(Options{Dir: k.disk.dir, Kind: File})
				err := again.Unlock(t.Context(), samplePassphrase)
				if err == nil {
					err = again.Put(t.Context(), entry("anna"), []byte("sample-secret"), true)
				}
				if !errors.Is(err, ErrUnsafeFile) && !errors.Is(err, ErrDamaged) || !strings.Contains(fmt.Sprint(err), name) {
					t.Errorf("got %v", err)
				}
				if _, err := os.Lstat(path); err != nil {
					t.Errorf("it is gone: %v", err)
				}
			})
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
