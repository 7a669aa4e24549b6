package specs

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// decodeDialect decodes a dialect block as if it were evaluated.
func decodeDialect(t *testing.T, text string) (Dialect, error) {
	t.Helper()
	var block map[string]any
	if err := yaml.Unmarshal([]byte(text), &block); err != nil {
		t.Fatal(err)
	}
	c, err := DecodeOAuthConfig(configWith(map[string]any{"dialect": jsonLike(block)}))
	return c.Dialect, err
}

// jsonLike converts numbers to float64, as an evaluation does.
func jsonLike(v any) any {
	switch v := v.(type) {
	case int:
		return float64(v)
	case map[string]any:
		for key, value := range v {
			v[key] = jsonLike(value)
		}
	case []any:
		for i, value := range v {
			v[i] = jsonLike(value)
		}
	}
	return v
}

const wholeDialect = `
token: dance
discovery: {uri: https://a.example/index.json, requestTokenUri: o.0.r, authorizeUri: o.a, tokenUri: t}
signatureMethod: RSA-SHA256
privateKey: "-----BEGIN RSA PRIVATE KEY-----\nsample\n-----END RSA PRIVATE KEY-----"
placement: query
tokenPlacement: body
requestTokenMethod: GET
tokenMethod: GET
requestTokenParams: {scope: "a,b", x: [1, 2]}
headers: {User-Agent: sample}
scope: {param: perms, separator: ",", on: requestToken}
realm: 123456
realmUri: false
realmOn: both
callback: onAuthorize
callbackParam: return_url
callbackToken: true
loopback: {host: localhost, port: 5000, path: /back}
callbackConfirmed: ignore
verifier: none
authorizeTokenParam: token
denied: denied
tokenResponse: {kind: json, emptySecret: true, expires: ends}
version: false
emptyToken: true
bodyHash: "true"
signApi: false
signatureBaseUri: http://api.example.com
signatureScheme: http
secretEncoding: none
parameters: php
signedQuery: false
signedForm: false
nonceFormat: digits
signaturePath: {remove: /api, add: /v1}
renew: {uri: https://a.example/renew, method: GET}
revoke: {uri: https://a.example/revoke}
`

