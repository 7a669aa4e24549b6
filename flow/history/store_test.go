package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// newStore waits for as long as a slow machine needs.
func newStore(t *testing.T) *Store { return NewStore(t.TempDir(), time.Minute) }

func onDisk(context.Context) (Location, error) { return Disk, nil }

func add(t *testing.T, s *Store, target string, limit int) {
	t.Helper()
	if err := s.Add(t.Context(), "sample", Entry{ID: target, Method: "GET", Target: target}, limit, onDisk); err != nil {
		t.Fatal(err)
	}
}

func targets(t *testing.T, s *Store) string {
	t.Helper()
	calls, err := s.List(t.Context(), "sample")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range calls {
		list = append(list, c.Target)
	}
	return strings.Join(list, " ")
}

func lines(t *testing.T, s *Store) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(s.Dir(), "sample.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
}

// The first version wrote no limit.
func TestFileOfFirstVersionIsContinued(t *testing.T) {
	t.Parallel()
	old, err := os.ReadFile(filepath.Join("testdata", "first.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	if err := os.WriteFile(filepath.Join(s.Dir(), "sample.jsonl"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	calls, err := s.List(t.Context(), "sample")
	if err != nil || len(calls) != 3 {
		t.Fatalf("got %+v, %v", calls, err)
	}
	if c := calls[1]; c.Method != "POST" || c.Target != "/notes?token=••••••••" || c.Body != `{"text": "harbour"}` || c.Status != 201 || c.ResponseBody != "{}" {
		t.Errorf("got %+v", c)
	}
	if calls[0].Failure != "connection refused" || calls[2].Query[0].Value != "name,avatar" {
		t.Errorf("got %+v", calls)
	}
	add(t, s, "/new", 200)
	add(t, s, "/newer", 200)
	if got := targets(t, s); got != "/newer /new /slow /notes?token=•••••••• /me" {
		t.Errorf("after two more requests: %s", got)
	}
	if got := strings.Join(lines(t, s)[:3], "\n") + "\n"; got != string(old) {
		t.Errorf("the old lines changed to\n%s", got)
	}
}

func TestOldestEntriesAreDropped(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	const limit = 8
	for i := range 40 {
		add(t, s, fmt.Sprintf("/%d", i), limit)
		var want []string
		for n := i; n >= 0 && len(want) < limit; n-- {
			want = append(want, fmt.Sprintf("/%d", n))
		}
		if got := targets(t, s); got != strings.Join(want, " ") {
			t.Fatalf("after %d: %s", i, got)
		}
		if n := len(lines(t, s)); n > limit+limit/4 {
			t.Fatalf("after %d the file has %d lines", i, n)
		}
	}
	if err := s.Delete(t.Context(), "sample", "/38"); err != nil {
		t.Fatal(err)
	}
	if got := targets(t, s); got != "/39 /37 /36 /35 /34 /33 /32" {
		t.Errorf("with one deleted: %s", got)
	}
	add(t, s, "/x", 2)
	if got := targets(t, s); got != "/x /39" {
		t.Errorf("with a lower limit: %s", got)
	}
}

func TestIncompleteLastLineIsSkipped(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	add(t, s, "/a", 5)
	path := filepath.Join(s.Dir(), "sample.jsonl")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := 1; cut < len(content); cut += 7 {
		if err := os.WriteFile(path, append(bytes.Clone(content), content[:cut]...), 0o600); err != nil {
			t.Fatal(err)
		}
		add(t, s, "/b", 5)
		if got := targets(t, s); got != "/b /a" {
			t.Fatalf("cut at %d: %s", cut, got)
		}
	}
}

// Writes that start before Close finish before it returns; none start after it.
func TestCloseWaitsForWrites(t *testing.T) {
	t.Parallel()
	for range 20 {
		s := NewStore("", time.Second)
		var running, done atomic.Int64
		var all sync.WaitGroup
		var refused atomic.Int64
		for range 8 {
			all.Go(func() {
				for range 50 {
					err := <-s.Go(func() error {
						running.Add(1)
						defer running.Add(-1)
						done.Add(1)
						return nil
					})
					if errors.Is(err, ErrClosed) {
						refused.Add(1)
					}
				}
			})
		}
		s.Close()
		if n := running.Load(); n != 0 {
			t.Errorf("%d writes are running after Close", n)
		}
		before := done.Load()
		all.Wait()
		if done.Load() != before || before+refused.Load() != 400 {
			t.Errorf("%d writes before Close and %d in total; %d were refused", before, done.Load(), refused.Load())
		}
	}
}

func TestInvalidNamesAreRefused(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	for _, name := range []string{"", "..", "../x", "a/b", `a\b`, "c:x", "a\x00"} {
		var failed *Error
		if _, err := s.List(t.Context(), name); !errors.As(err, &failed) || failed.What == "" {
			t.Errorf("%q gave %v", name, err)
		}
	}
}
