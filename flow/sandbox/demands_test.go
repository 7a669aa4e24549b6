package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"countersign/flow/sandbox/personality"
)

// playing is a service at the plain sandbox's addresses that departs from it in
// what rules say, and refuses with as few words as real ones do.
func playing(t *testing.T, rules string) *bench {
	t.Helper()
	p, err := personality.Parse("personality/sample.json", []byte(`{"key": "sample", "name": "Sample", "sources": ["https://sample.example"],
		"hosts": ["*.sample.example"], "requestToken": {"path": "/oauth/request_token"}, "authorize": {"path": "/oauth/authorize"},
		"accessToken": {"path": "/oauth/access_token"}, "callback": {"required": true},
		"errors": {"manner": "json", "template": {"status": 403, "type": "application/json", "body": "{\"said\":\"MESSAGE\"}"}},
		"calls": [{"method": "GET", "path": "/me", "body": {"name": "anna"}}], "revoke": {"path": "/end", "method": "POST"}, `+rules+`}`))
	if err != nil {
		t.Fatal(err)
	}
	return newBenchOf(t, Options{Personality: p})
}

const hmacOnly = `"signatures": ["HMAC-SHA1"]`

// Each request is valid for the plain sandbox. The service refuses it in its own
// format, and the sandbox explains the difference.
func TestServiceRequirements(t *testing.T) {
	t.Parallel()
	asking := func(more map[string]string) call {
		c := call{target: pathRequestToken, oauth: map[string]string{"oauth_callback": "oob"}}
		maps.Copy(c.oauth, more)
		return c
	}
	inQuery := asking(nil)
	inQuery.place = "query"
	for _, tc := range []struct {
		name, rules  string
		sent         call
		said, advice string
	}{
		{"signature method", `"signatures": ["HMAC-SHA256", "RSA-SHA1"]`, asking(nil), "signature method rejected", "is HMAC-SHA1, but Sample accepts HMAC-SHA256 or RSA-SHA1. Set signatureMethod"},
		{"placement", hmacOnly + `, "tokenPlacements": ["header"]`, inQuery, "parameter rejected", "are in the query, but Sample accepts them in the header. Set tokenPlacement"},
		{"version, required", hmacOnly + `, "version": "required"`, asking(nil), "parameter absent", "oauth_version=1.0"},
		{"version, forbidden", hmacOnly + `, "version": "forbidden"`, asking(map[string]string{"oauth_version": "1.0"}), "parameter rejected", "does not accept oauth_version"},
		{"nonce", hmacOnly + `, "nonce": "[0-9a-f]+"`, asking(map[string]string{"oauth_nonce": "xyz"}), "parameter rejected", `The nonce "xyz" does not match [0-9a-f]+`},
		{"empty token, required", hmacOnly + `, "emptyToken": "required"`, asking(nil), "parameter absent", "Set emptyToken in the dialect to true"},
		{"empty token, forbidden", hmacOnly + `, "emptyToken": "forbidden"`, asking(map[string]string{"oauth_token": ""}), "parameter rejected", "Set emptyToken in the dialect to false"},
		{"realm", hmacOnly + `, "realm": {"token": "12"}`, asking(nil), "parameter rejected", `Sample requires "12". Set realm`},
		{"header", hmacOnly + `, "tokenHeaders": {"Sample-Project": "\\d+"}`, asking(nil), "parameter absent", "Missing header Sample-Project"},
		{"required parameter", hmacOnly + `, "requestParams": {"required": {"scope": "read"}}`, asking(nil), "parameter absent", "requires the parameter scope"},
		{"body hash", hmacOnly + `, "bodyHash": "required"`, asking(nil), "parameter absent", "requires oauth_body_hash"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := newBench(t).send(tc.sent); got.status != http.StatusOK {
				t.Fatalf("the plain sandbox returned %d %s", got.status, got.body)
			}
			b := playing(t, tc.rules)
			got := b.send(tc.sent)
			if got.status != http.StatusForbidden || got.body != `{"said":"`+tc.said+`"}` {
				t.Errorf("got %d %s", got.status, got.body)
			}
			if advice := got.header.Get(AdviceHeader); !strings.Contains(advice, tc.advice) {
				t.Errorf("got the advice %q", advice)
			}
			if !slices.ContainsFunc(b.lines, func(line string) bool { return strings.Contains(line, tc.advice) }) {
				t.Errorf("got the log %q", b.lines)
			}
		})
	}
}

func TestServiceHostsUseHTTPS(t *testing.T) {
	t.Parallel()
	b := playing(t, hmacOnly+`, "errors": {"manner": "problem"}`)
	ask := func(host string) reply {
		r := b.request(call{target: pathRequestToken, oauth: map[string]string{"oauth_callback": "oob"}})
		r.Host = host
		return b.do(r)
	}
	got := ask("api.sample.example")
	if base := got.form.Get("debug_sbs"); !strings.HasPrefix(base, "POST&https%3A%2F%2Fapi.sample.example%2Foauth%2Frequest_token&") {
		t.Errorf("the base string is %q", base)
	}
	if got := ask("sample.example.net"); got.status != http.StatusMisdirectedRequest {
		t.Errorf("got for another host: %d", got.status)
	}
}

func TestRevokedToken(t *testing.T) {
	t.Parallel()
	b := playing(t, hmacOnly)
	token := b.connect("anna")
	me := call{method: http.MethodGet, target: "/me", token: token}
	if got := b.send(me); got.status != http.StatusOK || got.body != `{"name": "anna"}` {
		t.Fatalf("got %d %s", got.status, got.body)
	}
	if got := b.send(call{target: "/end", token: token}); got.status != http.StatusOK {
		t.Fatalf("revoking gives %d %s", got.status, got.body)
	}
	if got := b.send(me); got.status != http.StatusForbidden || got.body != `{"said":"token revoked"}` {
		t.Errorf("the revoked token gets %d %s", got.status, got.body)
	}
}

func TestUnknownEndpointOfService(t *testing.T) {
	t.Parallel()
	if got := playing(t, hmacOnly).get("/you", nil); got.status != http.StatusNotFound || got.body != `{"said":"not found"}` {
		t.Errorf("got %d %s", got.status, got.body)
	}
}
