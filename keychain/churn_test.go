package keychain

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"countersign/internal/testenv"
)

// A step is one change of a connection, as a churning process says it before
// and after: "connect NAME SECRET", "renew NAME SECRET", "rename NAME NEW",
// "move NAME KIND", "forget NAME".
type step []string

// kept is what is kept: a connection's store and secret by its name.
type kept map[string]string

// after gives what is kept when the step is done.
func (s step) after(before kept) kept {
	after := maps.Clone(before)
	name := s[1]
	switch s[0] {
	case "connect":
		after[name] = "file " + s[2]
	case "renew":
		store, _, _ := strings.Cut(after[name], " ")
		after[name] = store + " " + s[2]
	case "rename":
		after[s[2]] = after[name]
		delete(after, name)
	case "move":
		_, secret, _ := strings.Cut(after[name], " ")
		after[name] = s[2] + " " + secret
	case "forget":
		delete(after, name)
	}
	return after
}

func (s step) do(ctx context.Context, k *Store) error {
	name := s[1]
	list, err := k.List(ctx)
	if err != nil {
		return err
	}
	k.Use(File)
	if i := find(list, name); i >= 0 {
		k.Use(list[i].Store)
	}
	switch s[0] {
	case "connect":
		return k.Put(ctx, entry(name), []byte(s[2]), false)
	case "renew":
		return k.Put(ctx, entry(name), []byte(s[2]), true)
	case "rename":
		return k.Rename(ctx, name, s[2])
	case "move":
		return k.Move(ctx, name, Kind(s[2]))
	}
	return k.Delete(ctx, name)
}

// anyStep chooses a change of what is kept.
func anyStep(r *rand.Rand, now kept, kinds []string) step {
	names := slices.Sorted(maps.Keys(now))
	fresh := fmt.Sprintf("c%d", r.IntN(1_000_000_000))
	secret := fmt.Sprintf("sample-%d-%s", r.IntN(1000), strings.Repeat("s", []int{10, 4000}[r.IntN(2)]))
	if len(names) == 0 || len(names) < 4 && r.IntN(2) == 0 {
		return step{"connect", fresh, secret}
	}
	name := names[r.IntN(len(names))]
	switch r.IntN(4) {
	case 0:
		return step{"renew", name, secret}
	case 1:
		return step{"rename", name, fresh}
	case 2:
		return step{"move", name, kinds[r.IntN(len(kinds))]}
	}
	return step{"forget", name}
}

// churn is a process that changes what is kept until it is killed. Its task is
// "SEED KINDS DIR", KINDS with commas.
func churn(task string) int {
	words := strings.SplitN(task, " ", 3)
	seed, err := strconv.ParseUint(words[0], 10, 64)
	if err != nil {
		return fail(err)
	}
	ctx, dir := context.Background(), words[2]
	k := newKeychain(Options{Dir: dir, Kind: File})
	if err := k.Unlock(ctx, samplePassphrase); err != nil {
		return fail(err)
	}
	now, err := look(ctx, k)
	if err != nil {
		return fail(err)
	}
	r := rand.New(rand.NewPCG(seed, 0))
	for {
		s := anyStep(r, now, strings.Split(words[1], ","))
		fmt.Println("begin " + strings.Join(s, " "))
		if err := s.do(ctx, k); err != nil {
			return fail(fmt.Errorf("%v: %w", s[:2], err))
		}
		fmt.Println("done")
		now = s.after(now)
	}
}

// look gives what is kept, by the index and the stores.
func look(ctx context.Context, k *Store) (kept, error) {
	list, err := k.List(ctx)
	if err != nil {
		return nil, err
	}
	now := kept{}
	for _, e := range list {
		k.Use(e.Store)
		_, secret, err := k.Get(ctx, e.Name)
		if err != nil {
			return nil, err
		}
		now[e.Name] = fmt.Sprintf("%s %s", e.Store, secret)
	}
	return now, nil
}

func TestLongKillsAreAtomic(t *testing.T) {
	t.Parallel()
	testKills(t, "file", testenv.Count(8, 200))
}

// testKills kills a churning process at so many random moments, and each time
// holds what is kept against what it had said.
func testKills(t *testing.T, kinds string, kills int) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	dir, now, counts := t.TempDir(), kept{}, map[string]int{}
	for range kills {
		open, finished, before := killed(t, r, kinds, dir, now)
		after := before
		if open != nil {
			after = open.after(before)
			counts[open[0]]++
		}
		k := newKeychain(Options{Dir: dir, Kind: File})
		if err := k.Unlock(t.Context(), samplePassphrase); err != nil {
			t.Fatal(err)
		}
		found, err := look(t.Context(), k)
		if err != nil {
			t.Fatalf("killed within %v after %d steps: %v", open, finished, err)
		}
		if !maps.Equal(found, before) && !maps.Equal(found, after) {
			t.Fatalf("killed within %.40q after %d steps: %v, neither the state before nor after",
				open, finished, slices.Sorted(maps.Keys(found)))
		}
		wantNothingElse(t, k, found, strings.Split(kinds, ","))
		now = found
	}
	t.Logf("%d kills: %v", kills, counts)
}

// killed runs a churning process up to a random moment. It gives the step that
// was begun and not done, how many were done, and what was kept before it.
func killed(t *testing.T, r *rand.Rand, kinds, dir string, now kept) (open step, finished int, before kept) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), fmt.Sprintf("%s=churn %d %s %s", childVariable, r.Uint64(), kinds, dir))
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	take := func() bool {
		if !lines.Scan() {
			return false
		}
		if words := strings.Fields(lines.Text()); words[0] == "begin" {
			open = words[1:]
		} else {
			now, open = open.after(now), nil
			finished++
		}
		return true
	}
	for range 1 + r.IntN(12) {
		if !take() {
			t.Fatalf("the process exited: %v", c.Wait())
		}
	}
	time.Sleep(time.Duration(r.IntN(4000)) * time.Microsecond) // into the middle of a step
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for take() { // what it said before the end
	}
	_ = c.Wait() // killed
	return open, finished, now
}

// wantNothingElse has a change sweep up, and then looks for records that no
// entry names.
func wantNothingElse(t *testing.T, k *Store, now kept, kinds []string) {
	t.Helper()
	if err := k.Update(t.Context(), "no-such-name", func(*Entry) {}); err == nil {
		t.Fatal("a missing connection was changed")
	}
	k.Use(File)
	put(t, k, "sweep", []byte("sample"))
	if err := k.Delete(t.Context(), "sweep"); err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		s, err := k.reach(t.Context(), Kind(kind))
		if err != nil {
			t.Fatal(err)
		}
		names, err := s.(lister).List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !strings.HasPrefix(now[name], kind+" ") {
				t.Errorf("the %s still holds %s, which has no entry", Kind(kind).Title(), name)
			}
		}
	}
}
