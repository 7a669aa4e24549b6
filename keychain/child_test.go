package keychain

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"countersign/internal/testenv"
)

const childVariable = "COUNTERSIGN_TEST_CHILD"

// childChanges is how many connections a child keeps.
func childChanges() int { return testenv.Count(6, 50) }

// child is another process on the folder of a test. Its task is "KIND PREFIX
// DIR": it keeps childChanges connections, each changed once, and says each
// name when it is done.
func child(task string) int {
	words := strings.SplitN(task, " ", 3)
	kind, prefix, dir := Kind(words[0]), words[1], words[2]
	ctx := context.Background()
	k := newKeychain(Options{Dir: dir, Kind: kind})
	if kind == File {
		if err := k.Unlock(ctx, samplePassphrase); err != nil {
			return fail(err)
		}
	}
	for i := range childChanges() {
		name := fmt.Sprintf("%s%d", prefix, i)
		if err := k.Put(ctx, entry(name), []byte("sample-secret-of-"+name), false); err != nil {
			return fail(err)
		}
		if err := k.Update(ctx, name, func(e *Entry) { e.Account = name }); err != nil {
			return fail(err)
		}
		fmt.Println(name)
	}
	return 0
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

func startChild(t *testing.T, kind Kind, prefix, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %s", childVariable, kind, prefix, dir), "GORACE=atexit_sleep_ms=0")
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewScanner(out)
}

func TestLongTwoProcesses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	testTwoProcesses(t, File, dir, func() *Store { return onFile(t, dir) })
}

func testTwoProcesses(t *testing.T, kind Kind, dir string, start func() *Store) {
	t.Helper()
	a, outA := startChild(t, kind, "a", dir)
	b, outB := startChild(t, kind, "b", dir)
	for outA.Scan() { // both run on while one is read
	}
	for outB.Scan() {
	}
	if err := a.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := b.Wait(); err != nil {
		t.Fatal(err)
	}
	k := start()
	list, err := k.List(t.Context())
	if err != nil || len(list) != 2*childChanges() {
		t.Fatalf("%d connections are kept, not %d: %v", len(list), 2*childChanges(), err)
	}
	for _, e := range list {
		if e.Account != e.Name {
			t.Errorf("%s: the update was lost", e.Name)
		}
		wantSecret(t, k, e.Name, []byte("sample-secret-of-"+e.Name))
	}
}

func TestLongKilledProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var said []string
	for round := range testenv.Count(2, 4) {
		c, out := startChild(t, File, fmt.Sprintf("r%d-", round), dir)
		for range 2 + 2*round {
			if !out.Scan() {
				t.Fatal("the process ended early")
			}
			said = append(said, out.Text())
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait() // killed
	}
	k := onFile(t, dir)
	for _, name := range said {
		wantSecret(t, k, name, []byte("sample-secret-of-"+name))
	}
	list, err := k.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		wantSecret(t, k, e.Name, []byte("sample-secret-of-"+e.Name))
	}
}
