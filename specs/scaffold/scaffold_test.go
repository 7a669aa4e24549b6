package scaffold

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"countersign/specs"
)

// plainBlueprint is only the three URIs.
var plainBlueprint = Blueprint{
	RequestTokenURI: "https://www.service.example/oauth/request_token",
	AuthorizeURI:    "https://www.service.example/oauth/authorize",
	TokenURI:        "https://api.service.example/oauth/access_token",
}

// scaffolded writes a connector and loads it. Warnings count as problems.
func scaffolded(t *testing.T, b Blueprint) (*specs.Connector, map[string]string) {
	t.Helper()
	files, err := Files(b)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	dir := filepath.Join(t.TempDir(), "scaffolded")
	if err := Write(dir, files); err != nil {
		t.Fatal(err)
	}
	if found := specs.Check(dir); len(found) > 0 {
		t.Fatalf("it has mistakes:\n%v\n%v", found, files)
	}
	c, err := specs.LoadFS(fsys, "/scaffolded")
	if err != nil {
		t.Fatal(err)
	}
	return c, files
}

// scaffoldedConfig is the result of a scaffolded connector's getOAuthConfig.
func scaffoldedConfig(t *testing.T, c *specs.Connector) specs.OAuthConfig {
	t.Helper()
	answer, err := c.OAuthConfig.Mapping.Eval(map[string]any{"connectorParameters": map[string]any{
		"consumerKey": "sample-key", "consumerSecret": "sample-secret", "privateKey": "-----BEGIN PRIVATE KEY-----",
	}})
	if err != nil {
		t.Fatal(err)
	}
	config, err := specs.DecodeOAuthConfig(answer)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func TestThreeURIsMakeAConnector(t *testing.T) {
	t.Parallel()
	c, files := scaffolded(t, plainBlueprint)
	if c.Key != "service" || c.Name != "Service" || c.AppURI != "https://www.service.example" {
		t.Errorf("key %q, name %q, app %q", c.Key, c.Name, c.AppURI)
	}
	want := specs.OAuthConfig{
		ConsumerKey: "sample-key", ConsumerSecret: "sample-secret", RequestTokenURI: plainBlueprint.RequestTokenURI,
		AuthorizeURI: plainBlueprint.AuthorizeURI, TokenURI: plainBlueprint.TokenURI, Dialect: specs.Dialect{SignatureMethod: "HMAC-SHA1"},
	}
	if diff := cmp.Diff(want, scaffoldedConfig(t, c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	client, err := c.APIClient.Mapping.Eval(nil)
	if err != nil {
		t.Fatal(err)
	}
	if api, err := specs.DecodeAPIClient(client); err != nil || api.BaseURI != "https://api.service.example" {
		t.Errorf("client %+v, %v", api, err)
	}
	if c.Test != nil || files["auth/test.js"] != "" {
		t.Error("a test that asks nothing was made up")
	}
}

func TestScaffoldContainsAllValues(t *testing.T) {
	t.Parallel()
	b := plainBlueprint
	b.Name, b.BaseURI, b.TestPath, b.Account = "The  Service\n", "https://x.example/v1", "users/me?full=1", "users[0].screen-name.text"
	b.SignatureMethod, b.Placement, b.TokenPlacement, b.TokenMethod, b.Callback = "PLAINTEXT", "query", "body", "GET", "onAuthorize"
	b.RegisterAt = "https://service.example/apps#new"
	c, files := scaffolded(t, b)
	want := specs.Dialect{
		SignatureMethod: "PLAINTEXT", Placement: "query", TokenPlacement: "body", RequestTokenMethod: "GET", TokenMethod: "GET", Callback: "onAuthorize",
	}
	if diff := cmp.Diff(want, scaffoldedConfig(t, c).Dialect); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if c.Name != "The Service" || c.Key != "the-service" || c.Registration.Page != b.RegisterAt {
		t.Errorf("got %q, %q, %q", c.Name, c.Key, c.Registration.Page)
	}
	if !strings.Contains(files["auth/test.js"], `get("/users/me?full=1")`) || !strings.Contains(files["auth/test.js"], `me.users[0]["screen-name"].text`) {
		t.Error(files["auth/test.js"])
	}
	if len(c.SavedRequests) != 1 || c.SavedRequests[0].Target != "/users/me?full=1" {
		t.Errorf("ready calls %+v", c.SavedRequests)
	}
}

func TestAnRSAScaffoldAsksForAPrivateKey(t *testing.T) {
	t.Parallel()
	b := plainBlueprint
	b.SignatureMethod = "RSA-SHA1"
	c, _ := scaffolded(t, b)
	if len(c.Parameters) != 2 || c.Parameters[1].Key != "privateKey" || !c.Parameters[1].Required || !c.Parameters[1].Secret {
		t.Errorf("it asks for %+v", c.Parameters)
	}
	if d := scaffoldedConfig(t, c).Dialect; d.SignatureMethod != "RSA-SHA1" || d.PrivateKey == "" {
		t.Errorf("got %+v", d)
	}
}

// All accepted values make a connector without problems.
func TestOddValuesMakeValidConnectors(t *testing.T) {
	t.Parallel()
	for _, uri := range []string{
		"http://127.0.0.1:8080/request?title=Special:OAuth/initiate&format=%7Bjson%7D", "https://[::1]:8443/oauth", "https://[fe80::1%25eth0]/a",
		"HTTPS://Service.Example", "https://bücher.example/größe", "https://xn--bcher-kva.example/", "https://s.example/a:b,c{d}[e]'f\"g!h&i*j|k>l?x=",
		"https://s.example/$.response.id?a={{b}}", "https://s.example?:", "https://s.example/%20/~user/@me", "https://localhost/a", "https://s.co.uk/`$(x)`",
	} {
		for _, name := range []string{
			"", "Große Bücher", "日本の写真", `"quoted" 'twice'`, "a: b # c", "- x", "*alias", "&anchor", "!tag", "%TAG", "{a: b}", "[a]", "null", "true", "1e3", "007", "~",
			"| x", "> y", "tab\there", "line\nbreak", "nul\x00 bidi\u202e zero\u200b", "\xff\xfe", "{{.Key}}", "@at", "...", "---", strings.Repeat("é", 60),
		} {
			b := Blueprint{Name: name, RequestTokenURI: uri, AuthorizeURI: uri, TokenURI: uri, TestPath: uri, Account: `a"b.c\d[0].日本`}
			c, _ := scaffolded(t, b)
			config := scaffoldedConfig(t, c)
			if config.RequestTokenURI != uri || config.AuthorizeURI != uri || config.TokenURI != uri {
				t.Errorf("%q became %+v", uri, config)
			}
			if want := b.WithDefaults().Name; c.Name != want || want == "" {
				t.Errorf("the name %q became %q", want, c.Name)
			}
			if c.Key == "" || slug(c.Key) != c.Key {
				t.Errorf("%q %q have the key %q", name, uri, c.Key)
			}
		}
	}
}

func TestInvalidValuesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Files(Blueprint{
		AuthorizeURI: "ftp://x.example", TokenURI: "https://user@x.example/#a", RegisterAt: "http://x.example", BaseURI: "https://x y", Name: strings.Repeat("x", 5),
		Account: "a..b", SignatureMethod: "MD5", Placement: "cookie",
	})
	var problems specs.Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, strings.Join(strings.Fields(p.Message)[:2], " "))
	}
	want := []string{
		"requestTokenUri is", "authorizeUri can't", "tokenUri can't", "baseUri can't", "account can't", "signatureMethod can't",
		"registerAt can't", "placement can't", "account has",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, uri := range []string{"https://", "https://:80/", "https://[::1", "https://a\u2028b/", "https://a\x01/", "https://s.example/\xff", "mailto:a@b.c", "s.example/a"} {
		b := plainBlueprint
		b.TokenURI = uri
		if _, err := Files(b); err == nil {
			t.Errorf("%q was taken", uri)
		}
	}
}

func TestNameOfHost(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"www.flickr.com": "Flickr", "x.com": "X", "secure.trademe.co.nz": "Trademe", "localhost": "Localhost", "sub.abc.de": "Abc",
		"127.0.0.1": "127.0.0.1", "::1": "::1", "": "", "bücher.example.": "Bücher",
	} {
		if got := nameOfHost(host); got != want {
			t.Errorf("%s is %q, want %q", host, got, want)
		}
	}
}

