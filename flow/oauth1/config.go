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

// Param is the name and the value of a parameter or a header field.
type Param = signature.Param

// Config is a provider and a consumer registered with it.
type Config struct {
	Provider        string // its display name
	ConsumerKey     string
	ConsumerSecret  secret.Text
	RequestTokenURI string  // RFC 5849 section 2: Temporary Credential Request; like the next two empty if no authorization is needed
	AuthorizeURI    string  // Resource Owner Authorization
	TokenURI        string  // Token Request
	AuthorizeParams []Param // added to the authorization link
	Scopes          []string
	Dialect         Dialect
}

// Dialect says how a provider deviates from RFC 5849. The zero value is the standard.
type Dialect struct {
	Discovery       Discovery
	SignatureMethod signature.Method // "": HMAC-SHA1
	PrivateKey      secret.Text      // PEM, for the RSA methods

	Placement      string // of the oauth parameters in API requests: header (or ""), query, body (RFC 5849 section 3.5)
	TokenPlacement string // the same in token requests

	RequestTokenMethod string  // POST (or ""), GET
	TokenMethod        string  // POST (or ""), GET
	RequestTokenParams []Param // signed parameters of the request token request
	Headers            []Param // sent with the token requests

	Scope               Scope
	Realm               string
	RealmIsURI          bool   // the realm is the URL of the request without its query
	RealmOn             string // api, token, or both
	Callback            string // loopback (or ""), oob, omit, onAuthorize
	CallbackParam       string // its name in the authorization link; "": oauth_callback
	CallbackToken       bool   // the callback in that link contains the request token, because the provider does not add it
	Loopback            Loopback
	UnconfirmedCallback bool   // accept a missing oauth_callback_confirmed (OAuth 1.0)
	NoVerifier          bool   // the provider sends no verifier (OAuth 1.0)
	AuthorizeTokenParam string // "": oauth_token
	DeniedParam         string // the query parameter of a callback that denies access; "": denied only

	TokenResponse    TokenResponse
	OmitVersion      bool   // no oauth_version
	EmptyToken       bool   // send an empty oauth_token if there is no token
	BodyHash         bool   // send oauth_body_hash
	SignatureBaseURI string // signed instead of the URL of the request
	SignatureScheme  string // http, https: signed instead of the scheme of the request
	Refresh, Revoke  Endpoint
	VerifierDigits   bool // verifiers are digits, which people paste in groups
	Deviations       Deviations
}

// Discovery is a JSON document with the endpoints of a service. None if URI is "".
type Discovery struct {
	URI string

	// The paths of the endpoints in the document: a.b.c
	RequestTokenURI, AuthorizeURI, TokenURI string
}

// Scope says how the scopes are sent.
type Scope struct {
	Param     string // "": scope
	Separator string // "": a space
	On        string // authorize (or ""), requestToken
}

// Loopback is the callback URL on this machine, as far as the provider requires a fixed one.
type Loopback struct {
	Host string // 127.0.0.1 (or ""), localhost
	Port int    // 0 for any
	Path string // "": /callback
}

// TokenResponse describes the responses of the token endpoints.
type TokenResponse struct {
	Format      string // form, json; anything else: detected
	EmptySecret bool   // the provider issues no token secret
	Expires     string // the field with the expiry of the access token: RFC 3339, or seconds or milliseconds since 1970
}

// Endpoint is a URL for requests about the token. None if URI is "".
type Endpoint struct {
	URI    string
	Method string // POST (or ""), GET
}

// tokenRequest returns a request to a token endpoint.
func (c Config) tokenRequest(step Step, method, uri string) outgoing {
	header := http.Header{}
	for _, p := range c.Dialect.Headers {
		header.Set(p.Name, p.Value)
	}
	return outgoing{
		Request: Request{Method: cmp.Or(method, http.MethodPost), URL: uri, Header: header, Limit: tokenReplyLimit},
		step:    step, placement: c.Dialect.TokenPlacement, hasRealm: c.Dialect.RealmOn == "token" || c.Dialect.RealmOn == "both",
	}
}

// callbackMode returns loopback, oob, omit or onAuthorize.
func (c Config) callbackMode() string { return cmp.Or(c.Dialect.Callback, "loopback") }

// realm returns the realm in the Authorization header of a request to uri (RFC 5849 section 3.5.1). It is not signed.
func (c Config) realm(uri string) string {
	if c.Dialect.RealmIsURI {
		uri, _, _ = strings.Cut(uri, "?")
		return uri
	}
	return c.Dialect.Realm
}

// scope returns the parameter with the scopes, if it is sent at this step: authorize or requestToken.
func (c Config) scope(on string) (Param, bool) {
	s := c.Dialect.Scope
	if len(c.Scopes) == 0 || cmp.Or(s.On, "authorize") != on {
		return Param{}, false
	}
	return Param{Name: cmp.Or(s.Param, "scope"), Value: strings.Join(c.Scopes, cmp.Or(s.Separator, " "))}, true
}

// HasOrigin reports whether uri has the origin of one of the endpoints.
func (c Config) HasOrigin(uri string) bool {
	return SameOrigin(uri, c.RequestTokenURI) || SameOrigin(uri, c.AuthorizeURI) || SameOrigin(uri, c.TokenURI) ||
		SameOrigin(uri, c.Dialect.Discovery.URI)
}

// Invalid returns the error of an invalid config, found before anything is sent.
func (c Config) Invalid(why string) error {
	return &StepError{
		Step: StepConfig, What: fmt.Sprintf("invalid OAuth 1.0 config for %s", c.Provider), Err: errors.New(why),
		Hint: "Set it in the connection's values, or fix the connector's mapping.",
	}
}

// CheckAddresses checks the three endpoints that an authorization needs.
func (c Config) CheckAddresses() error {
	for _, uri := range []struct{ name, text string }{
		{"requestTokenUri", c.RequestTokenURI}, {"authorizeUri", c.AuthorizeURI}, {"tokenUri", c.TokenURI},
	} {
		u, err := url.Parse(uri.text)
		switch {
		case uri.text == "":
			return c.Invalid("missing " + uri.name)
		case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
			return c.Invalid(fmt.Sprintf("%s is not an http or https URL: %q", uri.name, text.Safe(uri.text, 80)))
		}
	}
	return nil
}
