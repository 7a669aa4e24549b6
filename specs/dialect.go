package specs

import (
	"cmp"
	"slices"
	"strings"
)

// Dialect is how a provider departs from plain RFC 5849: the dialect block of
// getOAuthConfig's answer. Its zero value is plain RFC 5849; a word that is ""
// stands for the first of those named beside it.
type Dialect struct {
	Token           TokenSource
	Discovery       Discovery
	SignatureMethod string // HMAC-SHA1, HMAC-SHA256, HMAC-SHA512, RSA-SHA1, RSA-SHA256, RSA-SHA512, PLAINTEXT; decoded, it is never ""
	PrivateKey      string // PEM, for the RSA methods

	Placement      string // of the oauth parameters in API calls: header, query, body (RFC 5849 section 3.5)
	TokenPlacement string // the same in the two token steps

	RequestTokenMethod string // POST, GET
	TokenMethod        string // POST, GET
	RequestTokenParams []Pair // signed parameters of the request-token call, sorted by name
	Headers            []Pair // sent on the token steps, sorted by name

	Scope               Scope
	Realm               string
	RealmURI            bool   // the realm is the address called, without its query
	RealmOn             string // api, token, both
	Callback            string // loopback, oob, omit, onAuthorize
	CallbackParam       string // its name on the authorization link: oauth_callback
	CallbackToken       bool   // the callback on that link names the request token, because the provider adds nothing to it
	Loopback            Loopback
	CallbackConfirmed   string // require, ignore
	Verifier            string // require, none
	AuthorizeTokenParam string // oauth_token
	DeniedParam         string // query key by which a refusal comes back; "" for none of its own

	TokenResponse    TokenResponse
	OmitVersion      bool   // version: false, no oauth_version
	EmptyToken       bool   // an empty oauth_token where there is no token
	BodyHash         bool   // oauth_body_hash
	UnsignedAPI      bool   // signApi: false, the token goes out in a header that makeApiClient builds
	SignatureBaseURI string // what is signed in place of the address that is called
	SignatureScheme  string // http, https: signed in place of the scheme of the address that is called
	Refresh, Revoke  Endpoint
}

// GivenToken says where the access token comes from.
type TokenSource struct {
	Kind        string // dance, none (calls are signed by the consumer alone), given
	Key, Secret string // of a token that the person has already; only where it is given
}

// Discovery is a JSON document of the service that names its addresses. It is
// not there when URI is "".
type Discovery struct {
	URI string

	// Where in the document the addresses stand, as locators: a.b.c
	RequestTokenURI, AuthorizeURI, TokenURI string
}

// Scope says how the config's scopes go out.
type Scope struct {
	Param     string // scope
	Separator string // " "
	On        string // authorize, requestToken
}

// Loopback is where the callback is listened for. What is fixed here, the
// provider insists on.
type Loopback struct {
	Host string // 127.0.0.1, localhost
	Port int    // 0 for any
	Path string // /callback
}

// TokenResponse says what the answers of the token steps are like.
type TokenResponse struct {
	Format      string // auto, form, json
	EmptySecret bool   // the provider gives no token secret
	Expires     string // the field that says when the access token ends: RFC 3339, or seconds or milliseconds since 1970
}

// Endpoint is an address that is called with the token. It is not there when
// URI is "".
type Endpoint struct {
	URI    string
	Method string // POST, GET
}

// SendVersion reports whether oauth_version goes out. It is optional (RFC
// 5849 section 3.1), and providers that want it are more than those that
// mind it.
func (d Dialect) SendVersion() bool { return !d.OmitVersion }

// SignsAPI reports whether API calls are signed.
func (d Dialect) SignsAPI() bool { return !d.UnsignedAPI }

// RequestTokenHTTPMethod is POST or GET.
func (d Dialect) RequestTokenHTTPMethod() string { return cmp.Or(d.RequestTokenMethod, "POST") }

// TokenHTTPMethod is POST or GET.
func (d Dialect) TokenHTTPMethod() string { return cmp.Or(d.TokenMethod, "POST") }

// TokenStepPlacement is header, query or body.
func (d Dialect) TokenStepPlacement() string { return cmp.Or(d.TokenPlacement, "header") }

// CallbackMode is loopback, oob, omit or onAuthorize.
func (d Dialect) CallbackMode() string { return cmp.Or(d.Callback, "loopback") }

// Dances reports whether a person has to authorize a request token. Without,
// the connection's token is given, or there is none.
func (d Dialect) RequiresAuthorization() bool { return d.Token.Kind == "" || d.Token.Kind == "dance" }

