package specs

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// sample is a connector without problems.
var sample = map[string]string{
	"spec.yml": `key: sample
name: Sample
description: Register at the sample service.
appUri: https://sample.example
apiDocsUri: https://sample.example/docs
parametersSchema:
  type: object
  properties:
    consumerKey: {type: string}
    consumerSecret: {type: string, format: password}
auth:
  type: oauth1
  ui: {helpUri: https://sample.example/keys}
  getOAuthConfig: {implementationType: mapping}
  makeApiClient: {implementationType: mapping}
  test: {implementationType: javascript}
`,
	"auth/get-oauth-config.map.yml": `consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
requestTokenUri: https://sample.example/request
authorizeUri: https://sample.example/authorize
tokenUri: https://sample.example/access
`,
	"auth/make-api-client.map.yml": "baseUri: https://api.sample.example\n",
	"auth/test.js":                 "export default async ({ apiClient }) => !!(await apiClient.get('/me')).id\n",
}

// with gives the sample with files replaced, added or, if empty, removed.
func with(files map[string]string) fstest.MapFS {
	all := maps.Clone(sample)
	maps.Copy(all, files)
	fsys := fstest.MapFS{}
	for name, text := range all {
		if text != "" {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return fsys
}

// loaded loads a connector without problems.
func loaded(t *testing.T, files map[string]string) *Connector {
	t.Helper()
	c, err := LoadFS(with(files), "/sample")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLoadReadsAFolder(t *testing.T) {
	t.Parallel()
	c := loaded(t, nil)
	got := Connector{Key: c.Key, Name: c.Name, Description: c.Description, AppURI: c.AppURI, DocsURI: c.DocsURI, HelpURI: c.HelpURI, Source: c.Source}
	want := Connector{
		Key: "sample", Name: "Sample", Description: "Register at the sample service.", AppURI: "https://sample.example",
		DocsURI: "https://sample.example/docs", HelpURI: "https://sample.example/keys", Source: "/sample",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.Ref() != "/sample" || c.Sandbox() {
		t.Errorf("ref %s, sandbox %v", c.Ref(), c.Sandbox())
	}
	for _, m := range []struct {
		method                     Method
		implementation, name, file string
	}{
		{c.OAuthConfig, Mapping, "getOAuthConfig", "auth/get-oauth-config.map.yml"},
		{c.APIClient, Mapping, "makeApiClient", "auth/make-api-client.map.yml"},
		{*c.Test, JavaScript, "test", "auth/test.js"},
	} {
		if m.method.Implementation != m.implementation || m.method.Name != m.name || m.method.File != m.file ||
			(m.method.Mapping != nil) == (m.method.Code != "") {
			t.Errorf("got %+v, want %s of %s in %s", m.method, m.implementation, m.name, m.file)
		}
	}
}

// As on the platform, a method can be in a file of its name and implementation, in another file, or inline.
func TestLoadFindsMethods(t *testing.T) {
	t.Parallel()
	spec := func(auth string) string { return "auth: {type: oauth1" + auth + "}" }
	config := sample["auth/get-oauth-config.map.yml"]
	for name, test := range map[string]struct {
		files map[string]string
		want  string // file and implementation of getOAuthConfig and test
	}{
		"by name alone": {
			map[string]string{"spec.yml": spec("")},
			"auth/get-oauth-config.map.yml mapping, auth/test.js javascript",
		},
		"bare .yml and the older name": {
			map[string]string{"spec.yml": spec(""), "auth/get-oauth-config.map.yml": "", "auth/oauth-config.yml": config},
			"auth/oauth-config.yml mapping, auth/test.js javascript",
		},
		"JavaScript": {
			map[string]string{"spec.yml": spec(", getOAuthConfig: {implementationType: javascript}"), "auth/get-oauth-config.js": "export default () => ({})"},
			"auth/get-oauth-config.js javascript, auth/test.js javascript",
		},
		"a REST mapping": {
			map[string]string{"spec.yml": spec(", test: {implementationType: rest-api-mapping}"), "auth/test.rest.yml": "path: /me\nmethod: get\n"},
			"auth/get-oauth-config.map.yml mapping, auth/test.rest.yml rest-api-mapping",
		},
		"a REST mapping that the docs call a mapping": {
			map[string]string{"spec.yml": spec(", test: {implementationType: mapping}"), "auth/test.yml": "path: /me\n"},
			"auth/get-oauth-config.map.yml mapping, auth/test.yml rest-api-mapping",
		},
		"by path": {
			map[string]string{"spec.yml": spec(", test: {filePath: ./scripts/who.js}"), "scripts/who.js": "export default () => 1"},
			"auth/get-oauth-config.map.yml mapping, scripts/who.js javascript",
		},
		"inline": {
			map[string]string{"spec.yml": spec(", test: {implementationType: javascript, code: 'export default () => 1'}")},
			"auth/get-oauth-config.map.yml mapping, spec.yml javascript",
		},
		"what only the platform can run": {
			map[string]string{"spec.yml": spec(", test: {implementationType: operation-mapping, mapping: {operationKey: me}}")},
			"auth/get-oauth-config.map.yml mapping, spec.yml operation-mapping",
		},
		"no test": {
			map[string]string{"spec.yml": spec(", test: {implementationType: not-supported}")},
			"auth/get-oauth-config.map.yml mapping, none",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := loaded(t, test.files)
			got := c.OAuthConfig.File + " " + c.OAuthConfig.Implementation + ", "
			if c.Test == nil {
				got += "none"
			} else {
				got += c.Test.File + " " + c.Test.Implementation
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

const newGeneration = `name: Newer
type: oauth1
inputSchema:
  type: object
  properties:
    subdomain: {type: string, title: Subdomain}
getOAuthConfig:
  type: mapping
  mapping:
    consumerKey: {$var: connectorParameters.consumerKey}
    consumerSecret: {$var: connectorParameters.consumerSecret}
    requestTokenUri: {$tpl: {template: "https://{s}.example/request", values: {s: {$var: connectionInput.subdomain}}}}
    authorizeUri: https://sample.example/authorize
    tokenUri: https://sample.example/access
makeApiClient:
  type: mapping
  mapping:
    baseUri: https://api.sample.example
test:
  type: javascript
  code: |
    export default async function test({ apiClient }) {
      throw new Error("on line 23")
    }
`

func TestLoadReadsASingleFileOfTheNewerGeneration(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "newer.yml")
	if err := os.WriteFile(file, []byte(newGeneration), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if c.Key != "newer" || c.Name != "Newer" || c.Ref() != file {
		t.Errorf("key %s, name %s, ref %s", c.Key, c.Name, c.Ref())
	}
	if len(c.Parameters) != 2 || len(c.Inputs) != 1 || c.Inputs[0].Title != "Subdomain" {
		t.Errorf("parameters %+v, inputs %+v", c.Parameters, c.Inputs)
	}
	if lines := strings.Split(c.Test.Code, "\n"); len(lines) < 23 || !strings.Contains(lines[22], "line 23") {
		t.Errorf("the script's lines are not the file's:\n%s", c.Test.Code)
	}
}

func TestLoadNamesTheConnectorByItsFolder(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{"spec.yml": "auth: {type: oauth1}"})
	if c.Key != "sample" || c.Name != "sample" {
		t.Errorf("key %q, name %q", c.Key, c.Name)
	}
}

func TestLoadProblemsHaveFilesRelativeToTheWorkingDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "spec.yml"), []byte("auth: {type: oauth2}"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(dir)
	want := filepath.Join(dir, "spec.yml") + `:1:14: unsupported auth type "oauth2"; countersign supports OAuth 1.0a only`
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

func TestLoadWithoutAConnector(t *testing.T) {
	t.Parallel()
	if _, err := Load(filepath.Join(t.TempDir(), "nosuch")); !errors.Is(err, ErrNoConnector) {
		t.Errorf("no folder: got %v", err)
	}
	_, err := Load(t.TempDir())
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Message != "no such file" {
		t.Errorf("an empty folder: got %v", err)
	}
}

func TestLoadReadsNothingOutsideTheFolder(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "outside.js")
	if err := os.WriteFile(outside, []byte("export default () => 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "sample")
	if err := os.CopyFS(dir, with(map[string]string{"auth/test.js": ""})); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "auth", "test.js")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if c, err := Load(dir); err == nil {
		t.Errorf("a link out of the folder was followed: %s", c.Test.Code)
	}
}

// Parameters that a mapping reads but no schema declares are asked for.
func TestLoadAddsUndeclaredFields(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{
		"spec.yml": "parametersSchema: {type: object, properties: {consumerSecret: {type: string, title: Own title}}}\nauth: {type: oauth1}",
		"auth/make-api-client.map.yml": `baseUri: {$concat: ["https://", {$var: connectionParameters.subdomain}, .example]}
headers: {X-Env: {$var: connectorParameters.envToken.name}, X-Other: {$var: credentials.other}}
`,
	})
	want := []Field{
		{Key: "consumerSecret", Title: "Own title", Type: "string", Secret: true},
		{Key: "consumerKey", Title: "Consumer key", Type: "string", Required: true},
		{Key: "envToken", Title: "Env token", Type: "string", Secret: true},
	}
	if diff := cmp.Diff(want, c.Parameters); diff != "" {
		t.Errorf("parameters (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Field{{Key: "subdomain", Title: "Subdomain", Type: "string"}}, c.Inputs); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
}

func TestLoadCompilesResponseHandlers(t *testing.T) {
	t.Parallel()
	for _, indent := range []string{"", "  "} {
		head := ""
		if indent != "" {
			head = "args:\n"
		}
		text := head + indent + "baseUri: https://api.sample.example\n" + indent + "responseHandlers:\n" +
			indent + "  - {match: {$eval: {$var: response.status}, is: 404}, isSuccess: true, data: {$var: response.data.items}}\n" +
			indent + "  - {match: {$var: response.data.error}, error: {message: {$var: response.data.error}}}\n"
		c := loaded(t, map[string]string{"auth/make-api-client.map.yml": text})
		answer, err := c.APIClient.Mapping.Eval(nil)
		if err != nil {
			t.Fatal(err)
		}
		client, err := DecodeAPIClient(answer)
		if err != nil || client.BaseURI != "https://api.sample.example" || client.Handlers != nil {
			t.Errorf("got %+v, %v", client, err)
		}
		handlers := c.APIClient.Handlers
		if len(handlers) != 2 || !handlers[0].Success || handlers[1].Success || handlers[0].Error != nil || handlers[1].Data != nil {
			t.Fatalf("got %+v", handlers)
		}
		got, err := handlers[0].Match.Eval(map[string]any{"response": map[string]any{"status": 404}})
		if err != nil || got != true {
			t.Errorf("match: got %v, %v", got, err)
		}
	}
}

func TestLoadRefusesRecursiveYAML(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"spec":   {"spec.yml": "auth: &a {type: oauth1, ui: *a, test: *a, inputSchema: *a, getOAuthConfig: &b {mapping: *b}}"},
		"client": {"auth/make-api-client.map.yml": "&a {args: *a, responseHandlers: [{match: *a}], baseUri: *a}"},
		"config": {"auth/get-oauth-config.map.yml": "&a {dialect: *a, extra: *a, $top: *a}"},
	} {
		if _, err := LoadFS(with(files), "/sample"); err == nil || !strings.Contains(err.Error(), "&a contains itself") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLoadReadsRefreshAndDisconnect(t *testing.T) {
	t.Parallel()
	c := loaded(t, map[string]string{
		"auth/refresh-credentials.js": "export default () => ({ expires_in: 60 })\n", "auth/disconnect.js": "export default () => {}\n",
	})
	if c.Refresh == nil || c.Refresh.Name != "refreshCredentials" || c.Refresh.Code == "" {
		t.Errorf("refreshCredentials: %+v", c.Refresh)
	}
	if c.Disconnect == nil || c.Disconnect.Name != "disconnect" || c.Disconnect.File != "auth/disconnect.js" {
		t.Errorf("disconnect: %+v", c.Disconnect)
	}
	if c = loaded(t, nil); c.Refresh != nil || c.Disconnect != nil {
		t.Errorf("made up %+v, %+v", c.Refresh, c.Disconnect)
	}
}
