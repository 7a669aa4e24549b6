package specs

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Dialect is how a provider departs from plain RFC 5849: the dialect block of getOAuthConfig's result. Its zero value is
// plain RFC 5849; an empty string is the first of the values listed with it.
type Dialect struct {
	Token           TokenSource
	Discovery       Discovery
	SignatureMethod string // one of SignatureMethods; never "" after decoding
	PrivateKey      string // PEM, for the RSA methods

	Placement      string // of the oauth parameters in API requests: header, query, body (RFC 5849 section 3.5)
	TokenPlacement string // the same in the two token requests: header, query, body

	RequestTokenMethod string // POST, GET
	TokenMethod        string // POST, GET
	RequestTokenParams []Pair // signed parameters of the request token request, sorted by name
	Headers            []Pair // of the token requests, sorted by name

	Scope               Scope
	Realm               string
	RealmURI            bool   // the realm is the URL of the request, without its query
	RealmOn             string // api, token, both
	Callback            string // loopback, oob, omit, onAuthorize
	CallbackParam       string // its name on the authorization link; oauth_callback
	CallbackToken       bool   // the callback on that link contains the request token, because the provider adds nothing to it
	Loopback            Loopback
	CallbackConfirmed   string // require, ignore
	Verifier            string // require, none, digits (which people paste in groups)
	AuthorizeTokenParam string // oauth_token
	DeniedParam         string // the query parameter of the callback that reports a refusal; "" for none

	TokenResponse    TokenResponse
	OmitVersion      bool   // version: false; no oauth_version
	EmptyToken       bool   // an empty oauth_token if there is no token
	BodyHash         bool   // oauth_body_hash
	UnsignedAPI      bool   // signApi: false; makeApiClient puts the token into a header
	SignatureBaseURI string // signed in place of the request's URL
	SignatureScheme  string // http, https: signed in place of the request's scheme
	Refresh, Revoke  Endpoint

	SecretEncoding string // percent, none: how the secrets are encoded in the signing key (RFC 5849 section 3.4.2)
	Parameters     string // rfc, php: how the provider reads names and repeated names
	UnsignedQuery  bool   // signedQuery: false
	UnsignedForm   bool   // signedForm: false
	NonceFormat    string // hex, digits, short
	SignaturePath  SignaturePath
}

// SignaturePath replaces the beginning of the path that is signed: the provider sees another behind a reverse proxy.
type SignaturePath struct{ Remove, Add string }

// TokenSource says where the access token comes from.
type TokenSource struct {
	Kind        string // dance: the user authorizes it; none: requests are signed by the consumer alone; given: the user has it
	Key, Secret string // of a token that the user already has
}

// Discovery is a JSON document of the service that contains its URLs. URI is "" if there is none.
type Discovery struct {
	URI string

	// Where the document has the URLs, as locators: a.b.c
	RequestTokenURI, AuthorizeURI, TokenURI string
}

// Scope says how the config's scopes are sent.
type Scope struct {
	Param     string // scope
	Separator string // " "
	On        string // authorize, requestToken
}

// Loopback is the callback listener. The provider insists on what is set here.
type Loopback struct {
	Host string // 127.0.0.1, localhost
	Port int    // 0 for any
	Path string // /callback
}

// TokenResponse describes the responses to the token requests.
type TokenResponse struct {
	Format      string // auto, form, json
	EmptySecret bool   // the provider issues no token secret
	Expires     string // the field with the expiry of the access token: RFC 3339, or a Unix time in seconds or milliseconds
}

// Endpoint is a URL that is requested with the token. URI is "" if there is none.
type Endpoint struct {
	URI    string
	Method string // POST, GET
}

// RequiresAuthorization reports whether the user has to authorize a request token. Otherwise the connection's token is
// entered, or there is none.
func (d Dialect) RequiresAuthorization() bool { return d.Token.Kind == "" || d.Token.Kind == "dance" }

// ScopeRule is Scope with its defaults.
func (d Dialect) ScopeRule() Scope {
	return Scope{cmp.Or(d.Scope.Param, "scope"), cmp.Or(d.Scope.Separator, " "), cmp.Or(d.Scope.On, "authorize")}
}

// SignatureMethods are the signature methods that a dialect can name.
var SignatureMethods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "PLAINTEXT"}

