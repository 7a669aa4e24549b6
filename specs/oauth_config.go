package specs

import "strings"

// OAuthConfig is what getOAuthConfig gives: the provider as it is for one
// consumer.
type OAuthConfig struct {
	ConsumerKey     string
	ConsumerSecret  string
	RequestTokenURI string // RFC 5849 section 2.1
	AuthorizeURI    string // section 2.2
	TokenURI        string // section 2.3
	Scopes          []string
	Extra           []Pair // goes onto the authorization link, sorted by name; a list gives a pair for each item
	Dialect         Dialect
}

// DecodeOAuthConfig reads the answer of getOAuthConfig, a mapping's or a
// script's. The error is [Problems], without places, and holds no secret.
func DecodeOAuthConfig(value any) (OAuthConfig, error) {
	a := newAnswer(value)
	c := readOAuthConfig(a)
	return c, a.problems()
}

func readOAuthConfig(a answer) OAuthConfig {
	if !a.expectObject(getOAuthConfig.name) {
		return OAuthConfig{}
	}
	dialect := a.key("dialect")
	c := OAuthConfig{
		ConsumerKey: a.keyOrMisspelled("consumerKey", "clientId", "clientKey").
			require("give the connector parameter that it comes from: consumerKey: {$var: connectorParameters.consumerKey}").text(),
		Dialect: readDialect(dialect),
	}
	needed := needsAddresses(dialect, c.Dialect)
	c.RequestTokenURI = readAddress(a.keyOrMisspelled("requestTokenUri", "requestTokenUrl", "requestUri", "requestUrl"), "requestTokenUri", needed)
	c.AuthorizeURI = readAddress(a.keyOrMisspelled("authorizeUri", "authorizeUrl", "authorizationUri", "authorizationUrl"), "authorizeUri", needed)
	c.TokenURI = readAddress(a.keyOrMisspelled("tokenUri", "tokenUrl", "accessTokenUri", "accessTokenUrl"), "tokenUri", needed)
	c.Scopes = a.keyOrMisspelled("scopes", "scope").texts()
	c.Extra = a.key("extra").pairs()
	secret := a.keyOrMisspelled("consumerSecret", "clientSecret")
	method := dialect.key("signatureMethod")
	if method.known() && !strings.HasPrefix(c.Dialect.SignatureMethod, "RSA-") {
		secret.require("give the connector parameter that it comes from: consumerSecret: {$var: connectorParameters.consumerSecret}")
	}
	c.ConsumerSecret = secret.text()
	return c
}

// needsAddresses reports whether the three addresses have to stand in the
// config: not without a dance, nor where the service itself names them, nor
// where only an evaluation tells.
func needsAddresses(block answer, d Dialect) bool {
	known := block.known() && block.key("token").known() && block.key("discovery").known()
	return known && d.RequiresAuthorization() && d.Discovery.URI == "" && !block.key("discovery").given()
}

func readAddress(a answer, name string, needed bool) string {
	if needed {
		a = a.require("write " + name + ": https://…")
	}
	return a.uri()
}
