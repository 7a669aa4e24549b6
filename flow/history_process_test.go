package flow

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/flow/history"
	"countersign/internal/testenv"
	"countersign/keychain"
)

// The history under several programs, and under one that dies.

// historyChild gives a process that records the mark and the folder.
const historyChild = "COUNTERSIGN_TEST_HISTORY"

func historyChildCalls() int { return testenv.Count(15, 60) }

func TestMain(m *testing.M) {
	if task := os.Getenv(historyChild); task != "" {
		os.Exit(recordAsChild(task))
	}
	code := m.Run()
	if err := AtEnd(code != 0); err != nil && code == 0 {
		code = 1
	}
	os.Exit(code)
}

// recordAsChild records calls, and says each when it is done.
func recordAsChild(task string) int {
	mark, dir, _ := strings.Cut(task, " ")
	c := keptIn(dir)
	for i := range historyChildCalls() {
		target := fmt.Sprintf("/%s/%d", mark, i)
		if err := c.Record(context.Background(), Request{Target: target}, Outcome{Status: 200}, history.Retention{Enabled: true, Max: 10000}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(target)
	}
	return 0
}

// keptIn is the connection sample of a folder, without its secrets.
func keptIn(dir string) *Connection {
	m := New(Options{DataDir: dir, Store: StoreFile})
	connector := &Connector{Key: "sample", Name: "Sample"}
	return &Connection{conns: m.Connections, Connector: connector, setup: NewSetup(connector), Entry: Entry{Name: "sample", Created: historyBegan}}
}

var historyBegan = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// historyFolder is a data folder whose index has the connection sample.
func historyFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	k := keychain.New(keychain.Options{Dir: dir, Kind: keychain.File, ScryptWorkFactor: 1})
	if err := k.Unlock(t.Context(), "sample-passphrase"); err != nil {
		t.Fatal(err)
	}
	if err := k.Put(t.Context(), Entry{Name: "sample", Connector: "sample", Created: historyBegan}, []byte("{}"), false); err != nil {
		t.Fatal(err)
	}
	return dir
}

func startRecording(t *testing.T, dir, mark string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), historyChild+"="+mark+" "+dir, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

func recorded(t *testing.T, dir string) map[string]int {
	t.Helper()
	calls, err := New(Options{DataDir: dir, Store: StoreFile}).History.List(t.Context(), "sample")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, p := range calls {
		seen[p.Target]++
	}
	return seen
}

func TestLongTwoProcessesLoseNothingOfTheHistory(t *testing.T) {
	t.Parallel()
	dir := historyFolder(t)
	a, outA := startRecording(t, dir, "a")
	b, outB := startRecording(t, dir, "b")
	for outA.Scan() { // both run on while one is read
	}
	for outB.Scan() {
	}
	for _, cmd := range []*exec.Cmd{a, b} {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	seen := recorded(t, dir)
	for i := range historyChildCalls() {
		for _, mark := range []string{"a", "b"} {
			if n := seen[fmt.Sprintf("/%s/%d", mark, i)]; n != 1 {
				t.Errorf("call %d of %s is there %d times", i, mark, n)
			}
		}
	}
}

func TestLongAKilledProcessKeepsTheHistoryItSaid(t *testing.T) {
	t.Parallel()
	dir := historyFolder(t)
	var said []string
	for round := range testenv.Count(3, 5) {
		cmd, out := startRecording(t, dir, fmt.Sprintf("r%d", round))
		for range 3 + 4*round {
			if !out.Scan() {
				t.Fatal("the process ended early")
			}
			said = append(said, out.Text())
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
	}
	seen := recorded(t, dir)
	for _, target := range said {
		if seen[target] != 1 {
			t.Errorf("%s is there %d times", target, seen[target])
		}
	}
}

// A line that a crash broke off is passed over, and what is added after it stands on a line of its own.
func TestABrokenLineCostsItselfAlone(t *testing.T) {
	t.Parallel()
	dir := historyFolder(t)
	c, keep := keptIn(dir), history.Retention{Enabled: true, Max: 10}
	record := func(target string) {
		if err := c.Record(t.Context(), Request{Target: target}, Outcome{Status: 200}, keep); err != nil {
			t.Fatal(err)
		}
	}
	record("/first")
	path := filepath.Join(dir, "history", "sample.jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, text[:len(text)/2]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if seen := recorded(t, dir); len(seen) != 1 {
		t.Errorf("read %v", seen)
	}
	record("/second")
	if seen := recorded(t, dir); len(seen) != 2 || seen["/second"] != 1 {
		t.Errorf("read %v", seen)
	}
}

func TestManagersSideBySideLoseNothingAndKeepTheBound(t *testing.T) {
	t.Parallel()
	dir := historyFolder(t)
	const limit = 25
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			c := keptIn(dir)
			for i := range 20 {
				o := Outcome{Status: 200}
				if err := c.Record(context.Background(), Request{Target: fmt.Sprintf("/%d/%d", worker, i)}, o, history.Retention{Enabled: true, Max: limit}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if seen := recorded(t, dir); len(seen) != limit {
		t.Errorf("%d calls are kept, not %d", len(seen), limit)
	}
}

func TestTheHistoryIsForThePersonAlone(t *testing.T) {
	t.Parallel()
	dir := historyFolder(t)
	c := keptIn(dir)
	if err := c.Record(t.Context(), Request{Target: "/x"}, Outcome{}, history.Retention{Enabled: true, Max: 1}); err != nil {
		t.Fatal(err)
	}
	if err := c.Record(t.Context(), Request{Target: "/y"}, Outcome{}, history.Retention{Enabled: true, Max: 1}); err != nil { // written anew
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{"history": 0o700, "history/lock": 0o600, "history/sample.jsonl": 0o600} {
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode().Perm(), err)
		}
	}
}

func TestWhatIsForgottenMeanwhileIsNotRecorded(t *testing.T) {
	t.Parallel()
	dir := historyFolder(t)
	c := keptIn(dir)
	c.Entry.Created = historyBegan.Add(-time.Hour) // of one that had the name before
	if err := c.Record(t.Context(), Request{Target: "/x"}, Outcome{}, history.Retention{Enabled: true, Max: 5}); err != nil {
		t.Fatal(err)
	}
	if seen := recorded(t, dir); len(seen) != 0 {
		t.Errorf("recorded %v", seen)
	}
}

func TestWithoutHistoryNothingIsWritten(t *testing.T) {
	t.Parallel()
	dir := historyFolder(t)
	for _, off := range []history.Retention{{Max: 5}, {Enabled: true}} {
		if err := keptIn(dir).Record(t.Context(), Request{Target: "/x"}, Outcome{}, off); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "history")); !os.IsNotExist(err) {
		t.Errorf("the folder is there: %v", err)
	}
}