// dialectKeys is every key of the dialect block, and how to decode it.
var dialectKeys = map[string]func(d *Dialect, r result){
	"token":               func(d *Dialect, r result) { d.Token = readTokenSource(r) },
	"discovery":           func(d *Dialect, r result) { d.Discovery = readDiscovery(r) },
	"signatureMethod":     func(d *Dialect, r result) { d.SignatureMethod = r.word(SignatureMethods...) },
	"privateKey":          func(d *Dialect, r result) { d.PrivateKey = readPEM(r) },
	"placement":           func(d *Dialect, r result) { d.Placement = r.word("header", "query", "body") },
	"tokenPlacement":      func(d *Dialect, r result) { d.TokenPlacement = r.word("header", "query", "body") },
	"requestTokenMethod":  func(d *Dialect, r result) { d.RequestTokenMethod = r.word("POST", "GET") },
	"tokenMethod":         func(d *Dialect, r result) { d.TokenMethod = r.word("POST", "GET") },
	"requestTokenParams":  func(d *Dialect, r result) { d.RequestTokenParams = r.pairs() },
	"headers":             func(d *Dialect, r result) { d.Headers = r.pairs() },
	"scope":               func(d *Dialect, r result) { d.Scope = readScope(r) },
	"realm":               func(d *Dialect, r result) { d.Realm = r.text() },
	"realmUri":            func(d *Dialect, r result) { d.RealmURI = r.flag() },
	"realmOn":             func(d *Dialect, r result) { d.RealmOn = r.word("api", "token", "both") },
	"callback":            func(d *Dialect, r result) { d.Callback = r.word("loopback", "oob", "omit", "onAuthorize") },
	"callbackParam":       func(d *Dialect, r result) { d.CallbackParam = r.text() },
	"callbackToken":       func(d *Dialect, r result) { d.CallbackToken = r.flag() },
	"loopback":            func(d *Dialect, r result) { d.Loopback = readLoopback(r) },
	"callbackConfirmed":   func(d *Dialect, r result) { d.CallbackConfirmed = r.word("require", "ignore") },
	"verifier":            func(d *Dialect, r result) { d.Verifier = r.word("require", "none", "digits") },
	"authorizeTokenParam": func(d *Dialect, r result) { d.AuthorizeTokenParam = r.text() },
	"denied":              func(d *Dialect, r result) { d.DeniedParam = r.text() },
	"tokenResponse":       func(d *Dialect, r result) { d.TokenResponse = readTokenResponse(r) },
	"version":             func(d *Dialect, r result) { d.OmitVersion = r.present() && !r.flag() },
	"emptyToken":          func(d *Dialect, r result) { d.EmptyToken = r.flag() },
	"bodyHash":            func(d *Dialect, r result) { d.BodyHash = r.flag() },
	"signApi":             func(d *Dialect, r result) { d.UnsignedAPI = r.present() && !r.flag() },
	"signatureBaseUri":    func(d *Dialect, r result) { d.SignatureBaseURI = r.uri() },
	"signatureScheme":     func(d *Dialect, r result) { d.SignatureScheme = r.word("http", "https") },
	"secretEncoding":      func(d *Dialect, r result) { d.SecretEncoding = r.word("percent", "none") },
	"parameters":          func(d *Dialect, r result) { d.Parameters = r.word("rfc", "php") },
	"signedQuery":         func(d *Dialect, r result) { d.UnsignedQuery = r.present() && !r.flag() },
	"signedForm":          func(d *Dialect, r result) { d.UnsignedForm = r.present() && !r.flag() },
	"nonceFormat":         func(d *Dialect, r result) { d.NonceFormat = r.word("hex", "digits", "short") },
	"signaturePath":       func(d *Dialect, r result) { d.SignaturePath = readSignaturePath(r) },
	"renew":               func(d *Dialect, r result) { d.Refresh = readEndpoint(r) },
	"revoke":              func(d *Dialect, r result) { d.Revoke = readEndpoint(r) },
}

