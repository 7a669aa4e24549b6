package flow_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/flow"
	"countersign/keychain"
)

// program is a countersign of its own over a folder that others may use too, with a passphrase that costs milliseconds.
func program(t *testing.T, dir string) *flow.Manager {
	t.Helper()
	m := flow.New(flow.Options{
		ConnectorsDir: t.TempDir(),
		Keychain:      keychain.New(keychain.Options{Dir: filepath.Join(dir, "data"), Kind: keychain.File, ScryptWorkFactor: 1}),
		SettingsFile:  filepath.Join(dir, "config", "config.yml"),
	})
	must(t, m.Stores.Unlock(t.Context(), "sample passphrase"))
	return m
}

func names(t *testing.T, m *flow.Manager) []string {
	t.Helper()
	entries, err := m.Connections.List(t.Context())
	must(t, err)
	var list []string
	for _, e := range entries {
		list = append(list, e.Name)
	}
	return list
}

func TestRenamedConnectionWorksOn(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	connected(t, m, p, "")
	must(t, m.Connections.Rename(t.Context(), "sample", "other"))
	if got := names(t, m); !slices.Equal(got, []string{"other"}) {
		t.Errorf("kept are %v", got)
	}
	c, err := m.Connections.Open(t.Context(), "other")
	must(t, err)
	if _, err := c.Send(t.Context(), flow.Request{Target: "/me"}); err != nil {
		t.Error(err)
	}
	for to, want := range map[string]error{"other": flow.ErrNameTaken, "no name": keychain.ErrInvalidName, "Other": nil} {
		if err := m.Connections.Rename(t.Context(), "other", to); err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("renaming it to %q gave %v", to, err)
		}
	}
	if err := m.Connections.Rename(t.Context(), "sample", "free"); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("renaming what is not there gave %v", err)
	}
}

func TestReconnectingInPlaceKeepsNameAndValues(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	connected(t, m, p, "")
	s, err := m.Connections.SetupOf(t.Context(), "sample")
	must(t, err)
	if s.Value("consumerKey") != "sample-key" || s.Value("consumerSecret") != "sample-consumer-secret" {
		t.Errorf("the values are %q, %q", s.Value("consumerKey"), s.Value("consumerSecret"))
	}
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	_, err = m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", true)
	must(t, err)
	c, err := m.Connections.Open(t.Context(), "sample")
	must(t, err)
	if got := c.Credentials().Token; got != "token-4" {
		t.Errorf("the token is %s", got)
	}
}

func TestMoveSaysHowFarItCame(t *testing.T) {
	t.Parallel()
	m := program(t, t.TempDir())
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	connected(t, m, p, "")
	var moved []string
	err := m.Connections.Move(t.Context(), []string{"sample", "nosuch", "sample"}, flow.StoreFile, func(name string) { moved = append(moved, name) })
	e := flow.Explain(err)
	if !errors.Is(err, flow.ErrNotFound) || !strings.Contains(e.What, "1 of 3") || !strings.Contains(e.Next, "move the rest") {
		t.Errorf("%+v", e)
	}
	if !slices.Equal(moved, []string{"sample"}) {
		t.Errorf("told of %v", moved)
	}
	if err := m.Connections.Move(t.Context(), []string{"sample"}, flow.StoreMemory, func(string) { t.Error("moved") }); err == nil {
		t.Error("moved into memory, which does not last")
	}
}

func TestDroppedConnectionIsListedNoMore(t *testing.T) {
	t.Parallel()
	m := program(t, t.TempDir())
	connected(t, m, newProvider(t, nil), "")
	must(t, m.Connections.DeleteFromIndex(t.Context(), "sample"))
	if got := names(t, m); got != nil {
		t.Errorf("kept are %v", got)
	}
	if err := m.Connections.DeleteFromIndex(t.Context(), "sample"); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("dropping it again gave %v", err)
	}
}

func TestKeychainStates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := program(t, dir)
	connected(t, m, newProvider(t, nil), "")
	for _, passphraseGiven := range []bool{true, false} {
		if !passphraseGiven {
			m = flow.New(flow.Options{DataDir: filepath.Join(dir, "data"), Store: flow.StoreFile})
		}
		states, err := m.Stores.States(t.Context())
		must(t, err)
		if len(states) != 3 || states[0].Kind != flow.StoreOS || states[2].Kind != flow.StoreMemory {
			t.Fatalf("%+v", states)
		}
		file := states[1]
		if !file.InUse || file.Connections != 1 || file.Status.Ready != passphraseGiven || file.Status.NeedsPassphrase == passphraseGiven {
			t.Errorf("the file: %+v", file)
		}
		if memory := states[2]; memory.InUse || !memory.Status.Ready || memory.Connections != 0 {
			t.Errorf("memory: %+v", memory)
		}
		if kind := m.Stores.Status(t.Context()).Kind; kind != flow.StoreFile {
			t.Errorf("in use is %q now", kind)
		}
	}
}

