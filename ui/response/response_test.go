package response

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"countersign/ui/kit"
	"countersign/ui/uitest"
)

func TestATildeIsTheHome(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skip(err)
	}
	for path, want := range map[string]string{
		"~": home, "~/a/b.json": filepath.Join(home, "a", "b.json"), "/a/~/b": filepath.FromSlash("/a/~/b"),
	} {
		if got, err := expanded(path); err != nil || got != want && runtime.GOOS != "windows" {
			t.Errorf("%s became %s, want %s: %v", path, got, want, err)
		}
	}
	if got, err := expanded("~anna"); err != nil || filepath.Base(got) != "~anna" {
		t.Errorf("another's home became %s: %v", got, err)
	}
}

// stopAfter is the context of a person who stops the writing when some of it is done.
type stopAfter struct {
	context.Context
	stop    context.CancelFunc
	written *atomic.Int64
}

func (s stopAfter) Err() error {
	if s.written.Load() > 0 {
		s.stop()
	}
	return s.Context.Err()
}

func TestWritingThatIsStoppedLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "answer")
	for _, replace := range []bool{false, true} {
		if replace {
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		task := kit.NewEnv(uitest.Deps(t), nil).StartTask()
		written := new(atomic.Int64)
		watching := stopAfter{task.Ctx, task.Cancel, written}
		if err := writeFile(watching, path, make([]byte, 4*savedPiece), replace, written); err == nil {
			t.Error("it was written to the end")
		}
		if written.Load() == 0 {
			t.Error("it was not stopped in the middle")
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
