package sandbox

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"countersign/flow/sandbox/wire"
)

func TestMethodsAndPlacements(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("ben")
	for _, method := range []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"} {
		for _, place := range []string{"header", "form", "query"} {
			t.Run(method+" in the "+place, func(t *testing.T) {
				got := b.send(call{
					target: "/echo/a%2Fb?z=1&a=%C3%A9&a=1+1", token: token, place: place,
					body: "a=0&empty=", contentType: formType + "; charset=UTF-8",
					oauth: map[string]string{"oauth_signature_method": method},
				})
				if got.status != http.StatusOK {
					t.Errorf("got %d: %s", got.status, got.body)
				}
			})
		}
	}
}

func TestMalformedRequests(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	authorization := func(value ...string) http.Header { return http.Header{"Authorization": value} }
	for _, tc := range []struct {
		name            string
		call            call
		status          int
		problem, advice string
	}{
		{"not signed at all", call{header: authorization()}, 400, "parameter_absent", "The request is not signed"},
		{"another scheme", call{header: authorization("Basic c2FtcGxl")}, 400, "parameter_absent", "must begin with OAuth"},
		{"two headers", call{header: authorization("OAuth a", "OAuth b")}, 400, "parameter_rejected", "Duplicate Authorization header"},
		{"no quotes", call{header: authorization(`OAuth oauth_nonce=1`)}, 400, "parameter_rejected", "not in double quotes"},
		{"open quote", call{header: authorization(`OAuth oauth_nonce="1`)}, 400, "parameter_rejected", "double quotes"},
		{"no comma", call{header: authorization(`OAuth oauth_nonce="1" oauth_token="2"`)}, 400, "parameter_rejected", "Missing comma"},
		{"bad escape", call{header: authorization(`OAuth oauth_nonce="1%"`)}, 400, "parameter_rejected", "Invalid percent-encoding"},
		{"given twice", call{header: authorization(`OAuth oauth_nonce="1", oauth_nonce="1"`)}, 400, "parameter_rejected", "in the Authorization header"},
		{"in header and query", call{target: "/me?oauth_token=x"}, 400, "parameter_rejected", "both the Authorization header and the query"},
		{"in form and query", call{target: "/echo?oauth_x=1", place: "form"}, 400, "parameter_rejected", "both the form body and the query"},
		{"twice in the query", call{target: "/echo?oauth_nonce=1", place: "query"}, 400, "parameter_rejected", "in the query"},
		{"no consumer key", call{oauth: map[string]string{"oauth_consumer_key": "-"}}, 400, "parameter_absent", "oauth_consumer_key"},
		{"no method", call{oauth: map[string]string{"oauth_signature_method": "-"}}, 400, "parameter_absent", "oauth_signature_method"},
		{"no signature", call{oauth: map[string]string{"oauth_signature": "-"}}, 400, "parameter_absent", "oauth_signature"},
		{"empty nonce", call{oauth: map[string]string{"oauth_nonce": ""}}, 400, "parameter_absent", "oauth_nonce"},
		{"no timestamp", call{oauth: map[string]string{"oauth_timestamp": "-"}}, 400, "parameter_absent", "oauth_timestamp"},
		{"no token", call{token: credentials{"-", ""}}, 400, "parameter_absent", "oauth_token"},
		{"wrong version", call{oauth: map[string]string{"oauth_version": "2.0"}}, 400, "version_rejected", `"2.0"`},
		{"RSA", call{oauth: map[string]string{"oauth_signature_method": "RSA-SHA1"}}, 400, "signature_method_rejected", wire.KnownMethods},
		{"method in lower case", call{oauth: map[string]string{"oauth_signature_method": "hmac-sha1"}}, 400, "signature_method_rejected", "hmac-sha1"},
		{"unknown consumer key", call{oauth: map[string]string{"oauth_consumer_key": "other"}}, 401, "consumer_key_unknown", ConsumerKey},
		{"unknown token", call{token: credentials{"1001-abc-def", "x"}}, 401, "token_rejected", "Unknown access token"},
		{"timestamp in words", call{oauth: map[string]string{"oauth_timestamp": "today"}}, 400, "parameter_rejected", "must be an integer"},
		{"timestamp with a sign", call{oauth: map[string]string{"oauth_timestamp": fmt.Sprint("+", epoch)}}, 400, "parameter_rejected", "must be an integer"},
		{"timestamp zero", call{oauth: map[string]string{"oauth_timestamp": "0"}}, 400, "parameter_rejected", "seconds since 1970"},
		{"control characters", call{oauth: map[string]string{"oauth_version": "1\x1b[2J"}}, 400, "version_rejected", `"1?[2J"`},
		{"wrong body hash", call{
			target: "/echo", body: "{}", contentType: "application/json",
			oauth: map[string]string{"oauth_body_hash": "c2FtcGxl"},
		}, 400, "parameter_rejected", "does not match the body"},
		{"body hash of a form", call{
			target: "/echo", body: "a=1", contentType: formType,
			oauth: map[string]string{"oauth_body_hash": "c2FtcGxl"},
		}, 400, "parameter_rejected", "must not be sent with a form body"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.call
			if c.target == "" {
				c.method, c.target = http.MethodGet, pathMe
			}
			if strings.HasPrefix(c.target, "/me") {
				c.method = http.MethodGet
			}
			switch c.token.token {
			case "":
				c.token = token
			case "-":
				c.token = credentials{}
			}
			wantProblem(t, b.send(c), tc.status, tc.problem, tc.advice)
		})
	}
}

