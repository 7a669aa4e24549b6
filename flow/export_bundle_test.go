package flow_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"countersign/flow"
	"countersign/flow/bundle"
)

// packed is a bundle of one connection, sealed for the key given back.
func packed(t *testing.T, m *flow.Manager) (path string, key flow.Secret) {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	must(t, err)
	b := bundle.New()
	must(t, m.Connections.Export(t.Context(), b, "sample"))
	path = filepath.Join(t.TempDir(), "connections.age")
	must(t, b.Write(path, bundle.Encryption{Recipients: []string{identity.Recipient().String()}}, false))
	return path, flow.NewSecret(identity.String())
}

func opened(t *testing.T, path string, key flow.Secret) *bundle.Bundle {
	t.Helper()
	sealed, err := bundle.Open(path)
	must(t, err)
	b, err := sealed.DecryptWithIdentities(key)
	must(t, err)
	return b
}

func TestExportedConnectionWorksElsewhere(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	here, there := newManager(t), newManager(t)
	connected(t, here, p, "")
	path, key := packed(t, here)

	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v", info.Mode())
	}
	b := opened(t, path, key)
	if shown := dump(t, b) + dump(t, *b) + fmt.Sprint(b.Entries()); strings.Contains(shown, "sample-secret") || strings.Contains(shown, "sample-consumer-secret") {
		t.Errorf("shown: %s", shown)
	}
	must(t, there.Connections.Import(t.Context(), b, "sample", "brought", false))
	c, err := there.Connections.Open(t.Context(), "brought")
	must(t, err)
	if _, err := c.Send(t.Context(), flow.Request{Target: "/me"}); err != nil {
		t.Error(err)
	}
	if tokens := p.seen("/me", "oauth_token"); !slices.Equal(tokens, []string{"token-2"}) {
		t.Errorf("called with %v", tokens)
	}
}

func TestImportReplacesNothingUnasked(t *testing.T) {
	t.Parallel()
	p := newProvider(t, nil)
	m := newManager(t)
	connected(t, m, p, "")
	path, key := packed(t, m)
	p.reply = "&oauth_session_handle=sample-handle"
	s, err := m.Connections.SetupOf(t.Context(), "sample")
	must(t, err)
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	_, err = m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", true)
	must(t, err)

	b := opened(t, path, key)
	if err := m.Connections.Import(t.Context(), b, "sample", "sample", false); !errors.Is(err, flow.ErrNameTaken) {
		t.Errorf("Unpack gave %v", err)
	}
	if c, err := m.Connections.Open(t.Context(), "sample"); err != nil || c.Credentials().Token != "token-4" {
		t.Errorf("it was replaced: %v", err)
	}
	must(t, m.Connections.Import(t.Context(), b, "sample", "sample", true))
	if c, err := m.Connections.Open(t.Context(), "sample"); err != nil || c.Credentials().Token != "token-2" {
		t.Errorf("it was not replaced: %v", err)
	}
	if err := m.Connections.Import(t.Context(), b, "nosuch", "new", false); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("Unpack of what is not in it gave %v", err)
	}
}

func TestExportReplacesAFileOnlyWhenTold(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "there")
	write(t, path, "mine")
	seal := bundle.Encryption{Recipients: []string{"age1cy0su9fwf3gf9mw868g5yut09p6nytfmmnktexz2ya5uqg9vl9sss4euqm"}}
	if err := bundle.New().Write(path, seal, false); !errors.Is(err, bundle.ErrFileExists) || readFile(t, path) != "mine" {
		t.Errorf("Write gave %v and left %q", err, readFile(t, path))
	}
	must(t, bundle.New().Write(path, seal, true))
	if text := readFile(t, path); !strings.HasPrefix(text, "age-encryption.org/v1") {
		t.Errorf("it holds %q", text)
	}
	err := bundle.New().Write(filepath.Join(path, "below"), seal, true)
	if e := flow.Explain(err); err == nil || !strings.HasPrefix(e.What, "Cannot write ") || e.Next == "" {
		t.Errorf("%+v", e)
	}
	for _, recipients := range [][]string{{"AGE-SECRET-KEY-1SAMPLE"}, {"age1nosuch"}, {"\n"}} {
		err := bundle.New().Write(path, bundle.Encryption{Recipients: recipients}, true)
		if err == nil || strings.Contains(err.Error(), "SAMPLE") {
			t.Errorf("%q: %v", recipients, err)
		}
	}
	if err := bundle.New().Write(path, bundle.Encryption{}, true); err == nil {
		t.Error("sealed by nothing")
	}
}

func TestWhatCannotBeImportedIsNamed(t *testing.T) {
	t.Parallel()
	identity, err := age.GenerateX25519Identity()
	must(t, err)
	sealed := func(text string, to age.Recipient) string {
		var out bytes.Buffer
		w, err := age.Encrypt(&out, to)
		must(t, err)
		_, err = w.Write([]byte(text))
		must(t, err)
		must(t, w.Close())
		return out.String()
	}
	good := sealed(`{"format":"countersign connections","version":1,"connections":[]}`, identity.Recipient())
	stranger, err := age.GenerateX25519Identity()
	must(t, err)
	byPassphrase, err := age.NewScryptRecipient("sample passphrase")
	must(t, err)
	byPassphrase.SetWorkFactor(2)
	for name, tt := range map[string]struct{ data, want string }{
		"text":           {"some text", "not an age file"},
		"empty":          {"", "not an age file"},
		"cut":            {good[:len(good)-5], "the file is damaged"},
		"header cut":     {good[:60], "the file is damaged"},
		"changed":        {good[:len(good)-1] + "x", "the file is damaged"},
		"another's":      {sealed("{}", stranger.Recipient()), "encrypted for another recipient"},
		"by passphrase":  {sealed("{}", byPassphrase), "wrong passphrase"},
		"foreign":        {sealed("sample-hidden", identity.Recipient()), "not a countersign export"},
		"foreign JSON":   {sealed(`{"version": 1}`, identity.Recipient()), "not a countersign export"},
		"newer":          {sealed(`{"format":"countersign connections","version":2,"connections":{}}`, identity.Recipient()), "unsupported export version 2"},
		"bad name":       {sealed(`{"format":"countersign connections","version":1,"connections":[{"entry":{"name":"../x"}}]}`, identity.Recipient()), "not a countersign export"},
		"the same twice": {sealed(`{"format":"countersign connections","version":1,"connections":[{"entry":{"name":"x"}},{"entry":{"name":"x"}}]}`, identity.Recipient()), "not a countersign export"},
	} {
		path := filepath.Join(t.TempDir(), "file.age")
		write(t, path, tt.data)
		s, err := bundle.Open(path)
		if err == nil {
			_, err = s.DecryptWithIdentities(flow.NewSecret(identity.String()))
		}
		e := flow.Explain(err)
		if err == nil || !strings.Contains(e.What, tt.want) || !strings.Contains(e.What, path) || e.Next == "" || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %+v, want %s", name, e, tt.want)
		}
	}
	path := filepath.Join(t.TempDir(), "file.age")
	write(t, path, sealed("{}", byPassphrase))
	s, err := bundle.Open(path)
	must(t, err)
	if !s.NeedsPassphrase() {
		t.Error("no passphrase is asked for")
	}
	if _, err := s.DecryptWithPassphrase(flow.NewSecret("wrong")); !errors.Is(err, flow.ErrWrongPassphrase) {
		t.Errorf("a wrong passphrase gave %v", err)
	}
	if _, err := bundle.Open(filepath.Join(path, "nosuch")); err == nil {
		t.Error("what is not there was opened")
	}
}
