package keychain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"countersign/internal/testenv"
	"countersign/keychain/osstore"
)

// Tests start this binary again to have a second process; see
// child_test.go, churn_test.go and trouble_test.go.
func TestMain(m *testing.M) {
	if run := os.Getenv(childVariable); run != "" {
		if task, churns := strings.CutPrefix(run, "churn "); churns {
			os.Exit(churn(task))
		}
		if task, in := strings.CutPrefix(run, "trouble "); in && trouble != nil {
			os.Exit(trouble(task))
		}
		os.Exit(child(run))
	}
	os.Exit(m.Run())
}

// trouble is a process in trouble_test.go, where there is one.
var trouble func(task string) int

const samplePassphrase = "sample-passphrase"

// workFactor makes passphrases cheap.
const workFactor = 2

// newKeychain is New with limits that no slow machine meets.
func newKeychain(o Options) *Store {
	o.ScryptWorkFactor = workFactor
	if o.Timeout == 0 {
		o.Timeout = testenv.WaitTimeout()
	}
	k := New(o)
	k.disk.wait = testenv.WaitTimeout()
	return k
}

// shortDir is a folder whose path leaves room for a socket's name.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "cs")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// entry gives facts that survive a round through JSON.
func entry(name string) Entry {
	return Entry{
		Name: name, Connector: "sandbox", Title: "Sandbox", Account: "anna",
		Created: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC),
	}
}

// secretOf gives size letters that look random and are always the same.
func secretOf(seed byte, size int) []byte {
	secret := bytesOf(seed, size)
	for i := range secret {
		secret[i] = 'a' + secret[i]%26
	}
	return secret
}

// bytesOf is secretOf with any bytes.
func bytesOf(seed byte, size int) []byte {
	secret := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(secret) // never fails
	return secret
}

func put(t *testing.T, k *Store, name string, secret []byte) {
	t.Helper()
	if err := k.Put(t.Context(), entry(name), secret, true); err != nil {
		t.Fatal(err)
	}
}

func wantSecret(t *testing.T, k *Store, name string, want []byte) {
	t.Helper()
	e, got, err := k.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if e.Name != name || !bytes.Equal(got, want) {
		t.Fatalf("got the entry %q with %d bytes, not %q with the %d bytes that were put", e.Name, len(got), name, len(want))
	}
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got the error %v, want %v", err, want)
	}
}

// wholeHead is what an item of the OS keychain that holds a whole record begins with.
const wholeHead = "countersign 1 whole\n"

// items is an OS keychain in a map, with faults.
type items struct {
	mu        sync.Mutex
	values    map[string]string
	calls     int
	power     int    // calls until every further one fails, as after a crash; -1: never
	dismiss   bool   // changes report success and do nothing
	meanwhile func() // before each call
}

func newItems() *items { return &items{values: map[string]string{}, power: -1} }

var errCrashed = errors.New("sample crash")

func (i *items) call() error {
	if i.meanwhile != nil {
		i.meanwhile()
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.calls++
	if i.power >= 0 && i.calls > i.power {
		return errCrashed
	}
	return nil
}

func (i *items) Get(service, user string) (string, error) {
	if err := i.call(); err != nil {
		return "", err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	value, found := i.values[service+" "+user]
	if !found {
		return "", keyring.ErrNotFound
	}
	return value, nil
}

func (i *items) Set(service, user, value string) error {
	if err := i.call(); err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(value) > osstore.MaxItem {
		return fmt.Errorf("setting %d bytes: %w", len(value), keyring.ErrSetDataTooBig)
	}
	if !i.dismiss {
		i.values[service+" "+user] = value
	}
	return nil
}

func (i *items) Delete(service, user string) error {
	if err := i.call(); err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if _, found := i.values[service+" "+user]; !found {
		return keyring.ErrNotFound
	}
	if !i.dismiss {
		delete(i.values, service+" "+user)
	}
	return nil
}

// restarted gives the same items to a new process.
func (i *items) restarted() *items {
	i.mu.Lock()
	defer i.mu.Unlock()
	return &items{values: maps.Clone(i.values), power: -1}
}

// onItems gives a Keychain whose OS keychain is b.
func onItems(dir string, b osstore.Backend) *Store {
	k := newKeychain(Options{Dir: dir, Kind: OS})
	k.os.Backend = b
	k.os.ProbeFunc = open
	return k
}

func open(context.Context) (bool, error) { return false, nil }

// onFile gives a Keychain on the encrypted file in dir, unlocked.
func onFile(t *testing.T, dir string) *Store {
	t.Helper()
	k := newKeychain(Options{Dir: dir, Kind: File})
	if err := k.Unlock(t.Context(), samplePassphrase); err != nil {
		t.Fatal(err)
	}
	return k
}
