package flow_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/oauth1/signature"
)

// The steps at which a gate may look.
var (
	requestStep = []flow.Step{flow.StepRequestToken}
	linkStep    = []flow.Step{flow.StepAuthorize}
	accessStep  = []flow.Step{flow.StepAccessToken}
	tokenSteps  = []flow.Step{flow.StepRequestToken, flow.StepAccessToken}
	calls       = []flow.Step{flow.StepRequest}
	signedSteps = []flow.Step{flow.StepRequestToken, flow.StepAccessToken, flow.StepRequest}
)

// insistences has a provider for every key of the dialect, and for every word of its value that plain RFC 5849 differs from.
func insistences(t *testing.T) []insistence {
	t.Helper()
	private := rsaKey(t)
	block, _ := pem.Decode([]byte(private))
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	must(t, err)

	realm := func(a *arrived) bool {
		return strings.HasPrefix(a.Header.Get("Authorization"), `OAuth realm="a \"sample\", b/1", oauth_`)
	}
	list := []insistence{
		{
			name: "an RSA key in place of the secret", dialect: fmt.Sprintf("signatureMethod: RSA-SHA256, privateKey: %q", private),
			at: signedSteps, insists: signedBy("RSA-SHA256"),
			behind: func(port int) *elder {
				return &elder{registered: callbackAt(port), verifier: "sample-verifier", secret: "sample-secret", rsa: &key.PublicKey}
			},
			given: "loopback: {port: PORT}",
		},
		{
			name: "oauth parameters of calls in the query", dialect: "placement: query", at: calls,
			insists: func(a *arrived) bool { return a.placement == "query" && a.Header.Get("Authorization") == "" },
		},
		{
			name: "oauth parameters of calls in the form body", dialect: "placement: body", at: calls,
			insists: func(a *arrived) bool { // where there can be one
				form := a.Method == http.MethodPost || a.Method == http.MethodDelete
				return (a.placement == "body") == form
			},
		},
		{
			name: "oauth parameters of the token steps in the query", dialect: "tokenPlacement: query", at: tokenSteps,
			insists: func(a *arrived) bool { return a.placement == "query" && a.Header.Get("Authorization") == "" },
		},
		{
			name: "oauth parameters of the token steps in the form body", dialect: "tokenPlacement: body", at: tokenSteps,
			insists: func(a *arrived) bool { return a.placement == "body" && a.Header.Get("Authorization") == "" },
		},
		{
			name: "GET for a request token", dialect: "requestTokenMethod: GET", at: requestStep,
			insists: func(a *arrived) bool { return a.Method == http.MethodGet },
		},
		{
			name: "GET for an access token", dialect: "tokenMethod: GET", at: accessStep,
			insists: func(a *arrived) bool { return a.Method == http.MethodGet },
		},
		{
			name: "signed parameters of the request-token call", dialect: `requestTokenParams: {x_auth_access_type: read, scopes: "a,b|ü"}`,
			at: requestStep,
			insists: func(a *arrived) bool {
				return a.query.Get("x_auth_access_type") == "read" && a.query.Get("scopes") == "a,b|ü"
			},
		},
		{
			name: "scopes under another name", dialect: "scope: {param: perms}", config: "scopes: [read, write]", at: linkStep,
			insists: func(a *arrived) bool { return a.query.Get("perms") == "read write" },
		},
		{
			name: "scopes with commas", dialect: `scope: {separator: ","}`, config: "scopes: [read, write]", at: linkStep,
			insists: func(a *arrived) bool { return a.query.Get("scope") == "read,write" },
		},
		{
			name: "scopes on the request-token call", dialect: "scope: {on: requestToken}", config: "scopes: [read, write]", at: requestStep,
			insists: func(a *arrived) bool { return a.query.Get("scope") == "read write" },
		},
		{
			name: "a realm on calls, as a quoted string", dialect: `realm: 'a "sample", b/1'`, at: signedSteps,
			insists: func(a *arrived) bool { return realm(a) == (a.step == flow.StepRequest) },
		},
		{
			name: "a realm on the token steps only", dialect: "realmOn: token", given: `realm: 'a "sample", b/1'`, at: signedSteps,
			insists: func(a *arrived) bool { return realm(a) == (a.step != flow.StepRequest) },
		},
		{
			name: "a realm everywhere", dialect: "realmOn: both", given: `realm: 'a "sample", b/1'`, at: signedSteps, insists: realm,
		},
		{
			name: "the address called as realm", dialect: "realmUri: true", at: signedSteps,
			insists: func(a *arrived) bool {
				called := fmt.Sprintf("OAuth realm=%q, oauth_", "http://"+a.Host+a.URL.Path)
				return strings.HasPrefix(a.Header.Get("Authorization"), called) == (a.step == flow.StepRequest)
			},
		},
		{
			name: "out-of-band only", dialect: "callback: oob", at: requestStep,
			insists: func(a *arrived) bool { return a.oauth["oauth_callback"] == "oob" },
		},
		{
			name: "out-of-band in name, but a registered callback", dialect: "callback: oob", given: "loopback: {port: PORT}", at: requestStep,
			insists: func(a *arrived) bool { return a.oauth["oauth_callback"] == "oob" },
			behind:  registered,
		},
		{
			name: "a registered callback that is not repeated", dialect: "callback: omit", given: "loopback: {port: PORT}", at: requestStep,
			insists: func(a *arrived) bool { return !a.has("oauth_callback") },
			behind:  registered,
		},
		{
			name: "the callback on the link", dialect: "callback: onAuthorize", at: []flow.Step{flow.StepRequestToken, flow.StepAuthorize},
			insists: func(a *arrived) bool {
				return a.has("oauth_callback") == (a.step == flow.StepAuthorize)
			},
			behind: func(int) *elder { return &elder{verifier: "sample-verifier", secret: "sample-secret"} },
		},
		{
			name: "the callback under another name", dialect: "callbackParam: return_url", given: "callback: onAuthorize", at: linkStep,
			insists: func(a *arrived) bool { return a.query.Has("return_url") && !a.query.Has("oauth_callback") },
			behind:  func(int) *elder { return &elder{verifier: "sample-verifier", secret: "sample-secret"} },
		},
		{
			name: "localhost by its name", dialect: "loopback: {host: localhost}", at: requestStep,
			insists: func(a *arrived) bool { return a.callback().Hostname() == "localhost" },
		},
		{
			name: "a fixed port", dialect: "loopback: {port: PORT}", at: requestStep,
			insists: func(a *arrived) bool { return a.oauth["oauth_callback"] == callbackAt(a.provider.port) },
		},
		{
			name: "a fixed path", dialect: "loopback: {path: /oauth/back}", at: requestStep,
			insists: func(a *arrived) bool { return a.callback().Path == "/oauth/back" },
		},
		{
			name: "an unconfirmed callback", dialect: "callbackConfirmed: ignore", refused: "oauth_callback_confirmed",
			after: inReply(flow.StepRequestToken, func(reply url.Values) { reply.Set("oauth_callback_confirmed", "false") }),
		},
		{
			name: "a callback of which nothing is said", dialect: "callbackConfirmed: ignore", refused: "oauth_callback_confirmed",
			after: inReply(flow.StepRequestToken, func(reply url.Values) { reply.Del("oauth_callback_confirmed") }),
		},
		{
			name: "no verifier", dialect: "verifier: none", at: accessStep, refused: "The callback has no verifier",
			given: "loopback: {port: PORT}", insists: func(a *arrived) bool { return !a.has("oauth_verifier") },
			behind: func(port int) *elder { return &elder{registered: callbackAt(port), secret: "sample-secret"} },
		},
		{
			name: "the request token under another name", dialect: "authorizeTokenParam: token", at: linkStep,
			insists: func(a *arrived) bool { return a.query.Has("token") && !a.query.Has("oauth_token") },
			before: func(a *arrived) {
				a.URL.RawQuery = strings.Replace(a.URL.RawQuery, "token=", "oauth_token=", 1)
			},
		},
		{
			name: "a header of the token steps", dialect: "headers: {User-Agent: sample/1, X-Sample: 'a, b'}", at: tokenSteps,
			insists: func(a *arrived) bool { return a.UserAgent() == "sample/1" && a.Header.Get("X-Sample") == "a, b" },
		},
		{
			name: "a form that begins as an object does", dialect: "tokenResponse: form", refused: "no oauth_token_secret",
			after: inReply(flow.StepAccessToken, func(url.Values) {}, `{"oauth_token":"other"}=1&`),
		},
		{
			name: "no token secret", dialect: "tokenResponse: {emptySecret: true}", refused: "no oauth_token_secret",
			given:  "loopback: {port: PORT}",
			behind: func(port int) *elder { return &elder{registered: callbackAt(port), verifier: "sample-verifier"} },
		},
		{
			name: "an end under another name", dialect: "tokenResponse: {expires: sample_end}", refused: "no end is known",
			after: inReply(flow.StepAccessToken, func(reply url.Values) { reply.Set("sample_end", "4102444800000") }),
			then: func(_ context.Context, c *flow.Connection) error {
				if c.Entry.Expires.Year() != 2100 {
					return errors.New("no end is known")
				}
				return nil
			},
		},
		{
			name: "no token at all", dialect: "token: none", at: signedSteps, refused: "no oauth_token_secret",
			insists: func(a *arrived) bool { return !a.has("oauth_token") },
			behind:  func(int) *elder { return &elder{} },
		},
		{
			name: "no token, and an empty oauth_token for it", dialect: "token: none", given: "emptyToken: true", at: calls, refused: "no oauth_token_secret",
			insists: func(a *arrived) bool { return a.has("oauth_token") && a.oauth["oauth_token"] == "" },
			behind:  func(int) *elder { return &elder{} },
		},
		{
			name: "a token that it gave out itself", dialect: "token: {key: sample-token, secret: sample-given-secret}", at: signedSteps,
			insists: func(a *arrived) bool { return a.step == flow.StepRequest },
			behind:  func(int) *elder { return &elder{secret: "sample-given-secret"} },
		},
		{
			name:    "addresses that a document names",
			dialect: "discovery: {uri: BASE/index.json, requestTokenUri: oauth.0.request, authorizeUri: oauth.0.authorize, tokenUri: oauth.0.access}",
			at:      []flow.Step{flow.StepRequestToken, flow.StepAuthorize, flow.StepAccessToken},
			insists: func(a *arrived) bool { return a.query.Get("site") == "7" },
			after: func(a *arrived, said *answer) {
				if a.URL.Path == "/index.json" {
					*said = answer{Code: http.StatusOK, Body: bytes.NewBufferString(strings.ReplaceAll(
						`{"oauth": [{"request": "BASE/oauth/request_token?site=7", "authorize": "BASE/oauth/authorize?site=7", "access": "BASE/oauth/access_token?site=7"}]}`,
						"BASE", a.provider.base))}
				}
			},
		},
		{
			name: "no oauth_version", dialect: "version: false", at: signedSteps,
			insists: func(a *arrived) bool { return !a.has("oauth_version") },
		},
		{
			name: "an empty oauth_token", dialect: "emptyToken: true", at: requestStep,
			insists: func(a *arrived) bool { return a.has("oauth_token") && a.oauth["oauth_token"] == "" },
		},
		{
			name: "a body hash", dialect: "bodyHash: true", at: calls,
			insists: func(a *arrived) bool { return a.has("oauth_body_hash") == (a.form == nil) },
		},
		{
			name: "a body hash, but not of a form of oauth parameters", dialect: "bodyHash: true", at: signedSteps,
			given:   "placement: body, tokenPlacement: body",
			insists: func(a *arrived) bool { return a.has("oauth_body_hash") == (a.form == nil) },
		},
		{
			name: "the token in a header", dialect: "signApi: false", client: "headers: {Sample-Api-Key: {$var: credentials.oauth_token_secret}}",
			given: "loopback: {port: PORT}", at: calls,
			insists: func(a *arrived) bool { return a.Header.Get("Authorization") == "" && a.placement == "" },
			behind: func(port int) *elder {
				return &elder{registered: callbackAt(port), verifier: "sample-verifier", secret: "sample-secret", keyed: true}
			},
		},
		{
			name: "another origin that is signed", dialect: "signatureBaseUri: 'http://localhost:7777'", refused: "signature_invalid",
			before: func(a *arrived) { a.Host = "localhost:7777" },
		},
		{
			name: "a callback that is used as it was given", dialect: "callbackToken: true", refused: "Ignored a callback",
			given:  "callback: onAuthorize, verifier: none, callbackConfirmed: ignore",
			behind: func(int) *elder { return &elder{secret: "sample-secret", asGiven: true} },
		},
		{
			name: "secrets that are not encoded in the key", dialect: "secretEncoding: none", refused: "signature_invalid",
			given: "loopback: {port: PORT}",
			behind: func(port int) *elder {
				return &elder{registered: callbackAt(port), verifier: "sample-verifier", secret: "sample &% secret"}
			},
		},
		{
			name: "parameters as PHP reads them", dialect: "parameters: php", refused: "signature_invalid", given: "loopback: {port: PORT}",
			behind: seesAs(func(r *signature.Request) {
				r.URL = strings.Replace(r.URL, "?a=2&a=1", "?a=1", 1)
				r.Body = bytes.Replace(r.Body, []byte("a=%C3%A9%20%26&"), nil, 1)
			}),
		},
		{
			name: "a query that is not signed", dialect: "signedQuery: false", refused: "signature_invalid", given: "loopback: {port: PORT}",
			behind: seesAs(func(r *signature.Request) { r.URL, _, _ = strings.Cut(r.URL, "?") }),
		},
		{
			name: "forms that are not signed", dialect: "signedForm: false", refused: "signature_invalid", given: "loopback: {port: PORT}",
			behind: seesAs(func(r *signature.Request) { r.Body = nil }),
		},
		{
			name: "a path behind a proxy", dialect: "signaturePath: {remove: /echo, add: /internal/echo}", refused: "signature_invalid",
			given:  "loopback: {port: PORT}",
			behind: seesAs(func(r *signature.Request) { r.URL = strings.Replace(r.URL, "/echo", "/internal/echo", 1) }),
		},
		{
			name: "nonces of digits", dialect: "nonceFormat: digits", at: signedSteps,
			insists: func(a *arrived) bool { return strings.Trim(a.oauth["oauth_nonce"], "0123456789") == "" },
		},
		{
			name: "another scheme that is signed", dialect: "signatureScheme: https", refused: "signature_invalid",
			given: "loopback: {port: PORT}",
			behind: func(port int) *elder {
				return &elder{registered: callbackAt(port), verifier: "sample-verifier", secret: "sample-secret", scheme: "https"}
			},
		},
		{
			name: "another address that is signed", dialect: "signatureBaseUri: 'https://service.example/signed'", refused: "signature_invalid",
			given: "loopback: {port: PORT}",
			behind: func(port int) *elder {
				return &elder{registered: callbackAt(port), verifier: "sample-verifier", secret: "sample-secret", signed: "https://service.example/signed"}
			},
		},
		{
			name: "a refusal under a name of its own", dialect: "denied: cancelled", deny: true, refused: "The callback has no verifier",
			after: func(_ *arrived, said *answer) { // as NetSuite says it
				if back, _, ok := strings.Cut(said.Header().Get("Location"), "&denied="); ok {
					said.Header().Set("Location", back+"&cancelled=yes")
				}
			},
		},
		{
			name: "renewal at an address of its own", dialect: "renew: {uri: BASE/echo/renew}", at: calls,
			problem: "token_expired", refused: "token_expired", insists: afterCallOf("/echo/renew", http.MethodPost), after: markCall,
		},
		{
			name: "renewal by GET", dialect: "renew: {uri: BASE/echo/renew, method: GET}", at: calls,
			problem: "token_expired", refused: "token_expired", insists: afterCallOf("/echo/renew", http.MethodGet), after: markCall,
		},
		{
			name: "revocation", dialect: "revoke: {uri: BASE/echo/revoke}", at: calls, refused: "no revocation endpoint",
			problem: "token_revoked", insists: untilCallOf("/echo/revoke", http.MethodPost), after: markCall, then: revoked,
		},
		{
			name: "revocation by GET", dialect: "revoke: {uri: BASE/echo/revoke, method: GET}", at: calls, refused: "no revocation endpoint",
			problem: "token_revoked", insists: untilCallOf("/echo/revoke", http.MethodGet), after: markCall, then: revoked,
		},
	}
	for _, method := range []string{"HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"} {
		for _, placement := range []string{"header", "query", "body"} {
			list = append(list, insistence{
				name: method + " in the " + placement, dialect: "signatureMethod: " + method, at: signedSteps, insists: signedBy(method),
				given: fmt.Sprintf("placement: %s, tokenPlacement: %s", placement, placement),
			})
		}
	}
	return list
}

