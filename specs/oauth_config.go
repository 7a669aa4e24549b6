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
	c := OAuthConfig{
		ConsumerKey: a.keyOrSlip("consumerKey", "clientId", "clientKey").
			require("give the connector parameter that it comes from: consumerKey: {$var: connectorParameters.consumerKey}").text(),
		RequestTokenURI: a.keyOrSlip("requestTokenUri", "requestTokenUrl", "requestUri", "requestUrl").
			require("write requestTokenUri: https://…").uri(),
		AuthorizeURI: a.keyOrSlip("authorizeUri", "authorizeUrl", "authorizationUri", "authorizationUrl").
			require("write authorizeUri: https://…").uri(),
		TokenURI: a.keyOrSlip("tokenUri", "tokenUrl", "accessTokenUri", "accessTokenUrl").
			require("write tokenUri: https://…").uri(),
		Scopes: a.keyOrSlip("scopes", "scope").texts(),
		Extra:  a.key("extra").pairs(),
	}
	dialect := a.key("dialect")
	c.Dialect = readDialect(dialect)
	secret := a.keyOrSlip("consumerSecret", "clientSecret")
	method := dialect.key("signatureMethod")
	if method.known() && !strings.HasPrefix(c.Dialect.SignatureMethod, "RSA-") {
		secret.require("give the connector parameter that it comes from: consumerSecret: {$var: connectorParameters.consumerSecret}")
	}
	c.ConsumerSecret = secret.text()
	return c
}

// expectObject notes a method that gives no object at all.
func (a answer) expectObject(method string) bool {
	if !a.known() {
		return false
	}
	if _, ok := a.value.(map[string]any); ok {
		return true
	}
	what := "nothing"
	if a.given() {
		what = kind(a.value)
	}
	*a.findings = append(*a.findings, finding{what: method + " gives " + what, fix: "let it give an object"})
	return false
}
