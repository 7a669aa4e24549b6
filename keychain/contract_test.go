package keychain

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"

	"countersign/keychain/osstore"
)

func TestMemoryStore(t *testing.T) {
	t.Parallel()
	testContract(t, func(*testing.T) func() *Store {
		k := newKeychain(Options{Kind: Memory})
		return func() *Store { return k }
	})
}

func TestFileStore(t *testing.T) {
	t.Parallel()
	testContract(t, func(t *testing.T) func() *Store {
		dir := t.TempDir()
		return func() *Store { return onFile(t, dir) }
	})
}

func TestOSStore(t *testing.T) {
	t.Parallel()
	testContract(t, func(t *testing.T) func() *Store {
		dir, b := t.TempDir(), newItems()
		return func() *Store { return onItems(dir, b) }
	})
}

// go-keyring's mock replaces its provider for the whole process and for good,
// so the test has a process to itself.
func TestGoKeyringMock(t *testing.T) {
	const alone = "COUNTERSIGN_TEST_MOCK"
	if os.Getenv(alone) == "" {
		t.Parallel()
		c := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		c.Env = append(os.Environ(), alone+"=1", "GORACE=atexit_sleep_ms=0")
		out, err := c.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
			t.Fatalf("with the mock: %v\n%s", err, out)
		}
		return
	}
	testContract(t, func(t *testing.T) func() *Store {
		keyring.MockInit() // an empty one
		dir := t.TempDir()
		return func() *Store { return onItems(dir, osstore.Keyring{}) }
	})
}

// testContract tests what every store must do. place returns a function that opens
// a Store in a new, empty folder, as a new process
// would.
func testContract(t *testing.T, place func(t *testing.T) func() *Store) {
	for name, test := range map[string]func(t *testing.T, start func() *Store){
		"get":              contractGet,
		"record sizes":     contractSizes,
		"record too large": contractTooLarge,
		"name in use":      contractTaken,
		"replace":          contractReplace,
		"delete":           contractDelete,
		"update":           contractUpdate,
		"open":             contractOpen,
		"list":             contractList,
		"rename":           contractRename,
		"repair":           contractRebuild,
	} {
		t.Run(name, func(t *testing.T) { test(t, place(t)) })
	}
}

func contractGet(t *testing.T, start func() *Store) {
	secret := []byte("{\"token\":\"sample-token\",\n\"odd\":\"'\\\"`$ \x00\u00e9\"}")
	k := start()
	for _, name := range []string{"a", "Anna.B_c-d@example", strings.Repeat("x", 64), "..", "@"} {
		put(t, k, name, append([]byte(name), secret...))
	}
	again := start()
	for _, name := range []string{"a", "Anna.B_c-d@example", strings.Repeat("x", 64), "..", "@"} {
		wantSecret(t, again, name, append([]byte(name), secret...))
	}
	e, _, err := again.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	want := entry("a")
	want.Store = k.chosen()
	if diff := cmp.Diff(want, e); diff != "" {
		t.Error(diff)
	}
	_, _, err = again.Get(t.Context(), "b")
	wantError(t, err, ErrNotFound)
}

func contractSizes(t *testing.T, start func() *Store) {
	k := start()
	// Around one item, around two, an RSA-4096 key, a dozen pieces, the most;
	// then down again, so that pieces must go away.
	for i, size := range []int{0, 1, osstore.MaxItem - len(wholeHead), osstore.MaxItem - len(wholeHead) + 1, osstore.MaxItem, 2 * osstore.MaxItem, 2*osstore.MaxItem + 1, 3300, 30_000, MaxSecret, 5000, 10} {
		secret := secretOf(byte(i), size)
		put(t, k, "large", secret)
		wantSecret(t, k, "large", secret)
	}
	put(t, k, "binary", bytesOf(9, 4000))
	wantSecret(t, start(), "binary", bytesOf(9, 4000))
}

