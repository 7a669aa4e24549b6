package keychain

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/internal/testenv"
)

func TestInvalidIndex(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"empty":         {"", ErrDamaged},
		"cut":           {`{"version":1,"connections":[{"name":"an`, ErrDamaged},
		"no JSON":       {"\x00\x1b[2J\x00", ErrDamaged},
		"trailing text": {`{"version":1,"connections":[]} {}`, ErrDamaged},
		"newer":         {`{"version":3,"connections":{"anna":{}}}`, ErrNewerVersion},
		"no version":    {`{"connections":[]}`, ErrNewerVersion},
		"unknown field": {`{"version":1,"connections":[{"name":"anna","colour":"red"}]}`, ErrDamaged},
		"bad name":      {`{"version":1,"connections":[{"name":"../anna"}]}`, ErrDamaged},
		"twice":         {`{"version":1,"connections":[{"name":"anna","store":"os"},{"name":"anna","store":"os"}]}`, ErrDamaged},
		"no store":      {`{"version":2,"connections":[{"name":"anna","store":"drawer"}]}`, ErrDamaged},
		"bad removal":   {`{"version":2,"connections":[],"removals":[{"name":"/names","store":"os"}]}`, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, b := t.TempDir(), newItems()
			path := filepath.Join(dir, "index.json")
			write(t, path, []byte(c.text))
			k := onItems(dir, b)
			_, listErr := k.List(t.Context())
			_, _, getErr := k.Get(t.Context(), "anna")
			for _, err := range []error{
				listErr, getErr,
				k.Put(t.Context(), entry("anna"), []byte("sample-secret"), true),
				k.Update(t.Context(), "anna", func(*Entry) {}),
				k.Delete(t.Context(), "anna"),
			} {
				wantError(t, err, c.want)
				if text := err.Error(); !strings.Contains(text, path) || strings.ContainsAny(text, "\x00\x1b") {
					t.Errorf("got the error %q", text)
				}
			}
			if string(read(t, path)) != c.text || len(b.values) != 0 {
				t.Error("something was changed")
			}
		})
	}
}

func TestLockTimeout(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unlock, err := newDiskIndex(dir).lock(t.Context()) // as another process would
	if err != nil {
		t.Fatal(err)
	}
	k := onItems(dir, newItems())
	k.disk.wait = time.Millisecond
	wantError(t, k.Put(t.Context(), entry("anna"), nil, false), ErrBusy)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantError(t, k.Update(ctx, "anna", func(*Entry) {}), context.Canceled)
	if list, err := k.List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("List waited for the lock: %v, %v", list, err)
	}
	unlock()
	k.disk.wait = testenv.WaitTimeout()
	put(t, k, "anna", nil)
}

func TestListCreatesNoFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "countersign")
	if list, err := onItems(dir, newItems()).List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("got %v, %v", list, err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("listing made the folder")
	}
}

func TestNoDir(t *testing.T) {
	t.Parallel()
	if err := onItems("", newItems()).Put(t.Context(), entry("anna"), nil, false); err == nil {
		t.Error("no error without a folder")
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, good := range map[string]bool{
		"a": true, "flickr": true, "wiki-bot": true, "anna@flickr": true, "A.b_C-9": true,
		strings.Repeat("x", 64): true,
		"":                      false, strings.Repeat("x", 65): false, "-x": false, "a b": false,
		"a/b": false, "a:b": false, "a\n": false, "é": false, "a\x1b[2J": false, `a"`: false,
	} {
		err := CheckName(name)
		if good != (err == nil) {
			t.Errorf("%q: %v", name, err)
		}
		if !good && (!errors.Is(err, ErrInvalidName) || strings.ContainsAny(err.Error(), "\x1b\n")) {
			t.Errorf("%q: got the error %q", name, err)
		}
	}
}
