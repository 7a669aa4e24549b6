package specs

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"countersign/specs/script"
)

// given are the values that a person gives, for a test: defaults, and
// something made up for the rest.
func given(fields []Field) map[string]any {
	values := map[string]any{}
	for _, f := range fields {
		values[f.Key] = f.Default
		if f.Default == "" {
			values[f.Key] = "sample-" + f.Key
		}
		if f.Default == "" && len(f.Choices) > 0 {
			values[f.Key] = f.Choices[0].Value
		}
	}
	return values
}

// built is what each built-in connector is to come to. A connector without a
// line here fails the test.
var built = map[string]struct {
	config  OAuthConfig
	client  APIClient
	me      any // what the service answers to the question who this is
	call    script.Request
	account string
}{
	"sandbox": {
		OAuthConfig{
			ConsumerKey: "sandbox-consumer-key", ConsumerSecret: "sandbox-consumer-secret",
			RequestTokenURI: "http://127.0.0.1:5849/oauth/request_token", AuthorizeURI: "http://127.0.0.1:5849/oauth/authorize",
			TokenURI: "http://127.0.0.1:5849/oauth/access_token",
			Dialect:  Dialect{SignatureMethod: "HMAC-SHA1", Denied: "denied"},
		},
		APIClient{BaseURI: "http://127.0.0.1:5849"},
		map[string]any{"id": "1", "username": "anna"},
		script.Request{Method: "GET", Path: "/me"},
		"anna",
	},
	"x": {
		OAuthConfig{
			ConsumerKey: "sample-consumerKey", ConsumerSecret: "sample-consumerSecret",
			RequestTokenURI: "https://api.x.com/oauth/request_token", AuthorizeURI: "https://api.x.com/oauth/authorize",
			TokenURI: "https://api.x.com/oauth/access_token",
			Dialect: Dialect{
				SignatureMethod: "HMAC-SHA1", RequestTokenParams: []Pair{{"x_auth_access_type", "read"}},
				Loopback: Loopback{"127.0.0.1", 5850, "/callback"}, Denied: "denied",
				Revoke: Endpoint{"https://api.x.com/1.1/oauth/invalidate_token.json", "POST"},
			},
		},
		APIClient{BaseURI: "https://api.x.com"},
		map[string]any{"data": map[string]any{"username": "anna"}},
		script.Request{Method: "GET", Path: "/2/users/me"},
		"@anna",
	},
	"flickr": {
		OAuthConfig{
			ConsumerKey: "sample-consumerKey", ConsumerSecret: "sample-consumerSecret",
			RequestTokenURI: "https://www.flickr.com/services/oauth/request_token", AuthorizeURI: "https://www.flickr.com/services/oauth/authorize",
			TokenURI: "https://www.flickr.com/services/oauth/access_token", Extra: []Pair{{"perms", "read"}},
			Dialect: Dialect{SignatureMethod: "HMAC-SHA1", RequestTokenMethod: "GET", TokenMethod: "GET", Loopback: Loopback{Host: "localhost"}},
		},
		APIClient{BaseURI: "https://api.flickr.com"},
		map[string]any{"stat": "ok", "user": map[string]any{"username": map[string]any{"_content": "anna"}}},
		script.Request{Method: "GET", Path: "/services/rest/", Query: []script.Pair{
			{Name: "format", Value: "json"}, {Name: "method", Value: "flickr.test.login"}, {Name: "nojsoncallback", Value: "1"},
		}},
		"anna",
	},
	"wikimedia": {
		OAuthConfig{
			ConsumerKey: "sample-consumerKey", ConsumerSecret: "sample-consumerSecret",
			RequestTokenURI: "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/initiate",
			AuthorizeURI:    "https://meta.wikimedia.org/wiki/Special:OAuth/authorize",
			TokenURI:        "https://meta.wikimedia.org/w/index.php?title=Special:OAuth/token",
			Extra:           []Pair{{"oauth_consumer_key", "sample-consumerKey"}},
			Dialect: Dialect{
				SignatureMethod: "HMAC-SHA1",
				Headers:         []Pair{{"User-Agent", "countersign (terminal connection manager for OAuth 1.0a)"}},
			},
		},
		APIClient{
			BaseURI: "https://meta.wikimedia.org",
			Header:  []Pair{{"User-Agent", "countersign (terminal connection manager for OAuth 1.0a)"}},
		},
		map[string]any{"query": map[string]any{"userinfo": map[string]any{"id": 5, "name": "anna"}}},
		script.Request{Method: "GET", Path: "/w/api.php", Query: []script.Pair{
			{Name: "action", Value: "query"}, {Name: "format", Value: "json"}, {Name: "meta", Value: "userinfo"},
		}},
		"anna",
	},
}