// AuthorizeCallbackParam is what the callback is called on the authorization
// link.
func (d Dialect) AuthorizeCallbackParam() string { return cmp.Or(d.CallbackParam, "oauth_callback") }

// RealmOnAPI reports whether API calls carry the realm.
func (d Dialect) RealmOnAPI() bool { return d.hasRealm() && d.RealmOn != "token" }

// RealmOnToken reports whether the token steps carry the realm.
func (d Dialect) RealmOnToken() bool {
	return d.hasRealm() && (d.RealmOn == "token" || d.RealmOn == "both")
}

func (d Dialect) hasRealm() bool { return d.Realm != "" || d.RealmURI }

// ScopeRule is Scope with its defaults.
func (d Dialect) ScopeRule() Scope {
	return Scope{cmp.Or(d.Scope.Param, "scope"), cmp.Or(d.Scope.Separator, " "), cmp.Or(d.Scope.On, "authorize")}
}

// SignatureMethods are those that a dialect can name.
var SignatureMethods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "PLAINTEXT"}

// dialectKeys is every key of the dialect block and how its value is read.
var dialectKeys = map[string]func(d *Dialect, v answer){
	"token":               func(d *Dialect, v answer) { d.Token = readGivenToken(v) },
	"discovery":           func(d *Dialect, v answer) { d.Discovery = readDiscovery(v) },
	"signatureMethod":     func(d *Dialect, v answer) { d.SignatureMethod = v.word(SignatureMethods...) },
	"privateKey":          func(d *Dialect, v answer) { d.PrivateKey = readPem(v) },
	"placement":           func(d *Dialect, v answer) { d.Placement = v.word("header", "query", "body") },
	"tokenPlacement":      func(d *Dialect, v answer) { d.TokenPlacement = v.word("header", "query", "body") },
	"requestTokenMethod":  func(d *Dialect, v answer) { d.RequestTokenMethod = v.word("POST", "GET") },
	"tokenMethod":         func(d *Dialect, v answer) { d.TokenMethod = v.word("POST", "GET") },
	"requestTokenParams":  func(d *Dialect, v answer) { d.RequestTokenParams = v.pairs() },
	"headers":             func(d *Dialect, v answer) { d.Headers = v.pairs() },
	"scope":               func(d *Dialect, v answer) { d.Scope = readScope(v) },
	"realm":               func(d *Dialect, v answer) { d.Realm = v.text() },
	"realmUri":            func(d *Dialect, v answer) { d.RealmURI = v.flag() },
	"realmOn":             func(d *Dialect, v answer) { d.RealmOn = v.word("api", "token", "both") },
	"callback":            func(d *Dialect, v answer) { d.Callback = v.word("loopback", "oob", "omit", "onAuthorize") },
	"callbackParam":       func(d *Dialect, v answer) { d.CallbackParam = v.text() },
	"callbackToken":       func(d *Dialect, v answer) { d.CallbackToken = v.flag() },
	"loopback":            func(d *Dialect, v answer) { d.Loopback = readLoopback(v) },
	"callbackConfirmed":   func(d *Dialect, v answer) { d.CallbackConfirmed = v.word("require", "ignore") },
	"verifier":            func(d *Dialect, v answer) { d.Verifier = v.word("require", "none") },
	"authorizeTokenParam": func(d *Dialect, v answer) { d.AuthorizeTokenParam = v.text() },
	"denied":              func(d *Dialect, v answer) { d.DeniedParam = v.text() },
	"tokenResponse":       func(d *Dialect, v answer) { d.TokenResponse = readTokenResponse(v) },
	"version":             func(d *Dialect, v answer) { d.OmitVersion = v.given() && !v.flag() },
	"emptyToken":          func(d *Dialect, v answer) { d.EmptyToken = v.flag() },
	"bodyHash":            func(d *Dialect, v answer) { d.BodyHash = v.flag() },
	"signApi":             func(d *Dialect, v answer) { d.UnsignedAPI = v.given() && !v.flag() },
	"signatureBaseUri":    func(d *Dialect, v answer) { d.SignatureBaseURI = v.uri() },
	"signatureScheme":     func(d *Dialect, v answer) { d.SignatureScheme = v.word("http", "https") },
	"renew":               func(d *Dialect, v answer) { d.Refresh = readEndpoint(v) },
	"revoke":              func(d *Dialect, v answer) { d.Revoke = readEndpoint(v) },
}