func TestDialectIsWhatAProviderInsistsOn(t *testing.T) {
	t.Parallel()
	for _, i := range insistences(t) {
		t.Run(i.name, func(t *testing.T) {
			t.Parallel()
			plain := newInsisting(t, i)
			err := plain.journey(t, newManager(t), i.given)
			if want := orGate(i.refused); err == nil || errors.Is(err, flow.ErrDenied) || !strings.Contains(err.Error(), want) {
				t.Errorf("without the key: %v, want %q", err, want)
			}

			p, m := newInsisting(t, i), newManager(t)
			err = p.journey(t, m, strings.TrimPrefix(i.given+", "+i.dialect, ", "))
			if err != nil && !(i.deny && errors.Is(err, flow.ErrDenied)) || i.deny && err == nil {
				t.Errorf("with the key: %v", err)
			}
			if i.at != nil && p.looked == 0 {
				t.Error("the gate saw no request")
			}
			p.assertNothingTold(t, m)
		})
	}
}

// An answer in JSON is read as one whatever its type says, and as nothing else where the dialect says what it is.
func TestTokenResponseIsWhatTheDialectSays(t *testing.T) {
	t.Parallel()
	inJSON := func(a *arrived, said *answer) {
		if a.step != flow.StepRequestToken && a.step != flow.StepAccessToken {
			return
		}
		object := map[string]string{}
		reply, _ := url.ParseQuery(said.Body.String())
		for name := range reply {
			object[name] = reply.Get(name)
		}
		text, _ := json.Marshal(object)
		said.Body = bytes.NewBuffer(text)
		said.Header().Set("Content-Type", "text/html")
	}
	asForm := func(*arrived, *answer) {}
	for _, c := range []struct {
		kind    string
		answer  func(*arrived, *answer)
		refused string
	}{
		{"auto", inJSON, ""},
		{"json", inJSON, ""},
		{"form", inJSON, "no oauth_token"},
		{"auto", asForm, ""},
		{"form", asForm, ""},
		{"json", asForm, "no oauth_token"},
	} {
		p := newInsisting(t, insistence{after: c.answer})
		err := p.journey(t, newManager(t), "tokenResponse: "+c.kind)
		if (err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%s: %v, want %q", c.kind, err, c.refused)
		}
	}
}

// seesAs is a provider that signs something else than what arrives.
func seesAs(change func(*signature.Request)) func(port int) *elder {
	return func(port int) *elder {
		return &elder{registered: callbackAt(port), verifier: "sample-verifier", secret: "sample-secret", sees: change}
	}
}
