package specs

import "cmp"

// Dialect is how a provider departs from plain RFC 5849: the dialect block of
// getOAuthConfig's answer. Its zero value is plain RFC 5849; a word that is ""
// stands for the first of those named beside it.
type Dialect struct {
	Token           GivenToken
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
	Denied              string // query key by which a refusal comes back; "" for none of its own

	TokenResponse    TokenResponse
	OmitVersion      bool   // version: false, no oauth_version
	EmptyToken       bool   // an empty oauth_token where there is no token
	BodyHash         bool   // oauth_body_hash
	UnsignedAPI      bool   // signApi: false, the token goes out in a header that makeApiClient builds
	SignatureBaseURI string // what is signed in place of the address that is called
	SignatureScheme  string // http, https: signed in place of the scheme of the address that is called
	Renew, Revoke    Endpoint
}

// GivenToken says where the access token comes from.
type GivenToken struct {
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
	Kind        string // auto, form, json
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
func (d Dialect) Dances() bool { return d.Token.Kind == "" || d.Token.Kind == "dance" }

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
