package specs

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"countersign/specs/script"
)

// sampleValues are values for fields: defaults, examples, first choices, or made up.
func sampleValues(fields []Field) map[string]any {
	values := map[string]any{}
	for _, f := range fields {
		values[f.Key] = cmp.Or(f.Default, f.Example, "sample-"+f.Key)
		if f.Default == "" && len(f.Choices) > 0 {
			values[f.Key] = f.Choices[0].Value
		}
		if f.Key == "privateKey" {
			values[f.Key] = "-----BEGIN PRIVATE KEY-----\nsample\n-----END PRIVATE KEY-----"
		}
	}
	return values
}

// Package flow tests each connector against a simulated provider.
func TestEveryBuiltInConnectorIsComplete(t *testing.T) {
	t.Parallel()
	catalogue := NewCatalogue("")
	for _, e := range catalogue.List() {
		t.Run(e.Key, func(t *testing.T) {
			t.Parallel()
			if e.Err != nil {
				t.Fatal(e.Err)
			}
			if problems, err := catalogue.Check(e.Key); err != nil || len(problems) > 0 {
				t.Errorf("check: %v, %v", problems, err)
			}
			ways := []*Connector{e.Connector}
			for _, o := range e.Connector.Options {
				ways = append(ways, o.connector)
			}
			for _, c := range ways {
				evaluates(t, c)
				checkWords(t, c)
			}
		})
	}
}

// evaluates checks the results of the methods that need no response of the service.
func evaluates(t *testing.T, c *Connector) {
	t.Helper()
	inputs := sampleValues(c.Inputs)
	vars := map[string]any{
		"connectorParameters": sampleValues(c.Parameters), "connectionParameters": inputs, "connectionInput": inputs,
		"redirectUri": "http://127.0.0.1:5850/callback",
	}
	config, err := DecodeOAuthConfig(evaluated(t, c.OAuthConfig, vars))
	if err != nil || config.ConsumerKey == "" {
		t.Errorf("option %q: config %+v, %v", c.Option, config, err)
	}
	vars["credentials"] = inputs
	client, err := DecodeAPIClient(evaluated(t, c.APIClient, vars))
	if err != nil || !strings.HasPrefix(client.BaseURI, "http") {
		t.Errorf("option %q: client %+v, %v", c.Option, client, err)
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

// sampleHost gives the same response to every request of a script.
type sampleHost struct {
	answer any
	calls  []script.Request
}

func (h *sampleHost) Send(_ context.Context, r script.Request) (script.Response, error) {
	h.calls = append(h.calls, r)
	return script.Response{Status: 200, Data: h.answer}, nil
}

func (h *sampleHost) Log(string, string) {}

var secretKey = regexp.MustCompile(`(?i)secret$|^privateKey$|^accessToken$`)

// withoutRequests is the service whose API can't be used over HTTP.
const withoutRequests = "evernote"

// checkWords checks that a user finds the necessary information.
func checkWords(t *testing.T, c *Connector) {
	t.Helper()
	if c.Name == "" || c.Description == "" || c.DocsURI == "" {
		t.Errorf("name %q, description %q, docs %q", c.Name, c.Description, c.DocsURI)
	}
	if !c.Sandbox() && (c.HelpURI == "" || c.AppURI == "") {
		t.Errorf("help %q, app %q", c.HelpURI, c.AppURI)
	}
	for _, f := range slices.Concat(c.Parameters, c.Inputs) {
		if f.Title == "" || f.Secret != secretKey.MatchString(f.Key) {
			t.Errorf("field %+v", f)
		}
		if f.Pattern != "" && f.Example == "" && f.Default == "" {
			t.Errorf("the field %s has a pattern and no example of it", f.Key)
		}
	}
	if c.Key != withoutRequests && (len(c.SavedRequests) < 3 || len(c.SavedRequests) > 6) {
		t.Errorf("%d requests", len(c.SavedRequests))
	}
}

// These services report failures with status 200.
func TestBuiltInTestsFindFailuresInTheBody(t *testing.T) {
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
		_, err = script.Run(context.Background(), script.Source{File: c.Test.File, Text: c.Test.Code}, "test", nil, &sampleHost{answer: test.answer}, script.Limits{})
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
	if keys[0] != "sandbox" || len(keys) < 30 {
		t.Errorf("got %v", keys)
	}
	c, err := NewCatalogue("").Open("sandbox")
	if err != nil {
		t.Fatal(err)
	}
	if !c.Sandbox() || c.Ref() != "sandbox" {
		t.Errorf("sandbox %v, ref %s", c.Sandbox(), c.Ref())
	}
}

// userFolder writes a user's connectors: a folder, a single file, one with problems, one that replaces a built-in one, and
// something else.
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

func TestListIncludesUsersConnectorsWithProblems(t *testing.T) {
	t.Parallel()
	dir := userFolder(t)
	var got []string
	entries := NewCatalogue(dir).List()
	if first := entries[0]; first.Key != "sandbox" {
		t.Errorf("%s comes first", first.Key)
	}
	own := map[string]bool{"flickr": true} // replaced by the user's
	for _, e := range entries {
		if e.Source == "" {
			if own[e.Key] {
				t.Errorf("the built-in %s is there as well", e.Key)
			}
			continue
		}
		line := e.Key + " " + strings.TrimPrefix(e.Source, dir)
		if e.Err != nil {
			line += " broken"
		} else if e.Connector.Key != e.Key {
			t.Errorf("%s calls itself %s", e.Key, e.Connector.Key)
		}
		got = append(got, filepath.ToSlash(line))
	}
	want := []string{"broken /broken broken", "newer /newer.yml", "acme /acme", "flickr /flickr"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOpenByKeyOrPath(t *testing.T) {
	t.Parallel()
	dir := userFolder(t)
	catalogue := NewCatalogue(dir)
	for ref, want := range map[string]string{
		"x":                              "",
		"acme":                           filepath.Join(dir, "acme"),
		"flickr":                         filepath.Join(dir, "flickr"), // the user's has priority
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

func TestCheckByKeyOrPath(t *testing.T) {
	t.Parallel()
	dir := userFolder(t)
	want := filepath.Join(dir, "broken", "spec.yml") + ":1:14: unsupported auth type"
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

func TestListReportsAnUnreadableFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "connectors")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	entries := NewCatalogue(file).List()
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Err != nil })
	if i < 0 || len(entries) != len(NewCatalogue("").List())+1 {
		t.Fatalf("%d entries, the broken one at %d", len(entries), i)
	}
	if text := entries[i].Err.Error(); !strings.HasPrefix(text, "cannot read your connectors: ") {
		t.Errorf("got %s", text)
	}
}