func readDialect(r result) Dialect {
	var d Dialect
	names := slices.Sorted(maps.Keys(dialectKeys))
	r.strictKeys(names...)
	for _, name := range names {
		dialectKeys[name](&d, r.key(name))
	}
	needsOnAuthorize := func(name string, set bool) {
		if set && r.key("callback").known() && d.Callback != "onAuthorize" {
			r.key(name).wrong("has no effect without callback: onAuthorize", "write callback: onAuthorize, or remove it")
		}
	}
	needsOnAuthorize("callbackToken", d.CallbackToken)
	needsOnAuthorize("callbackParam", d.CallbackParam != "")
	if realm := r.key("realm"); d.RealmURI && realm.present() {
		realm.wrong("conflicts with realmUri: true", "remove one of them")
	}
	if discovery := r.key("discovery"); !d.RequiresAuthorization() && discovery.present() {
		discovery.wrong("has no effect without an authorization flow", "remove it")
	}
	if strings.HasPrefix(d.SignatureMethod, "RSA-") {
		r.key("privateKey").require("write privateKey: {$var: connectorParameters.privateKey}, for " + d.SignatureMethod)
	}
	d.SignatureMethod = cmp.Or(d.SignatureMethod, SignatureMethods[0])
	return d
}

// nearest gives the names that contain a wrong one or are contained in it, ignoring case; all names if there are none.
func nearest(wrong string, names []string) []string {
	var near []string
	wrong = strings.ToLower(wrong)
	for _, name := range names {
		if lower := strings.ToLower(name); strings.Contains(lower, wrong) || strings.Contains(wrong, lower) {
			near = append(near, name)
		}
	}
	if len(near) == 0 {
		return names
	}
	return near
}

// readTokenSource decodes a word, or {key, secret} if the user already has a token.
func readTokenSource(r result) TokenSource {
	if _, isObject := r.value.(map[string]any); !isObject {
		return TokenSource{Kind: r.word("dance", "none")}
	}
	r.strictKeys("key", "secret")
	return TokenSource{
		Kind:   "given",
		Key:    r.key("key").require("write key: {$var: connectionInput.accessToken}").text(),
		Secret: r.key("secret").require("write secret: {$var: connectionInput.accessTokenSecret}").text(),
	}
}

func readDiscovery(r result) Discovery {
	if r.object() == nil {
		return Discovery{}
	}
	r.strictKeys("uri", "requestTokenUri", "authorizeUri", "tokenUri")
	locator := func(name, example string) string {
		return r.key(name).require("write its path in the document, such as " + name + ": " + example).text()
	}
	return Discovery{
		URI:             r.key("uri").require("write uri: https://…").uri(),
		RequestTokenURI: locator("requestTokenUri", "oauth.request"),
		AuthorizeURI:    locator("authorizeUri", "oauth.authorize"),
		TokenURI:        locator("tokenUri", "oauth.access"),
	}
}

func readScope(r result) Scope {
	r.strictKeys("param", "separator", "on")
	return Scope{
		Param:     r.key("param").text(),
		Separator: r.key("separator").text(),
		On:        r.key("on").word("authorize", "requestToken"),
	}
}

func readLoopback(r result) Loopback {
	r.strictKeys("host", "port", "path")
	l := Loopback{
		Host: r.key("host").word("127.0.0.1", "localhost"),
		Port: r.key("port").number(0, 65535),
		Path: r.key("path").text(),
	}
	if l.Path != "" && !strings.HasPrefix(l.Path, "/") {
		r.key("path").wrong("doesn't start with /", "add a / at the start")
	}
	return l
}

func readSignaturePath(r result) SignaturePath {
	r.strictKeys("remove", "add")
	return SignaturePath{Remove: r.key("remove").text(), Add: r.key("add").text()}
}

// readTokenResponse decodes a word, or an object.
func readTokenResponse(r result) TokenResponse {
	format := r
	if _, isObject := r.value.(map[string]any); isObject {
		r.strictKeys("kind", "emptySecret", "expires")
		format = r.key("kind")
	}
	return TokenResponse{
		Format: format.word("auto", "form", "json"), EmptySecret: r.key("emptySecret").flag(), Expires: r.key("expires").text(),
	}
}

func readEndpoint(r result) Endpoint {
	if r.object() == nil {
		return Endpoint{}
	}
	r.strictKeys("uri", "method")
	return Endpoint{
		URI:    r.key("uri").require("write uri: https://…").uri(),
		Method: cmp.Or(r.key("method").word("POST", "GET"), "POST"),
	}
}

// readPEM decodes a private key. It only detects a public key or a certificate; other errors appear when the key is used.
func readPEM(r result) string {
	text := r.text()
	if text != "" && !strings.Contains(text, "PRIVATE KEY-----") {
		r.wrong("is not a PEM private key", "use the text that starts with -----BEGIN PRIVATE KEY-----")
	}
	return text
}