func readDialect(a answer) Dialect {
	var d Dialect
	a.strictKeys(sortedNames(dialectKeys)...)
	for _, name := range sortedNames(dialectKeys) {
		dialectKeys[name](&d, a.key(name))
	}
	if key := a.key("callbackToken"); d.CallbackToken && a.key("callback").known() && d.Callback != "onAuthorize" {
		key.wrong("is of no use without callback: onAuthorize", "write callback: onAuthorize, or leave it out")
	}
	if key := a.key("callbackParam"); d.CallbackParam != "" && a.key("callback").known() && d.Callback != "onAuthorize" {
		key.wrong("is of no use without callback: onAuthorize", "write callback: onAuthorize, or leave it out")
	}
	if key := a.key("realm"); d.RealmURI && key.given() {
		key.wrong("is not what goes out with realmUri: true", "leave one of them out")
	}
	if key := a.key("discovery"); !d.RequiresAuthorization() && key.given() {
		key.wrong("has nothing to discover where there is no dance", "leave it out")
	}
	if key := a.key("privateKey"); strings.HasPrefix(d.SignatureMethod, "RSA-") {
		key.require("write privateKey: {$var: connectorParameters.privateKey}, for " + d.SignatureMethod)
	}
	d.SignatureMethod = cmp.Or(d.SignatureMethod, SignatureMethods[0])
	return d
}

// nearest gives the names that differ from a wrong one in case only or hold
// it, and all when there is no such.
func nearest(wrong string, names []string) []string {
	var near []string
	low := strings.ToLower(wrong)
	for _, name := range names {
		if lowName := strings.ToLower(name); strings.Contains(lowName, low) || strings.Contains(low, lowName) {
			near = append(near, name)
		}
	}
	if len(near) == 0 {
		return names
	}
	return near
}

func sortedNames(m map[string]func(*Dialect, answer)) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// readGivenToken is a word, or an object of formulas where the person has a token
// already.
func readGivenToken(a answer) TokenSource {
	if _, isObject := a.value.(map[string]any); !isObject {
		return TokenSource{Kind: a.word("dance", "none")}
	}
	a.strictKeys("key", "secret")
	return TokenSource{
		Kind:   "given",
		Key:    a.key("key").require("write key: {$var: connectionInput.accessToken}").text(),
		Secret: a.key("secret").require("write secret: {$var: connectionInput.accessTokenSecret}").text(),
	}
}

func readDiscovery(a answer) Discovery {
	if a.object() == nil {
		return Discovery{}
	}
	a.strictKeys("uri", "requestTokenUri", "authorizeUri", "tokenUri")
	return Discovery{
		URI:             a.key("uri").require("write uri: https://…").uri(),
		RequestTokenURI: a.key("requestTokenUri").require("write where it stands in the document, such as requestTokenUri: oauth.request").text(),
		AuthorizeURI:    a.key("authorizeUri").require("write where it stands in the document, such as authorizeUri: oauth.authorize").text(),
		TokenURI:        a.key("tokenUri").require("write where it stands in the document, such as tokenUri: oauth.access").text(),
	}
}

func readScope(a answer) Scope {
	a.strictKeys("param", "separator", "on")
	return Scope{
		Param:     a.key("param").text(),
		Separator: a.key("separator").text(),
		On:        a.key("on").word("authorize", "requestToken"),
	}
}

func readLoopback(a answer) Loopback {
	a.strictKeys("host", "port", "path")
	l := Loopback{
		Host: a.key("host").word("127.0.0.1", "localhost"),
		Port: a.key("port").number(0, 65535),
		Path: a.key("path").text(),
	}
	if l.Path != "" && !strings.HasPrefix(l.Path, "/") {
		a.key("path").wrong("does not start with /", "write it with a / in front")
	}
	return l
}

// readTokenResponse is a word, or an object where there is more to say.
func readTokenResponse(a answer) TokenResponse {
	if _, isObject := a.value.(map[string]any); !isObject {
		return TokenResponse{Format: a.word("auto", "form", "json")}
	}
	a.strictKeys("kind", "emptySecret", "expires")
	return TokenResponse{
		Format: a.key("kind").word("auto", "form", "json"), EmptySecret: a.key("emptySecret").flag(), Expires: a.key("expires").text(),
	}
}

func readEndpoint(a answer) Endpoint {
	if a.object() == nil {
		return Endpoint{}
	}
	a.strictKeys("uri", "method")
	return Endpoint{
		URI:    a.key("uri").require("write uri: https://…").uri(),
		Method: cmp.Or(a.key("method").word("POST", "GET"), "POST"),
	}
}

// readPem reads a private key as text. Whether it is a good one shows when it is
// used; a public key or a certificate in its place shows here.
func readPem(a answer) string {
	text := a.text()
	if text != "" && !strings.Contains(text, "PRIVATE KEY-----") {
		a.wrong("is no private key in PEM", "give the text that starts with -----BEGIN PRIVATE KEY-----")
	}
	return text
}