func TestProblemParameters(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.send(call{target: pathRequestToken, oauth: map[string]string{"oauth_nonce": "-", "oauth_timestamp": "-"}})
	if names := got.form.Get("oauth_parameters_absent"); names != "oauth_timestamp&oauth_nonce" {
		t.Errorf("absent: %q", names)
	}
	got = b.send(call{target: pathRequestToken, oauth: map[string]string{"oauth_callback": "ftp://127.0.0.1/a b"}})
	if pairs := got.form.Get("oauth_parameters_rejected"); pairs != "oauth_callback=ftp%3A%2F%2F127.0.0.1%2Fa%20b" {
		t.Errorf("rejected: %q", pairs)
	}
	got = b.send(call{target: pathRequestToken, oauth: map[string]string{"oauth_version": "1.1"}})
	if versions := got.form.Get("oauth_acceptable_versions"); versions != "1.0-1.0" {
		t.Errorf("versions: %q", versions)
	}
}

func TestBodyHash(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	const body = `{"text":"hi"}`
	bySHA1, bySHA256 := sha1.Sum([]byte(body)), sha256.Sum256([]byte(body))
	for method, sum := range map[string][]byte{
		"HMAC-SHA1": bySHA1[:], "HMAC-SHA256": bySHA256[:], "PLAINTEXT": bySHA1[:],
	} {
		got := b.send(call{
			target: pathEcho, token: token, body: body, contentType: "application/json",
			oauth: map[string]string{
				"oauth_signature_method": method,
				"oauth_body_hash":        base64.StdEncoding.EncodeToString(sum),
			},
		})
		if got.status != http.StatusOK {
			t.Errorf("%s: got %d: %s", method, got.status, got.body)
		}
	}
}

func TestInvalidSignature(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token := b.connect("anna")
	c := call{
		method: http.MethodPut, target: "/echo/a%2Fb?z=1&a=%26", token: token, consumerSecret: "sample-wrong-secret",
		oauth: map[string]string{"oauth_nonce": "fixed", "oauth_version": "1.0"},
	}
	got := b.send(c)
	wantProblem(t, got, 401, "signature_invalid", "Compare debug_sbs")
	if base, want := got.form.Get("debug_sbs"), b.base(c, b.parameters(c)); base != want {
		t.Errorf("debug_sbs\n got %s\nwant %s", base, want)
	}

	for _, tc := range []struct {
		name, method, tokenSecret, advice string
		base                              bool
	}{
		{"token secret wrong", "HMAC-SHA256", "sample-wrong-secret", "Compare debug_sbs", true},
		{"token secret forgotten", "HMAC-SHA512", "", "the token secret is missing", true},
		{"plaintext", "PLAINTEXT", "sample-wrong-secret", "Invalid PLAINTEXT signature", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := b.send(call{
				target: pathEcho, token: credentials{token.token, tc.tokenSecret},
				oauth: map[string]string{"oauth_signature_method": tc.method},
			})
			wantProblem(t, got, 401, "signature_invalid", tc.advice)
			if got.form.Has("debug_sbs") != tc.base {
				t.Errorf("debug_sbs: %v, want %v", got.form.Has("debug_sbs"), tc.base)
			}
			if strings.Contains(got.body, token.secret) || strings.Contains(got.body, ConsumerSecret) {
				t.Error("the refusal tells a secret")
			}
		})
	}
}

func TestSemicolonsAndInvalidEscapes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.send(call{
		method: http.MethodGet, target: "/echo?a=1;b=2&c=100%", token: b.connect("anna"),
		query: [][2]string{{"a", "1;b=2"}, {"c", "100%"}},
	})
	if want := `"query":[["a","1;b=2"],["c","100%"]]`; !strings.Contains(got.body, want) {
		t.Errorf("got %d %s, want %s in it", got.status, got.body, want)
	}
}