func TestChangedPassphraseOpens(t *testing.T) {
	t.Parallel()
	m := program(t, t.TempDir())
	if err := m.Stores.ChangePassphrase(t.Context(), "wrong", "another"); !errors.Is(err, flow.ErrWrongPassphrase) {
		t.Errorf("with a wrong one: %v", err)
	}
	must(t, m.Stores.ChangePassphrase(t.Context(), "sample passphrase", "another"))
	if err := m.Stores.Unlock(t.Context(), "sample passphrase"); !errors.Is(err, flow.ErrWrongPassphrase) {
		t.Errorf("the old one: %v", err)
	}
	must(t, m.Stores.Unlock(t.Context(), "another"))
}

func TestRepairBringsBackALostIndex(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := program(t, dir)
	connected(t, m, newProvider(t, nil), "")
	write(t, filepath.Join(dir, "data", "index.json"), "{")
	if _, err := m.Connections.List(t.Context()); !strings.Contains(flow.Explain(err).Next, "keychain repair") {
		t.Errorf("listing gave %+v", flow.Explain(err))
	}
	repaired, err := m.Stores.Repair(t.Context())
	must(t, err)
	if !slices.Equal(repaired.Restored, []string{"sample"}) || repaired.BackupPath == "" {
		t.Errorf("%+v", repaired)
	}
	_, err = m.Connections.Open(t.Context(), "sample")
	must(t, err)
}

// A session handle is good once: two programs that both find the token ended must come to one renewal.
func TestTwoProgramsRenewOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := program(t, dir), program(t, dir)
	var once sync.Once
	ended := make(chan struct{})
	var p *provider
	p = newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), `"token-2"`) {
			if len(p.seen("/me", "path")) == 2 {
				once.Do(func() { close(ended) })
			}
			<-ended // both are told at the same time
			problem(w, "token_expired")
		}
	})
	p.reply = "&oauth_session_handle=sample-handle"
	early := connected(t, first, p, "")
	late, err := second.Connections.Open(t.Context(), "sample")
	must(t, err)

	results := make(chan error, 2)
	for _, c := range []*flow.Connection{early, late} {
		go func() {
			resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
			if err == nil && resp.Status != http.StatusOK {
				err = errors.New(resp.StatusText())
			}
			results <- err
		}()
	}
	must(t, <-results)
	must(t, <-results)
	if n := len(p.seen("/access", "path")); n != 2 { // the exchange, and one renewal
		t.Errorf("%d calls of the token endpoint: the handle was spent twice", n)
	}
	if a, b := early.Credentials().Token, late.Credentials().Token; a != "token-3" || b != "token-3" {
		t.Errorf("they have %s and %s", a, b)
	}
}

func TestWaitForAnothersRenewalCanBeLeft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := program(t, dir)
	other := keychain.New(keychain.Options{Dir: filepath.Join(dir, "data"), Kind: keychain.File})
	p := newProvider(t, nil)
	p.reply = "&oauth_session_handle=sample-handle"
	c := connected(t, m, p, "")
	done, err := other.Lock(t.Context(), "sample")
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := c.Refresh(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Renew gave %v", err)
	}
	if n := len(p.seen("/access", "path")); n != 1 {
		t.Errorf("%d calls of the token endpoint", n)
	}
	done()
	must(t, c.Refresh(t.Context()))
}

// What cannot be kept is not asked for: a renewal whose token found no place would have spent the handle for nothing.
func TestForgottenConnectionIsNotRenewed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m, other := program(t, dir), program(t, dir)
	p := newProvider(t, nil)
	p.reply = "&oauth_session_handle=sample-handle"
	c := connected(t, m, p, "")
	must(t, other.Connections.Delete(t.Context(), "sample"))
	if err := c.Refresh(t.Context()); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("Renew gave %v", err)
	}
	if n, kept := len(p.seen("/access", "path")), names(t, m); n != 1 || kept != nil {
		t.Errorf("%d calls of the token endpoint, and kept are %v", n, kept)
	}
}