func TestEveryBuiltInConnectorWorks(t *testing.T) {
	t.Parallel()
	catalogue := NewCatalogue("")
	entries := catalogue.List()
	if len(entries) != len(built) {
		t.Errorf("%d connectors are built in, %d are tested", len(entries), len(built))
	}
	for _, e := range entries {
		t.Run(e.Key, func(t *testing.T) {
			t.Parallel()
			want, ok := built[e.Key]
			if !ok {
				t.Fatal("say in built what it comes to")
			}
			if e.Err != nil {
				t.Fatal(e.Err)
			}
			if problems, err := catalogue.Check(e.Key); err != nil || len(problems) > 0 {
				t.Errorf("check: %v, %v", problems, err)
			}
			c := e.Connector
			inputs := given(c.Inputs)
			vars := map[string]any{
				"connectorParameters": given(c.Parameters), "connectionParameters": inputs, "connectionInput": inputs, "credentials": inputs,
			}
			config, err := DecodeOAuthConfig(evaluated(t, c.OAuthConfig, vars))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.config, config); diff != "" {
				t.Errorf("config (-want +got):\n%s", diff)
			}
			client, err := DecodeAPIClient(evaluated(t, c.APIClient, vars))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.client, client); diff != "" {
				t.Errorf("client (-want +got):\n%s", diff)
			}
			host := &sampleHost{answer: want.me}
			account, err := script.Run(context.Background(), c.Test.File, c.Test.Code, "test", vars, host, script.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(any(map[string]any{"account": want.account}), account); diff != "" {
				t.Errorf("account (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]script.Request{want.call}, host.calls); diff != "" {
				t.Errorf("the test's calls (-want +got):\n%s", diff)
			}
			checkWords(t, c)
		})
	}
}

