package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
)

// connect runs the whole dance through the sandbox and keeps the connection.
func connect(t *testing.T, m *flow.Manager, s *flow.Setup, name string) *flow.Connection {
	t.Helper()
	p := begin(t, m, s, flow.BeginOptions{})
	must(t, p.Consent(t.Context(), true))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, p), name, false)
	must(t, err)
	return c
}

func TestKeptConnectionIsTestedAndListed(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	c := connect(t, m, sandboxSetup(t, m), "first")
	result, err := c.Test(t.Context())
	must(t, err)
	if result.NoTest || result.Account != "anna" {
		t.Errorf("test found %+v", result)
	}
	list, err := m.Connections.List(t.Context())
	must(t, err)
	if len(list) != 1 || list[0].Name != "first" || list[0].Account != result.Account || list[0].Tested.IsZero() || list[0].Title != "Sandbox" {
		t.Errorf("listed %+v", list)
	}
}

func TestNamesAreNotTakenTwice(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	s := sandboxSetup(t, m)
	first := connect(t, m, s, "sandbox")
	if name := m.Connections.FreeName(t.Context(), s.Connector); name != "sandbox-2" {
		t.Errorf("free name %q", name)
	}
	if err := m.Connections.CheckName(t.Context(), "sandbox"); !errors.Is(err, flow.ErrNameTaken) {
		t.Errorf("CheckName gave %v", err)
	}
	if err := m.Connections.CheckName(t.Context(), "no spaces"); err == nil || errors.Is(err, flow.ErrNameTaken) {
		t.Errorf("CheckName of a bad name gave %v", err)
	}
	if err := m.Connections.CheckName(t.Context(), "Sandbox"); err == nil || errors.Is(err, flow.ErrNameTaken) {
		t.Errorf("CheckName of a name in other letters gave %v, though it cannot be replaced", err)
	}
	p := begin(t, m, s, flow.BeginOptions{})
	must(t, p.Consent(t.Context(), true))
	second := exchange(t, p)
	if _, err := m.Connections.Save(t.Context(), s, second, "sandbox", false); !errors.Is(err, flow.ErrNameTaken) {
		t.Errorf("Keep over another gave %v", err)
	}
	if _, err := m.Connections.Save(t.Context(), s, second, "sandbox", true); err != nil {
		t.Errorf("Keep in place of another gave %v", err)
	}
	must(t, m.Connections.Delete(t.Context(), "sandbox"))
	if _, err := m.Connections.Open(t.Context(), first.Entry.Name); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("Open of a forgotten one gave %v", err)
	}
}

func TestSignedCallReachesTheServiceAsWritten(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	c := connect(t, m, sandboxSetup(t, m), "sandbox")
	for name, r := range map[string]flow.Request{
		"repeated names":     {Target: "/echo?a=2&a=1&q=r%20b", Query: []flow.Pair{{Name: "a", Value: "0"}, {Name: "c@", Value: "&=+ %"}}},
		"no value":           {Target: "/echo?flag&empty=&=x"},
		"semicolon, unicode": {Target: "/echo?a=1;b=2&name=Zoë Ünal"},
		"plus is a space":    {Target: "/echo?q=a+b%2Bc"},
		"encoded path":       {Target: "/echo/a%2Fb/c d/é"},
		"form":               {Method: "post", Target: "/echo", Form: []flow.Pair{{Name: "a", Value: "1"}, {Name: "a", Value: "é &"}}},
		"form, charset":      {Method: "POST", Target: "/echo", Header: []flow.Pair{{Name: "content-type", Value: "Application/X-WWW-form-urlencoded; charset=UTF-8"}}, Body: []byte("a=1&a=2+3")},
		"JSON":               {Method: "PUT", Target: "/echo", Body: []byte(`{"a":[1,2]}`)},
		"text":               {Method: "PATCH", Target: "echo", Body: []byte("two words")},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := c.Send(t.Context(), r)
			must(t, err)
			if resp.Status != http.StatusOK {
				t.Fatalf("%s: %s\nbase string %s", resp.StatusText(), resp.Body, resp.Exchange.BaseString)
			}
			if resp.Explanation() != nil {
				t.Errorf("trouble with a good answer: %+v", resp.Explanation())
			}
			if strings.Contains(string(resp.Body), "oauth_signature") {
				t.Errorf("the echo tells the signature: %s", resp.Body)
			}
		})
	}
}

func TestRefusedCallIsExplained(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	c := connect(t, m, sandboxSetup(t, m), "sandbox")
	resp, err := c.Send(t.Context(), flow.Request{Target: "/nowhere"})
	must(t, err)
	e := resp.Explanation()
	if e == nil || !strings.Contains(e.What, "404") || !strings.Contains(e.Next, "target") {
		t.Errorf("trouble: %+v", e)
	}
	for name, wrong := range map[string]flow.Request{
		"own Authorization": {Target: "/me", Header: []flow.Pair{{Name: "authorization", Value: "sample"}}},
		"header injection":  {Target: "/me", Header: []flow.Pair{{Name: "X-Sample", Value: "a\r\nb: c"}}},
		"form and body":     {Target: "/me", Method: "POST", Form: []flow.Pair{{Name: "a", Value: "b"}}, Body: []byte("c")},
		"other scheme":      {Target: "ftp://service.example/"},
		"plain http":        {Target: "http://service.example/"},
	} {
		if _, err := c.Send(t.Context(), wrong); err == nil || flow.Explain(err).Next == "" {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestConnectionOutlivesProgramAndSandbox(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	yesterday := fileManager(t, data)
	s := sandboxSetup(t, yesterday)
	connect(t, yesterday, s, "kept")
	must(t, yesterday.Close())

	today := fileManager(t, data)
	t.Cleanup(func() { today.Close() })
	c, err := today.Connections.Open(t.Context(), "kept")
	must(t, err)
	resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
	must(t, err)
	var me struct{ Username string }
	if err := json.Unmarshal(resp.Body, &me); err != nil || me.Username != "anna" {
		t.Errorf("%s %s", resp.StatusText(), resp.Body)
	}
	assertNoSecretsIn(t, data, c)
}

// assertNoSecretsIn looks for the connection's secrets in every file below dir.
func assertNoSecretsIn(t *testing.T, dir string, c *flow.Connection) {
	t.Helper()
	files := 0
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		for _, secret := range flow.SecretsOf(c) {
			if secret == "" || strings.Contains(string(text), secret) {
				t.Errorf("%s holds a secret in clear, or there is none to look for", path)
			}
		}
		return err
	}))
	if files == 0 {
		t.Error("nothing was written at all")
	}
}

func TestConnectorWithoutTestSaysSo(t *testing.T) {
	t.Parallel()
	provider := fakeProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
		w.Write([]byte("oauth_token=sample-token&oauth_token_secret=sample-token-secret&oauth_callback_confirmed=true"))
	})
	m := newManager(t)
	s := setupOf(t, m, connectorFolder(t, provider, ""))
	p := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, p.Enter("sample-verifier"))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, p), "sample", false)
	must(t, err)
	result, err := c.Test(t.Context())
	if err != nil || !result.NoTest {
		t.Errorf("Test gave %+v, %v", result, err)
	}
}

func TestCancelledTestSaysSo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := newProvider(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	m := newManager(t)
	dir := connectorFolder(t, p.base, "")
	write(t, filepath.Join(dir, "auth", "test.js"), "export default async ({ apiClient }) => apiClient.get('/me');")
	s := setupOf(t, m, dir)
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
	must(t, err)
	if _, err := c.Test(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Test gave %v, want context.Canceled", err)
	}
}
