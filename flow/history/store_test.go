package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

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

// The file was written by the first version, which counted nothing.
func TestAFileOfTheFirstVersionIsReadAndContinued(t *testing.T) {
	t.Parallel()
	old, err := os.ReadFile(filepath.Join("testdata", "first.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	s := NewStore(t.TempDir())
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
		t.Errorf("then it holds %s", got)
	}
	if got := strings.Join(lines(t, s)[:3], "\n") + "\n"; got != string(old) {
		t.Errorf("its lines became\n%s", got)
	}
}

// counter counts what is read.
type counter struct {
	io.ReaderAt
	read int
}

func (c *counter) ReadAt(p []byte, at int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, at)
	c.read += n
	return n, err
}

func TestAddingReadsTheLastLineAlone(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("x", 60_000)
	var content bytes.Buffer
	for i := range 200 {
		fmt.Fprintf(&content, `{"target":"/%d","body":%q,"count":%d}`+"\n", i, body, i+1)
	}
	c := &counter{ReaderAt: bytes.NewReader(content.Bytes())}
	if n, known, err := counted(c, int64(content.Len())); n != 200 || !known || err != nil {
		t.Errorf("counted %d, %v, %v", n, known, err)
	}
	if limit := 6 * len(body); c.read > limit {
		t.Errorf("read %d bytes of %d, more than %d", c.read, content.Len(), limit)
	}
	// What the last line says is believed: nothing else was looked at.
	s := NewStore(t.TempDir())
	if err := os.WriteFile(filepath.Join(s.Dir(), "sample.jsonl"), []byte("{}\n{}\n{}\n"+`{"target":"/a","count":1,"limit":2}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	add(t, s, "/b", 2)
	if got := lines(t, s); len(got) != 5 || !strings.Contains(got[4], `"count":2`) {
		t.Errorf("the file became %q", got)
	}
}

func TestTheOldestAreDropped(t *testing.T) {
	t.Parallel()
	s := NewStore(t.TempDir())
	const limit = 8
	for i := range 40 {
		add(t, s, fmt.Sprintf("/%d", i), limit)
		var want []string
		for n := i; n >= 0 && len(want) < limit; n-- {
			want = append(want, fmt.Sprintf("/%d", n))
		}
		if got := targets(t, s); got != strings.Join(want, " ") {
			t.Fatalf("after %d it holds %s", i, got)
		}
		if n := len(lines(t, s)); n > limit+limit/4 {
			t.Fatalf("after %d the file has %d lines", i, n)
		}
	}
	if err := s.Delete(t.Context(), "sample", "/38"); err != nil {
		t.Fatal(err)
	}
	if got := targets(t, s); got != "/39 /37 /36 /35 /34 /33 /32" {
		t.Errorf("with one deleted it holds %s", got)
	}
	add(t, s, "/x", 2)
	if got := targets(t, s); got != "/x /39" {
		t.Errorf("with a lower limit it holds %s", got)
	}
}

func TestALastLineWithoutAnEndIsPassedOver(t *testing.T) {
	t.Parallel()
	s := NewStore(t.TempDir())
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
			t.Fatalf("cut at %d it holds %s", cut, got)
		}
	}
}

// Whatever is started before the end is done at the end, and nothing is started after it.
func TestCloseWaitsForWhatIsBeingWritten(t *testing.T) {
	t.Parallel()
	for range 20 {
		s := NewStore("")
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
			t.Errorf("%d are being written after the end", n)
		}
		before := done.Load()
		all.Wait()
		if done.Load() != before || before+refused.Load() != 400 {
			t.Errorf("%d were written before the end and %d at last; %d were refused", before, done.Load(), refused.Load())
		}
	}
}

func TestNamesThatAreNoFilesAreRefused(t *testing.T) {
	t.Parallel()
	s := NewStore(t.TempDir())
	for _, name := range []string{"", "..", "../x", "a/b", `a\b`, "c:x", "a\x00"} {
		var failed *Error
		if _, err := s.List(t.Context(), name); !errors.As(err, &failed) || failed.What == "" {
			t.Errorf("%q gave %v", name, err)
		}
	}
}
