package specs

import "strings"

// OAuthConfig is the result of getOAuthConfig: the provider, for one consumer.
type OAuthConfig struct {
	ConsumerKey     string
	ConsumerSecret  string
	RequestTokenURI string // RFC 5849 section 2.1
	AuthorizeURI    string // section 2.2
	TokenURI        string // section 2.3
	Scopes          []string
	Extra           []Pair // parameters of the authorization link, sorted by name; a list gives a pair for each item
	Dialect         Dialect
}

// DecodeOAuthConfig decodes the result of getOAuthConfig. The error is [Problems] without positions, and contains no
// secret.
func DecodeOAuthConfig(value any) (OAuthConfig, error) {
	r := newResult(value)
	c := readOAuthConfig(r)
	return c, r.problems()
}

func readOAuthConfig(r result) OAuthConfig {
	if !r.expectObject(getOAuthConfig.name) {
		return OAuthConfig{}
	}
	block := r.key("dialect")
	c := OAuthConfig{
		ConsumerKey: r.keyOrMisspelled("consumerKey", "clientId", "clientKey").
			require("write consumerKey: {$var: connectorParameters.consumerKey}").text(),
		Dialect: readDialect(block),
	}
	// The service itself can name the three URIs, and a token that needs no authorization needs none.
	needed := block.known() && block.key("token").known() && block.key("discovery").known() &&
		c.Dialect.RequiresAuthorization() && !block.key("discovery").present()
	address := func(name string, misspellings ...string) string {
		uri := r.keyOrMisspelled(name, misspellings...)
		if needed {
			uri.require("write " + name + ": https://…")
		}
		return uri.uri()
	}
	c.RequestTokenURI = address("requestTokenUri", "requestTokenUrl", "requestUri", "requestUrl")
	c.AuthorizeURI = address("authorizeUri", "authorizeUrl", "authorizationUri", "authorizationUrl")
	c.TokenURI = address("tokenUri", "tokenUrl", "accessTokenUri", "accessTokenUrl")
	c.Scopes = r.keyOrMisspelled("scopes", "scope").texts()
	c.Extra = r.key("extra").pairs()
	secret := r.keyOrMisspelled("consumerSecret", "clientSecret")
	if block.key("signatureMethod").known() && !strings.HasPrefix(c.Dialect.SignatureMethod, "RSA-") {
		secret.require("write consumerSecret: {$var: connectorParameters.consumerSecret}")
	}
	c.ConsumerSecret = secret.text()
	return c
}