func evaluated(t *testing.T, m Method, vars map[string]any) any {
	t.Helper()
	answer, err := m.Mapping.Eval(vars)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// sampleHost gives every call of a script the same answer.
type sampleHost struct {
	answer any
	calls  []script.Request
}

func (h *sampleHost) Call(_ context.Context, r script.Request) (script.Response, error) {
	h.calls = append(h.calls, r)
	return script.Response{Status: 200, Data: h.answer}, nil
}

func (h *sampleHost) Log(string, string) {}

// checkWords sees that a person finds what they need to know.
func checkWords(t *testing.T, c *Connector) {
	t.Helper()
	if c.Name == "" || c.Description == "" || c.DocsURI == "" {
		t.Errorf("name %q, description %q, docs %q", c.Name, c.Description, c.DocsURI)
	}
	if !c.Sandbox() && (c.HelpURI == "" || c.AppURI == "") {
		t.Errorf("help %q, app %q", c.HelpURI, c.AppURI)
	}
	for _, f := range append(c.Parameters, c.Inputs...) {
		if f.Title == "" || f.Secret != (f.Key == "consumerSecret") {
			t.Errorf("field %+v", f)
		}
	}
	if len(c.Ready) < 3 || len(c.Ready) > 6 || c.Ready[0].Name != "Who am I" {
		t.Errorf("ready calls %+v", c.Ready)
	}
}

// These services tell of a failure with status 200.
func TestBuiltInTestsSeeAFailureInTheBody(t *testing.T) {
	t.Parallel()
	for key, test := range map[string]struct {
		answer any
		want   string
	}{
		"flickr":    {map[string]any{"stat": "fail", "code": 98, "message": "Invalid auth token"}, "Invalid auth token"},
		"wikimedia": {map[string]any{"query": map[string]any{"userinfo": map[string]any{"id": 0, "name": "192.0.2.1"}}}, "anonymous"},
	} {
		c, err := NewCatalogue("").Open(key)
		if err != nil {
			t.Fatal(err)
		}
		_, err = script.Run(context.Background(), c.Test.File, c.Test.Code, "test", nil, &sampleHost{answer: test.answer}, script.Limits{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", key, err)
		}
	}
}

func TestTheSandboxComesFirst(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, e := range NewCatalogue("").List() {
		keys = append(keys, e.Key)
	}
	if diff := cmp.Diff([]string{"sandbox", "flickr", "wikimedia", "x"}, keys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c, err := NewCatalogue("").Open("sandbox")
	if err != nil {
		t.Fatal(err)
	}
	if !c.Sandbox() || c.Ref() != "sandbox" {
		t.Errorf("sandbox %v, ref %s", c.Sandbox(), c.Ref())
	}
}

// userFolder writes a user's own connectors: a folder, a single file, a
// broken one, one that stands in for a built-in one, and what is none.
func userFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"acme", "flickr"} {
		if err := os.CopyFS(filepath.Join(dir, name), with(nil)); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"newer.yml": newGeneration, "notes.txt": "none", "broken/spec.yml": "auth: {type: oauth2}", "empty/readme": "none",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestListGivesTheUsersConnectorsBrokenOnesToo(t *testing.T) {
	t.Parallel()
	dir := userFolder(t)
	var got []string
	for _, e := range NewCatalogue(dir).List() {
		line := e.Key + " " + strings.TrimPrefix(e.Source, dir)
		if e.Err != nil {
			line += " broken"
		} else if e.Connector.Key != e.Key {
			t.Errorf("%s calls itself %s", e.Key, e.Connector.Key)
		}
		got = append(got, filepath.ToSlash(line))
	}
	want := []string{"sandbox ", "broken /broken broken", "newer /newer.yml", "acme /acme", "flickr /flickr", "wikimedia ", "x "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOpenTakesAKeyOrAPath(t *testing.T) {
	t.Parallel()
	dir := userFolder(t)
	catalogue := NewCatalogue(dir)
	for ref, want := range map[string]string{
		"x":                              "",
		"acme":                           filepath.Join(dir, "acme"),
		"flickr":                         filepath.Join(dir, "flickr"), // the user's wins
		"newer":                          filepath.Join(dir, "newer.yml"),
		filepath.Join(dir, "acme"):       filepath.Join(dir, "acme"),
		filepath.Join(dir, "newer.yml"):  filepath.Join(dir, "newer.yml"),
		filepath.Join(dir, "acme") + "/": filepath.Join(dir, "acme"),
	} {
		c, err := catalogue.Open(ref)
		if err != nil {
			t.Errorf("%s: %v", ref, err)
			continue
		}
		if c.Source != want {
			t.Errorf("%s: source %q, want %q", ref, c.Source, want)
		}
		again, err := catalogue.Open(c.Ref())
		if err != nil || again.Source != c.Source {
			t.Errorf("%s: its ref %s opens %v, %v", ref, c.Ref(), again, err)
		}
	}
	for _, ref := range []string{"nosuch", "", "./nosuch", "empty", "../acme"} {
		if _, err := catalogue.Open(ref); !errors.Is(err, ErrNoConnector) {
			t.Errorf("%q: got %v", ref, err)
		}
		if _, err := catalogue.Check(ref); !errors.Is(err, ErrNoConnector) {
			t.Errorf("check %q: got %v", ref, err)
		}
	}
	var problems Problems
	if _, err := catalogue.Open("broken"); !errors.As(err, &problems) {
		t.Errorf("broken: got %v", err)
	}
}

func TestCheckTakesAKeyOrAPath(t *testing.T) {
	t.Parallel()
	dir := userFolder(t)
	want := filepath.Join(dir, "broken", "spec.yml") + ":1:14: this connector uses"
	byKey, err := NewCatalogue(dir).Check("broken")
	if err != nil || len(byKey) != 1 || !strings.HasPrefix(byKey.Error(), want) {
		t.Errorf("by key: got %v, %v", byKey, err)
	}
	if byPath := Check(filepath.Join(dir, "broken")); len(byPath) != 1 || !strings.HasPrefix(byPath.Error(), want) {
		t.Errorf("by path: got %v", byPath)
	}
	if none := Check(filepath.Join(dir, "nosuch")); len(none) != 1 || !strings.Contains(none.Error(), "no such connector") {
		t.Errorf("none: got %v", none)
	}
	if clean := Check(filepath.Join(dir, "acme")); len(clean) != 0 {
		t.Errorf("clean: got %v", clean)
	}
}

func TestAFolderThatCanNotBeReadIsToldInTheList(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "connectors")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	entries := NewCatalogue(file).List()
	if len(entries) != len(built)+1 || entries[1].Err == nil || !strings.HasPrefix(entries[1].Err.Error(), "reading your folder of connectors: ") {
		t.Errorf("got %+v", entries)
	}
}
