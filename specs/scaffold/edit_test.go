package scaffold

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestSetDialectKeepsTheRest(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "get-oauth-config.map.yml")
	const before = `# the three addresses
consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
tokenUri: https://photos.example/token # documented
dialect:
  signatureMethod: HMAC-SHA1 # guessed
  realm: x
`
	if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := map[string]any{"signatureMethod": "HMAC-SHA256", "version": false, "realm": nil, "signaturePath": map[string]any{"remove": "/api", "add": ""}}
	planned, err := SetDialect(file, keys, false)
	if err != nil || len(planned) != 4 {
		t.Fatalf("planned %v, error %v", planned, err)
	}
	if data, _ := os.ReadFile(file); string(data) != before {
		t.Errorf("a plan wrote the file:\n%s", data)
	}
	changes, err := SetDialect(file, keys, true)
	if err != nil {
		t.Fatal(err)
	}
	if c := changes[1]; c.Key != "signatureMethod" || c.Old != "HMAC-SHA1" || c.New != "HMAC-SHA256" || c.File != file {
		t.Errorf("change %+v", c)
	}
	data, _ := os.ReadFile(file)
	for _, want := range []string{"# the three addresses", "# documented", "signatureMethod: HMAC-SHA256 # guessed", "version: false", "{$var: connectorParameters.consumerKey}"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%q is missing in\n%s", want, data)
		}
	}
	if strings.Contains(string(data), "realm") {
		t.Errorf("realm is still in\n%s", data)
	}
}

func TestSetDialectRefusesWhatItCannotEdit(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a script": "type: oauth1\ngetOAuthConfig: {type: javascript, code: x}\n",
		"two":      "a: {consumerKey: x, tokenUri: y}\nb: {consumerKey: x, tokenUri: y}\n",
		"formula":  "consumerKey: x\ntokenUri: y\ndialect: {$case: []}\n",
	} {
		if _, _, err := editDialect([]byte(text), map[string]any{"version": false}); !errors.Is(err, ErrNotEditable) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "copy")
	if err := Copy(fstest.MapFS{"spec.yml": {Data: []byte("key: x\n")}, "auth/test.js": {Data: []byte("1")}}, dir); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "auth", "test.js")); err != nil || string(data) != "1" {
		t.Errorf("copied %q, %v", data, err)
	}
}