func contractTooLarge(t *testing.T, start func() *Store) {
	k := start()
	put(t, k, "anna", []byte("sample-old"))
	wantError(t, k.Put(t.Context(), entry("anna"), secretOf(1, MaxSecret+1), true), ErrTooLarge)
	wantSecret(t, k, "anna", []byte("sample-old"))
}

func contractTaken(t *testing.T, start func() *Store) {
	k := start()
	put(t, k, "anna", []byte("sample-old"))
	wantError(t, k.Put(t.Context(), entry("anna"), []byte("sample-new"), false), ErrNameTaken)
	wantError(t, k.Put(t.Context(), entry("Anna"), []byte("sample-new"), true), ErrNameTaken)
	wantError(t, k.Put(t.Context(), entry("an/na"), []byte("sample-new"), true), ErrInvalidName)
	wantSecret(t, k, "anna", []byte("sample-old"))
}

func contractReplace(t *testing.T, start func() *Store) {
	k := start()
	put(t, k, "anna", secretOf(1, 6000))
	e := entry("anna")
	e.Account = "ben"
	if err := k.Put(t.Context(), e, secretOf(2, 7000), true); err != nil {
		t.Fatal(err)
	}
	wantSecret(t, start(), "anna", secretOf(2, 7000))
	list, err := k.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Account != "ben" {
		t.Errorf("after replacing, the list is %v, %v", list, err)
	}
}

func contractDelete(t *testing.T, start func() *Store) {
	k := start()
	put(t, k, "anna", secretOf(1, 6000))
	put(t, k, "ben", []byte("sample-kept"))
	if err := k.Delete(t.Context(), "anna"); err != nil {
		t.Fatal(err)
	}
	_, _, err := start().Get(t.Context(), "anna")
	wantError(t, err, ErrNotFound)
	wantError(t, start().Delete(t.Context(), "anna"), ErrNotFound)
	wantSecret(t, start(), "ben", []byte("sample-kept"))
}

func contractUpdate(t *testing.T, start func() *Store) {
	k := start()
	put(t, k, "anna", []byte("sample-secret"))
	used := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	err := k.Update(t.Context(), "anna", func(e *Entry) {
		e.Used, e.TestError = used, "token_rejected"
		e.Name, e.Store = "ben", "elsewhere"
	})
	if err != nil {
		t.Fatal(err)
	}
	e, secret, err := start().Get(t.Context(), "anna")
	if err != nil || !e.Used.Equal(used) || e.TestError != "token_rejected" || string(secret) != "sample-secret" {
		t.Errorf("after updating: %+v, %v", e, err)
	}
	wantError(t, k.Update(t.Context(), "ben", func(*Entry) { t.Error("changed an entry that isn't there") }), ErrNotFound)
}

func contractOpen(t *testing.T, start func() *Store) {
	if err := start().Open(t.Context()); err != nil {
		t.Error(err)
	}
	if s := start().Status(t.Context()); !s.Ready || s.NeedsPassphrase || s.OSError != nil {
		t.Errorf("status %+v", s)
	}
}

func contractList(t *testing.T, start func() *Store) {
	k := start()
	list, err := k.List(t.Context())
	if err != nil || len(list) != 0 {
		t.Fatalf("an empty place lists %v, %v", list, err)
	}
	for _, name := range []string{"carl", "anna", "ben"} {
		put(t, k, name, []byte("sample-secret"))
	}
	list, err = start().List(t.Context())
	if err != nil || len(list) != 3 || list[0].Name != "anna" || list[1].Name != "ben" || list[2].Name != "carl" {
		t.Errorf("got %v, %v", list, err)
	}
	if k.chosen() == Memory {
		return
	}
	locked := newKeychain(Options{Dir: k.disk.dir, Kind: File})
	if list, err := locked.List(t.Context()); err != nil || len(list) != 3 {
		t.Errorf("listing without an unlocked store: %v, %v", list, err)
	}
}