func TestWriteIsAtomicAndOverwritesNothing(t *testing.T) {
	t.Parallel()
	files, err := Files(plainBlueprint)
	if err != nil {
		t.Fatal(err)
	}
	parent := filepath.Join(t.TempDir(), "deep", "connectors")
	dir := filepath.Join(parent, "service")
	if err := Write(dir, files); err != nil {
		t.Fatal(err)
	}
	if found := specs.Check(dir); len(found) > 0 {
		t.Error(found)
	}
	if err := Write(dir, map[string]string{"spec.yml": "other"}); !errors.Is(err, ErrAlreadyExists) || !strings.Contains(err.Error(), dir) {
		t.Errorf("writing again: %v", err)
	}
	if err := os.WriteFile(filepath.Join(parent, "single.yml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(parent, "single"), files); !errors.Is(err, ErrAlreadyExists) {
		t.Errorf("beside single.yml: %v", err)
	}
	if err := Write(filepath.Join(parent, "half"), map[string]string{"a": "x", "a/b": "a file can't hold a file"}); err == nil {
		t.Error("half a connector was written")
	}
	if text, err := os.ReadFile(filepath.Join(dir, "spec.yml")); err != nil || string(text) != files["spec.yml"] {
		t.Errorf("spec.yml is now %q, %v", text, err)
	}
	left, err := fs.Glob(os.DirFS(parent), "*")
	if diff := cmp.Diff([]string{"service", "single.yml"}, left); diff != "" || err != nil {
		t.Errorf("the folder holds (-want +got)\n%s%v", diff, err)
	}
}
