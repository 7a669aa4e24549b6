package response

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestTildeIsTheHomeFolder(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skip(err)
	}
	for path, want := range map[string]string{
		"~": home, "~/a/b.json": filepath.Join(home, "a", "b.json"), "/a/~/b": filepath.FromSlash("/a/~/b"),
	} {
		if got, err := expanded(path); err != nil || got != want && runtime.GOOS != "windows" {
			t.Errorf("%s: %s, want %s: %v", path, got, want, err)
		}
	}
	if got, err := expanded("~anna"); err != nil || filepath.Base(got) != "~anna" {
		t.Errorf("~anna: %s, %v", got, err)
	}
}

// stopsLater is a context that is canceled when it has been looked at a few times.
type stopsLater struct {
	context.Context
	left int
}

func (s *stopsLater) Err() error {
	if s.left--; s.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestStoppedWriteLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "answer")
	for _, replace := range []bool{false, true} {
		if replace {
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ctx := &stopsLater{t.Context(), 3}
		if err := writeFile(ctx, path, make([]byte, 4<<20), replace); !errors.Is(err, context.Canceled) {
			t.Errorf("not stopped: %v", err)
		}
		left, err := os.ReadFile(path)
		if replace && (err != nil || string(left) != "old") || !replace && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("left behind: %.20q, %v", left, err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