func TestDialectDecodesEveryKey(t *testing.T) {
	t.Parallel()
	got, err := decodeDialect(t, wholeDialect)
	if err != nil {
		t.Fatal(err)
	}
	want := Dialect{
		Token:           TokenSource{Kind: "dance"},
		Discovery:       Discovery{"https://a.example/index.json", "o.0.r", "o.a", "t"},
		SignatureMethod: "RSA-SHA256",
		PrivateKey:      "-----BEGIN RSA PRIVATE KEY-----\nsample\n-----END RSA PRIVATE KEY-----",
		Placement:       "query", TokenPlacement: "body", RequestTokenMethod: "GET", TokenMethod: "GET",
		RequestTokenParams: []Pair{{"scope", "a,b"}, {"x", "1"}, {"x", "2"}}, Headers: []Pair{{"User-Agent", "sample"}},
		Scope: Scope{"perms", ",", "requestToken"}, Realm: "123456", RealmOn: "both", Callback: "onAuthorize", CallbackParam: "return_url", CallbackToken: true,
		Loopback: Loopback{"localhost", 5000, "/back"}, CallbackConfirmed: "ignore", Verifier: "none",
		AuthorizeTokenParam: "token", DeniedParam: "denied", TokenResponse: TokenResponse{"json", true, "ends"},
		OmitVersion: true, EmptyToken: true, BodyHash: true, UnsignedAPI: true, SignatureBaseURI: "http://api.example.com", SignatureScheme: "http",
		SecretEncoding: "none", Parameters: "php", UnsignedQuery: true, UnsignedForm: true, NonceFormat: "digits", SignaturePath: SignaturePath{"/api", "/v1"},
		Refresh: Endpoint{"https://a.example/renew", "GET"}, Revoke: Endpoint{"https://a.example/revoke", "POST"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for key := range dialectKeys {
		if !strings.Contains(wholeDialect, "\n"+key+":") {
			t.Errorf("the test leaves out %s", key)
		}
	}
}

func TestEmptyDialectIsPlainRFC5849(t *testing.T) {
	t.Parallel()
	d, err := decodeDialect(t, "{}")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Dialect{SignatureMethod: "HMAC-SHA1"}, d); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(Scope{"scope", " ", "authorize"}, d.ScopeRule()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDialectProblems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"signatureMethod: HMAC":             `dialect.signatureMethod can't be "HMAC"`,
		"signatureMethod: RSA-SHA1":         "dialect.privateKey is missing; ",
		"privateKey: -----BEGIN PUBLIC KEY": "dialect.privateKey is not a PEM private key; ",
		"requestTokenMethod: PUT":           `dialect.requestTokenMethod can't be "PUT"; write POST or GET`,
		"requestTokenParams: x":             "dialect.requestTokenParams is a string, not an object; ",
		"headers: {A: {b: c}}":              "dialect.headers.A is an object, not a string; ",
		"scope: read":                       "dialect.scope is a string, not an object; ",
		"scope: {name: x}":                  `unknown key "name" in dialect.scope; write param, separator or on`,
		"scope: {on: token}":                `dialect.scope.on can't be "token"; write authorize or requestToken`,
		"loopback: {host: example.com}":     `dialect.loopback.host can't be "example.com"; write 127.0.0.1 or localhost`,
		"loopback: {port: 1.5}":             "dialect.loopback.port is not an integer from 0 to 65535; ",
		"loopback: {port: '80a'}":           "dialect.loopback.port is not an integer from 0 to 65535; ",
		"emptyToken: maybe":                 "dialect.emptyToken is a string, not true or false; ",
		"version: 1":                        "dialect.version is a number, not true or false; ",
		"tokenResponse: xml":                `dialect.tokenResponse can't be "xml"; write auto, form or json`,
		"tokenResponse: {format: json}":     `unknown key "format" in dialect.tokenResponse; write kind, emptySecret or expires`,
		"revoke: https://a.example":         "dialect.revoke is a string, not an object; ",
		"renew: {uri: a.example}":           "dialect.renew.uri is not an http or https URL; ",
		"signatureBaseUri: ftp://a":         "dialect.signatureBaseUri is not an http or https URL; ",
		"token: given":                      `dialect.token can't be "given"; write dance or none`,
		"token: {key: a}":                   "dialect.token.secret is missing; write secret: {$var: connectionInput.accessTokenSecret}",
		"token: {key: a, secret: b, c: d}":  `unknown key "c" in dialect.token; write secret`,
		"discovery: https://a.example":      "dialect.discovery is a string, not an object; ",
		"discovery: {uri: /wp-json/, requestTokenUri: a, authorizeUri: b, tokenUri: c}":                        "dialect.discovery.uri is not an http or https URL; ",
		"discovery: {uri: https://a.example, authorizeUri: b, tokenUri: c}":                                    "dialect.discovery.requestTokenUri is missing; write its path in the document, such as requestTokenUri: oauth.request",
		"{token: none, discovery: {uri: https://a.example, requestTokenUri: a, authorizeUri: b, tokenUri: c}}": "dialect.discovery has no effect without an authorization flow",
		"callbackParam: return_url":  "dialect.callbackParam has no effect without callback: onAuthorize; ",
		"{realm: a, realmUri: true}": "dialect.realm conflicts with realmUri: true; ",
		"nosuch: 1":                  `unknown key "nosuch" in dialect`,
		"Denied: x":                  `unknown key "Denied" in dialect; write denied`,
	} {
		_, err := decodeDialect(t, text)
		var problems Problems
		if !errors.As(err, &problems) || len(problems) != 1 || !strings.HasPrefix(problems[0].Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}
