package keychain

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"countersign/keychain/fault"
	"countersign/keychain/osstore"
)

// absentOS is a machine without an OS keychain.
func absentOS(context.Context) (bool, error) {
	return false, &Error{Err: ErrUnavailable, Detail: "no session bus", Hint: fault.HintOtherStore}
}

func TestDefaultStore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind Kind
		os   osstore.Probe
		file bool // the encrypted file is there
		want Status
	}{
		"left open, OS answers":         {"", open, false, Status{Kind: OS, Ready: true}},
		"left open, OS before the file": {"", open, true, Status{Kind: OS, Ready: true}},
		"left open, OS locked":          {"", lockedOS, false, Status{Kind: OS, Ready: true, Locked: true}},
		"left open, no OS but the file": {"", absentOS, true, Status{Kind: File, NeedsPassphrase: true, OSError: ErrUnavailable}},
		"left open, nothing":            {"", absentOS, false, Status{NewFile: true, OSError: ErrUnavailable}},
		"OS, absent":                    {OS, absentOS, true, Status{Kind: OS, OSError: ErrUnavailable}},
		"file, new":                     {File, open, false, Status{Kind: File, NeedsPassphrase: true, NewFile: true}},
		"file, there":                   {File, open, true, Status{Kind: File, NeedsPassphrase: true}},
		"memory":                        {Memory, absentOS, true, Status{Kind: Memory, Ready: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if c.file {
				onFile(t, dir)
			}
			k := newKeychain(Options{Dir: dir, Kind: c.kind})
			k.os.ProbeFunc = c.os
			got := k.Status(t.Context())
			if !errors.Is(got.OSError, c.want.OSError) {
				t.Errorf("the OS keychain's error is %v, want %v", got.OSError, c.want.OSError)
			}
			got.OSError = c.want.OSError
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func lockedOS(context.Context) (bool, error) { return true, nil }

func TestNoStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	k := newKeychain(Options{Dir: dir})
	k.os.ProbeFunc = absentOS
	err := k.Put(t.Context(), entry("anna"), []byte("sample-secret"), false)
	wantError(t, err, ErrUnavailable)
	var problem *Error
	if !errors.As(err, &problem) || problem.Detail != "no session bus" || !strings.Contains(problem.Hint, "--keychain file") {
		t.Errorf("the error has no hint: %v", err)
	}
	wantError(t, k.Open(t.Context()), ErrUnavailable)
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("files were made: %v", files)
	}

	if err := k.Unlock(t.Context(), samplePassphrase); err != nil { // the person chose the file
		t.Fatal(err)
	}
	put(t, k, "anna", []byte("sample-secret"))
	k.Use(Memory)
	put(t, k, "ben", []byte("sample-secret"))
	list, err := k.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Name != "ben" || list[0].Store != Memory {
		t.Errorf("in memory: %v, %v", list, err)
	}
}

// An OS keychain that fails later must not send connections elsewhere.
func TestSelectedStoreStays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	onFile(t, dir)
	k := newKeychain(Options{Dir: dir})
	k.os.Backend, k.os.ProbeFunc = newItems(), open
	put(t, k, "anna", []byte("sample-secret"))
	k.os.ProbeFunc = absentOS
	wantError(t, k.Put(t.Context(), entry("ben"), nil, false), ErrUnavailable)
	_, _, err := k.Get(t.Context(), "anna")
	wantError(t, err, ErrUnavailable)
}

func TestOtherStore(t *testing.T) {
	t.Parallel()
	dir, b := t.TempDir(), newItems()
	put(t, onItems(dir, b), "in-os", []byte("sample-os"))
	k := onFile(t, dir)
	put(t, k, "in-file", []byte("sample-file"))
	list, err := k.List(t.Context())
	if err != nil || len(list) != 2 || list[0].Store != File || list[1].Store != OS {
		t.Fatalf("got %v, %v", list, err)
	}
	_, _, getErr := k.Get(t.Context(), "in-os")
	for _, err := range []error{
		getErr,
		k.Put(t.Context(), entry("in-os"), nil, true),
		k.Delete(t.Context(), "in-os"),
	} {
		wantError(t, err, ErrOtherStore)
		if !strings.Contains(err.Error(), "--keychain os") {
			t.Errorf("the error doesn't name the store: %v", err)
		}
	}
	wantError(t, k.Put(t.Context(), entry("in-os"), nil, false), ErrNameTaken)
	wantSecret(t, onItems(dir, b), "in-os", []byte("sample-os"))
	if err := k.Update(t.Context(), "in-os", func(e *Entry) { e.Account = "ben" }); err != nil {
		t.Errorf("facts need no store: %v", err)
	}
}

func TestParseKind(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{"": true, "os": true, "file": true, "memory": true, "OS": false, "disk\x1b": false} {
		kind, err := ParseKind(text)
		if good != (err == nil) || good && string(kind) != text {
			t.Errorf("%q: %q, %v", text, kind, err)
		}
		if err != nil && strings.Contains(err.Error(), "\x1b") {
			t.Errorf("got the error %q", err)
		}
	}
}
