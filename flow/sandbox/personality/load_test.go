package personality

import (
	"strings"
	"testing"
)

func TestLoadAll(t *testing.T) {
	keys := Keys()
	if len(keys) == 0 {
		t.Fatal("no personalities")
	}
	for _, key := range keys {
		if _, err := Load(key); err != nil {
			t.Error(err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	const good = `{"key": "k", "name": "K", "sources": ["https://k.example"], "hosts": ["k.example"], "requestToken": null,
		"signatures": ["HMAC-SHA1"], "calls": [{"method": "GET", "path": "/", "body": {}}]`
	if _, err := Parse("personality/k.json", []byte(good+"}")); err != nil {
		t.Fatal(err)
	}
	for more, key := range map[string]string{
		`, "signature": "RSA-SHA1"}`:                             "signature",
		`, "verifier": {"kind": "hex"}}`:                         "verifier.kind",
		`, "callback": {"allow": []}}`:                           "allow",
		`, "callback": {"allowed": ["("]}}`:                      "callback.allowed",
		`, "headers": {"User-Agent": "["}}`:                      "headers.User-Agent",
		`, "outOfBand": {"mode": "none"}}`:                       "outOfBand.why",
		`, "realm": "text"}`:                                     "realm",
		`, "accessToken": {"path": "/t"}}`:                       "requestToken",
		`, "errors": {"manner": "json"}}`:                        "errors.template",
		`, "revoke": {"path": "revoke?now=1", "method": "GET"}}`: "revoke.path",
		`} {}`: "unexpected data",
	} {
		_, err := Parse("personality/k.json", []byte(good+more))
		if err == nil || !strings.Contains(err.Error(), "personality/k.json") || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: got %v; want the file and %q", more, err, key)
		}
	}
}
