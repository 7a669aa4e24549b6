package specs

import (
	"cmp"
	"slices"
	"strings"
)

var signatureMethods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "PLAINTEXT"}

// dialectKeys is every key of the dialect block and how its value is read.
var dialectKeys = map[string]func(d *Dialect, v answer){
	"token":               func(d *Dialect, v answer) { d.Token = v.givenToken() },
	"discovery":           func(d *Dialect, v answer) { d.Discovery = v.discovery() },
	"signatureMethod":     func(d *Dialect, v answer) { d.SignatureMethod = v.word(signatureMethods...) },
	"privateKey":          func(d *Dialect, v answer) { d.PrivateKey = v.pem() },
	"placement":           func(d *Dialect, v answer) { d.Placement = v.word("header", "query", "body") },
	"tokenPlacement":      func(d *Dialect, v answer) { d.TokenPlacement = v.word("header", "query", "body") },
	"requestTokenMethod":  func(d *Dialect, v answer) { d.RequestTokenMethod = v.word("POST", "GET") },
	"tokenMethod":         func(d *Dialect, v answer) { d.TokenMethod = v.word("POST", "GET") },
	"requestTokenParams":  func(d *Dialect, v answer) { d.RequestTokenParams = v.pairs() },
	"headers":             func(d *Dialect, v answer) { d.Headers = v.pairs() },
	"scope":               func(d *Dialect, v answer) { d.Scope = v.scope() },
	"realm":               func(d *Dialect, v answer) { d.Realm = v.text() },
	"realmUri":            func(d *Dialect, v answer) { d.RealmURI = v.flag() },
	"realmOn":             func(d *Dialect, v answer) { d.RealmOn = v.word("api", "token", "both") },
	"callback":            func(d *Dialect, v answer) { d.Callback = v.word("loopback", "oob", "omit", "onAuthorize") },
	"callbackParam":       func(d *Dialect, v answer) { d.CallbackParam = v.text() },
	"callbackToken":       func(d *Dialect, v answer) { d.CallbackToken = v.flag() },
	"loopback":            func(d *Dialect, v answer) { d.Loopback = v.loopback() },
	"callbackConfirmed":   func(d *Dialect, v answer) { d.CallbackConfirmed = v.word("require", "ignore") },
	"verifier":            func(d *Dialect, v answer) { d.Verifier = v.word("require", "none") },
	"authorizeTokenParam": func(d *Dialect, v answer) { d.AuthorizeTokenParam = v.text() },
	"denied":              func(d *Dialect, v answer) { d.Denied = v.text() },
	"tokenResponse":       func(d *Dialect, v answer) { d.TokenResponse = v.tokenResponse() },
	"version":             func(d *Dialect, v answer) { d.OmitVersion = v.given() && !v.flag() },
	"emptyToken":          func(d *Dialect, v answer) { d.EmptyToken = v.flag() },
	"bodyHash":            func(d *Dialect, v answer) { d.BodyHash = v.flag() },
	"signApi":             func(d *Dialect, v answer) { d.UnsignedAPI = v.given() && !v.flag() },
	"signatureBaseUri":    func(d *Dialect, v answer) { d.SignatureBaseURI = v.uri() },
	"signatureScheme":     func(d *Dialect, v answer) { d.SignatureScheme = v.word("http", "https") },
	"renew":               func(d *Dialect, v answer) { d.Renew = v.endpoint() },
	"revoke":              func(d *Dialect, v answer) { d.Revoke = v.endpoint() },
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
	if key := a.key("discovery"); !d.Dances() && key.given() {
		key.wrong("has nothing to discover where there is no dance", "leave it out")
	}
	if key := a.key("privateKey"); strings.HasPrefix(d.SignatureMethod, "RSA-") {
		key.require("write privateKey: {$var: connectorParameters.privateKey}, for " + d.SignatureMethod)
	}
	d.SignatureMethod = cmp.Or(d.SignatureMethod, signatureMethods[0])
	return d
}

// strictKeys notes every key of an object that is none of the names.
func (a answer) strictKeys(names ...string) {
	var unknown []string
	for name := range a.object() {
		if !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		*a.findings = append(*a.findings, finding{
			append(slices.Clone(a.path), name), true,
			a.name() + " has no key " + shown(name), "write " + oneOf(nearest(name, names)),
		})
	}
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

// givenToken is a word, or an object of formulas where the person has a token
// already.
func (a answer) givenToken() GivenToken {
	if _, isObject := a.value.(map[string]any); !isObject {
		return GivenToken{Kind: a.word("dance", "none")}
	}
	a.strictKeys("key", "secret")
	return GivenToken{
		Kind:   "given",
		Key:    a.key("key").require("write key: {$var: connectionInput.accessToken}").text(),
		Secret: a.key("secret").require("write secret: {$var: connectionInput.accessTokenSecret}").text(),
	}
}

func (a answer) discovery() Discovery {
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

func (a answer) scope() Scope {
	a.strictKeys("param", "separator", "on")
	return Scope{
		Param:     a.key("param").text(),
		Separator: a.key("separator").text(),
		On:        a.key("on").word("authorize", "requestToken"),
	}
}

func (a answer) loopback() Loopback {
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

// tokenResponse is a word, or an object where there is more to say.
func (a answer) tokenResponse() TokenResponse {
	if _, isObject := a.value.(map[string]any); !isObject {
		return TokenResponse{Kind: a.word("auto", "form", "json")}
	}
	a.strictKeys("kind", "emptySecret", "expires")
	return TokenResponse{
		Kind: a.key("kind").word("auto", "form", "json"), EmptySecret: a.key("emptySecret").flag(), Expires: a.key("expires").text(),
	}
}

func (a answer) endpoint() Endpoint {
	if a.object() == nil {
		return Endpoint{}
	}
	a.strictKeys("uri", "method")
	return Endpoint{
		URI:    a.key("uri").require("write uri: https://…").uri(),
		Method: cmp.Or(a.key("method").word("POST", "GET"), "POST"),
	}
}

// pem reads a private key as text. Whether it is a good one shows when it is
// used; a public key or a certificate in its place shows here.
func (a answer) pem() string {
	text := a.text()
	if text != "" && !strings.Contains(text, "PRIVATE KEY-----") {
		a.wrong("is no private key in PEM", "give the text that starts with -----BEGIN PRIVATE KEY-----")
	}
	return text
}
