package oauth1

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"countersign/flow/oauth1/signature"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// Param is a name with its value: a parameter, or a header line.
type Param = signature.Param

// Config is a provider and a consumer that is registered there.
type Config struct {
	Provider        string // its name, for people
	ConsumerKey     string
	ConsumerSecret  secret.Text
	RequestTokenURI string  // RFC 5849 section 2: Temporary Credential Request; empty, like the next two, where nobody authorizes anything
	AuthorizeURI    string  // Resource Owner Authorization
	TokenURI        string  // Token Request
	AuthorizeParams []Param // goes onto the authorization link
	Scopes          []string
	Dialect         Dialect
}

// Dialect is how a provider departs from plain RFC 5849. Its zero value departs in nothing.
type Dialect struct {
	Discovery       Discovery
	SignatureMethod signature.Method // "": HMAC-SHA1
	PrivateKey      secret.Text      // PEM, for the RSA methods

	Placement      string // of the oauth parameters in API requests: header (or ""), query, body (RFC 5849 section 3.5)
	TokenPlacement string // the same in the token requests

	RequestTokenMethod string  // POST (or ""), GET
	TokenMethod        string  // POST (or ""), GET
	RequestTokenParams []Param // signed parameters of the request for a request token
	Headers            []Param // sent with the token requests

	Scope               Scope
	Realm               string
	RealmIsURI          bool   // the realm is the address of the request, without its query
	RealmOn             string // api, token, or both
	Callback            string // loopback (or ""), oob, omit, onAuthorize
	CallbackParam       string // its name on the authorization link; "": oauth_callback
	CallbackToken       bool   // the callback on that link names the request token, because the provider adds nothing to it
	Loopback            Loopback
	UnconfirmedCallback bool   // oauth_callback_confirmed may be missing: the provider speaks OAuth 1.0
	NoVerifier          bool   // the provider gives none: OAuth 1.0
	AuthorizeTokenParam string // "": oauth_token
	DeniedParam         string // query key by which a refusal comes back; "" for none of its own

	TokenResponse    TokenResponse
	OmitVersion      bool   // no oauth_version
	EmptyToken       bool   // an empty oauth_token where there is no token
	BodyHash         bool   // oauth_body_hash
	SignatureBaseURI string // what is signed in place of the address of the request
	SignatureScheme  string // http, https: signed in place of that of the address of the request
	Refresh, Revoke  Endpoint
}

// Discovery is a JSON document of the service that names its addresses. It is not there when URI is "".
type Discovery struct {
	URI string

	// Where in the document the addresses are, as locators: a.b.c
	RequestTokenURI, AuthorizeURI, TokenURI string
}

// Scope says how the config's scopes go out.
type Scope struct {
	Param     string // "": scope
	Separator string // "": a space
	On        string // authorize (or ""), requestToken
}

// Loopback is where the callback is listened for. What is fixed here, the provider insists on.
type Loopback struct {
	Host string // 127.0.0.1 (or ""), localhost
	Port int    // 0 for any
	Path string // "": /callback
}

// TokenResponse says what the responses of the token requests are like.
type TokenResponse struct {
	Format      string // form, json; anything else: it is seen from the text
	EmptySecret bool   // the provider gives no token secret
	Expires     string // the field that says when the access token ends: RFC 3339, or seconds or milliseconds since 1970
}

// Endpoint is an address that gets requests with the token. It is not there when URI is "".
type Endpoint struct {
	URI    string
	Method string // POST (or ""), GET
}

// tokenRequest is what all requests of the token endpoints have in common.
func (c Config) tokenRequest(step Step, method, uri string) outgoing {
	header := http.Header{}
	for _, p := range c.Dialect.Headers {
		header.Set(p.Name, p.Value)
	}
	return outgoing{
		step: step, method: cmp.Or(method, http.MethodPost), url: uri, header: header, placement: cmp.Or(c.Dialect.TokenPlacement, "header"),
		hasRealm: c.hasRealm() && (c.Dialect.RealmOn == "token" || c.Dialect.RealmOn == "both"), limit: tokenReplyLimit,
	}
}

// callbackMode is loopback, oob, omit or onAuthorize.
func (c Config) callbackMode() string { return cmp.Or(c.Dialect.Callback, "loopback") }

func (c Config) hasRealm() bool { return c.Dialect.Realm != "" || c.Dialect.RealmIsURI }

// realm is what the Authorization header of a request to uri has as such (RFC 5849 section 3.5.1); it is no part of the
// signature.
func (c Config) realm(uri string) string {
	if c.Dialect.RealmIsURI {
		uri, _, _ = strings.Cut(uri, "?")
		return uri
	}
	return c.Dialect.Realm
}

// scope is the parameter that carries the scopes, on the step that the dialect names.
func (c Config) scope(on string) (Param, bool) {
	s := c.Dialect.Scope
	if len(c.Scopes) == 0 || cmp.Or(s.On, "authorize") != on {
		return Param{}, false
	}
	return Param{Name: cmp.Or(s.Param, "scope"), Value: strings.Join(c.Scopes, cmp.Or(s.Separator, " "))}, true
}

// Names reports whether the config names an address of uri's origin.
func (c Config) HasOrigin(uri string) bool {
	return SameOrigin(uri, c.RequestTokenURI) || SameOrigin(uri, c.AuthorizeURI) || SameOrigin(uri, c.TokenURI) ||
		SameOrigin(uri, c.Dialect.Discovery.URI)
}

// Wrong is the error of a config that would only fail half way through the authorization.
func (c Config) Invalid(what string) error {
	return &StepError{
		Step: StepConfig, What: fmt.Sprintf("reading %s's OAuth1 config", c.Provider),
		Err: errors.New(what), Hint: "give it with the connector's values, or mend the connector's mapping",
	}
}

// CheckAddresses sees that the authorization has where to go.
func (c Config) CheckAddresses() error {
	for _, uri := range []struct{ name, text string }{
		{"requestTokenUri", c.RequestTokenURI}, {"authorizeUri", c.AuthorizeURI}, {"tokenUri", c.TokenURI},
	} {
		u, err := url.Parse(uri.text)
		switch {
		case uri.text == "":
			return c.Invalid(uri.name + " is empty")
		case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
			return c.Invalid(fmt.Sprintf("%s is no http or https URL: %q", uri.name, text.Safe(uri.text, 80)))
		}
	}
	return nil
}
