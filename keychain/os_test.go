package keychain

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestDismissedDialog(t *testing.T) {
	t.Parallel()
	b := newItems()
	k := onItems(t.TempDir(), b)
	put(t, k, "anna", []byte("sample-old"))

	b.dismiss = true
	wantError(t, k.Put(t.Context(), entry("anna"), []byte("sample-new"), true), ErrDismissed)
	wantError(t, k.Put(t.Context(), entry("ben"), []byte("sample-new"), false), ErrDismissed)
	wantError(t, k.Delete(t.Context(), "anna"), ErrDismissed)

	b.dismiss = false
	wantSecret(t, k, "anna", []byte("sample-old"))
	_, _, err := k.Get(t.Context(), "ben")
	wantError(t, err, ErrNotFound)
}

func TestMissingSecrets(t *testing.T) {
	t.Parallel()
	b := newItems()
	k := onItems(t.TempDir(), b)
	put(t, k, "anna", []byte("sample-secret"))
	clear(b.values)
	_, _, err := k.Get(t.Context(), "anna")
	wantError(t, err, ErrSecretsMissing)
	if err := k.Delete(t.Context(), "anna"); err != nil {
		t.Errorf("deleting it again: %v", err)
	}
}

// hung is an OS keychain whose dialog nobody answers.
type hung struct {
	*items
	called chan struct{}
	answer chan struct{}
}

func newHung() hung { return hung{newItems(), make(chan struct{}, 1), make(chan struct{})} }

func (h hung) Get(service, user string) (string, error) {
	h.called <- struct{}{}
	<-h.answer
	return h.items.Get(service, user)
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		locked bool
		limit  time.Duration
		want   time.Duration
	}{
		"by default":            {want: 3 * time.Second},
		"with a dialog to wait": {locked: true, want: 30 * time.Second},
		"as told":               {locked: true, limit: time.Second, want: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, onItems(dir, newItems()), "anna", nil)
			synctest.Test(t, func(t *testing.T) { // time is the bubble's own
				h := newHung()
				k := onItems(dir, h)
				k.os.Timeout = c.limit
				k.os.ProbeFunc = func(context.Context) (bool, error) { return c.locked, nil }
				begin := time.Now()
				_, _, err := k.Get(t.Context(), "anna")
				wantError(t, err, ErrTimedOut)
				if took := time.Since(begin); took != c.want {
					t.Errorf("gave up after %v, want %v", took, c.want)
				}
				close(h.answer)
			})
		})
	}
}

func TestNoCallsAfterTimeout(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h := newHung()
	k := onItems(dir, h)
	k.os.Timeout = time.Millisecond
	wantError(t, k.Put(t.Context(), entry("anna"), []byte("sample-secret"), false), ErrTimedOut)
	close(h.answer)
	wantError(t, k.Put(t.Context(), entry("anna"), []byte("sample-secret"), false), ErrTimedOut)
	if s := k.Status(t.Context()); s.Ready || !errors.Is(s.OSError, ErrTimedOut) {
		t.Errorf("status %+v", s)
	}
	if len(h.values) != 0 {
		t.Error("an item was stored after the timeout")
	}
}

func TestCanceledCallBlocksOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := newHung()
		k := onItems(dir, h)
		ctx, cancel := context.WithCancel(t.Context())
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { first <- k.Open(ctx) }()
		<-h.called // it is in the backend now
		cancel()
		wantError(t, <-first, context.Canceled)

		go func() { second <- k.Open(t.Context()) }()
		synctest.Wait()
		if len(h.called) != 0 {
			t.Error("a second call was made before the first had ended")
		}
		close(h.answer)
		if err := <-second; err != nil {
			t.Error(err)
		}
	})
}

func TestCanceledBeforeCall(t *testing.T) {
	t.Parallel()
	b := newItems()
	k := onItems(t.TempDir(), b)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantError(t, k.Put(ctx, entry("anna"), []byte("sample-secret"), false), context.Canceled)
	wantError(t, k.Open(ctx), context.Canceled)
	if b.calls != 0 {
		t.Errorf("%d calls were made", b.calls)
	}
}

func TestForeignItems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		value string
		want  error
	}{
		"empty":             {"", ErrDamaged},
		"of another":        {"hunter2", ErrDamaged},
		"newer":             {"countersign 2 whole\nx", ErrNewerVersion},
		"unknown form":      {"countersign 1 halves\n", ErrDamaged},
		"bad slot":          {"countersign 1 pieces c 2 00\n", ErrDamaged},
		"bad count":         {"countersign 1 pieces a 0 00\n", ErrDamaged},
		"endless":           {"countersign 1 pieces a 1000000000 00\n", ErrDamaged},
		"pieces gone":       {"countersign 1 pieces a 2 00\n", ErrDamaged},
		"of another's sums": {"countersign 1 pieces b 1 00\n", ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newItems()
			k := onItems(t.TempDir(), b)
			put(t, k, "anna", []byte("sample-secret"))
			b.values["countersign anna"] = c.value
			b.values["countersign anna/b/1"] = "stray"
			_, _, err := k.Get(t.Context(), "anna")
			wantError(t, err, c.want)
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("the error shows the item")
			}
			err = k.Put(t.Context(), entry("anna"), []byte("sample-new"), true)
			if c.want == ErrNewerVersion {
				wantError(t, err, ErrNewerVersion)
				return
			}
			if err != nil || len(b.values) != 2 { // it and the list of names
				t.Errorf("replacing it: %v, and %d items are left", err, len(b.values))
			}
		})
	}
}

func TestNoSecretInFilesOrErrors(t *testing.T) {
	t.Parallel()
	secret := "sample-token-secret-" + strings.Repeat("z", 5000)
	dir, b := t.TempDir(), newItems()
	put(t, onItems(dir, b), "in-os", []byte(secret))
	put(t, onFile(t, dir), "in-file", []byte(secret))
	wantNoSecretIn(t, dir)

	b.dismiss = true
	err := onItems(dir, b).Put(t.Context(), entry("in-os"), []byte("sample-token-secret-2"), true)
	if err == nil || strings.Contains(err.Error(), "sample-token-secret") {
		t.Errorf("got the error %v", err)
	}
}

// wantNoSecretIn looks for "sample-token-secret" as it is and in base64.
func wantNoSecretIn(t *testing.T, dir string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		data, err := os.ReadFile(dir + "/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range []string{"sample-token-secret", "c2FtcGxlLXRva2VuLXNlY3JldC", samplePassphrase, "AGE-SECRET-KEY"} {
			if strings.Contains(string(data), trace) {
				t.Errorf("%s holds %q", f.Name(), trace)
			}
		}
	}
}
