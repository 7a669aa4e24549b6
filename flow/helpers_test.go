package flow_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/keychain"
)

// newManager is a real one that keeps connections in memory.
func newManager(t *testing.T, change ...func(*flow.Options)) *flow.Manager {
	t.Helper()
	o := flow.Options{DataDir: t.TempDir(), ConnectorsDir: t.TempDir(), Store: flow.StoreMemory}
	for _, c := range change {
		c(&o)
	}
	m := flow.New(o)
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

// fileManager keeps connections in the encrypted file of a folder, with a passphrase that costs little.
func fileManager(t *testing.T, dir string) *flow.Manager {
	t.Helper()
	m := flow.New(flow.Options{
		DataDir: dir, ConnectorsDir: t.TempDir(),
		Keychain: keychain.New(keychain.Options{Dir: dir, Kind: flow.StoreFile, ScryptWorkFactor: 1}),
	})
	must(t, m.Stores.Unlock(t.Context(), "sample passphrase"))
	return m
}

// sandboxSetup runs a sandbox on a free port and gives its connector that address.
func sandboxSetup(t *testing.T, m *flow.Manager) *flow.Setup {
	t.Helper()
	server, err := m.Sandboxes.Run(t.Context(), "127.0.0.1:0", nil)
	must(t, err)
	s := setupOf(t, m, "sandbox")
	must(t, s.Set("baseUri", server.BaseURI()))
	return s
}

func setupOf(t *testing.T, m *flow.Manager, ref string) *flow.Setup {
	t.Helper()
	c, err := m.Connectors.Load(ref)
	must(t, err)
	s := flow.NewSetup(c)
	if missing := s.Missing(); len(missing) > 0 {
		t.Fatalf("%s still asks for %v", ref, missing)
	}
	return s
}

func begin(t *testing.T, m *flow.Manager, s *flow.Setup, o flow.BeginOptions) *flow.Pending {
	t.Helper()
	p, err := m.Begin(t.Context(), s, o)
	must(t, err)
	t.Cleanup(func() { p.Close() })
	return p
}

// exchange waits for a dance that is settled already and takes its token.
func exchange(t *testing.T, p *flow.Pending) flow.Token {
	t.Helper()
	v, err := p.Wait(t.Context())
	must(t, err)
	token, err := v.AccessToken(t.Context())
	must(t, err)
	return token
}

// allowInBrowser does at the sandbox's page what a person does, and gives the page that the browser ends on.
func allowInBrowser(t *testing.T, link string) string {
	t.Helper()
	return read(t, answerPage(t, http.DefaultClient, link, "allow"))
}

// consentCallback gives the address that the sandbox sends the browser to, without going there.
func consentCallback(t *testing.T, p *flow.Pending, decision string) string {
	t.Helper()
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp := answerPage(t, stay, p.AuthorizeURL(), decision)
	defer resp.Body.Close()
	location := resp.Header.Get("Location")
	if location == "" {
		t.Fatalf("the sandbox answered %s without a Location", resp.Status)
	}
	return location
}

func answerPage(t *testing.T, client *http.Client, link, decision string) *http.Response {
	t.Helper()
	page := get(t, link)
	if !strings.Contains(page, "<form") {
		t.Fatalf("no form at %s:\n%s", link, page)
	}
	u, err := url.Parse(link)
	must(t, err)
	form := url.Values{"oauth_token": {u.Query().Get("oauth_token")}, "decision": {decision}, "account": {"anna"}}
	u.RawQuery = ""
	resp, err := client.PostForm(u.String(), form)
	must(t, err)
	return resp
}

func get(t *testing.T, uri string) string {
	t.Helper()
	resp, err := http.Get(uri) //nolint:noctx // a browser of a test
	must(t, err)
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) string {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	return string(body)
}

// between gives what stands between open and end, after the first mark.
func between(t *testing.T, text, mark, open, end string) string {
	t.Helper()
	_, text, ok := strings.Cut(text, mark)
	if !ok {
		t.Fatalf("no %s in the page", mark)
	}
	_, text, _ = strings.Cut(text, open)
	text, _, _ = strings.Cut(text, end)
	return strings.TrimSpace(text)
}

func extra(token flow.Token, name string) string {
	for _, f := range token.Extra {
		if f.Name == name {
			return f.Value.Reveal()
		}
	}
	return ""
}

// assertClosed checks that nothing answers at the dance's callback any more.
func assertClosed(t *testing.T, p *flow.Pending) {
	t.Helper()
	if resp, err := http.Get(p.Callback()); err == nil { //nolint:noctx // a browser of a test
		resp.Body.Close()
		t.Errorf("%s still answers", p.Callback())
	}
}

// fakeProvider answers every request by handle: for providers that are wrong in a way that no real one would stay.
func fakeProvider(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s.URL
}

// connectorFolder writes a connector for a provider at base; more is added to its config mapping.
func connectorFolder(t *testing.T, base, more string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sample")
	write(t, filepath.Join(dir, "spec.yml"), `key: sample
name: Sample
auth:
  type: oauth1
  getOAuthConfig: {implementationType: mapping}
  makeApiClient: {implementationType: mapping}
parametersSchema:
  type: object
  properties:
    consumerKey: {type: string, default: sample-key}
    consumerSecret: {type: string, format: password, default: sample-consumer-secret}
`)
	write(t, filepath.Join(dir, "auth", "get-oauth-config.map.yml"), fmt.Sprintf(`consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
requestTokenUri: %[1]s/request
authorizeUri: %[1]s/authorize
tokenUri: %[1]s/access
%[2]s
`, base, more))
	write(t, filepath.Join(dir, "auth", "make-api-client.map.yml"), fmt.Sprintf("baseUri: %s\n", base))
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// dump is everything that a value shows of itself.
func dump(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	return string(text) + fmt.Sprintf("%v %+v %#v", v, v, v)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	return string(text)
}
