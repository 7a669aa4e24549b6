package scaffold

import "countersign/specs"

// The patterns leave out what no address has unescaped, space of any alphabet,
// and what signing has no use for: a fragment, a name and password before the
// host.
const (
	webURI  = `(?i:https?)://[^\pZ\pC/?#@]+([/?][^\pZ\pC#]*)?`
	pageURI = `https://[^\pZ\pC/?#@]+([/?#][^\pZ\pC]*)?`
	webPath = `[^\pZ\pC#]+`
	locator = `([^\pZ\pC.\[\]]+|\[\d+\])(\.[^\pZ\pC.\[\]]+|\[\d+\])*`
)

// Fields are the questions about a new connector, in the order to
// ask them. The rare ones are only worth asking when the provider is known to
// want another answer than the default.
func Fields() (asked, rare []specs.Field) {
	const uri = "https://service.example/"
	most := 60
	asked = []specs.Field{
		{Key: "requestTokenUri", Title: "Request token URI", Type: "string", Format: "uri", Pattern: webURI, Example: uri + "request_token", Required: true, Description: "Where a request token is asked for. Providers also call it the temporary credentials' or the initiate URL."},
		{Key: "authorizeUri", Title: "Authorize URI", Type: "string", Format: "uri", Pattern: webURI, Example: uri + "authorize", Required: true, Description: "The page where a person allows the access."},
		{Key: "tokenUri", Title: "Token URI", Type: "string", Format: "uri", Pattern: webURI, Example: uri + "access_token", Required: true, Description: "Where the verifier is exchanged for the access token."},
		{Key: "name", Title: "Name", Type: "string", Limits: specs.Limits{MaxLength: &most}, Description: "What people call the service. Without, it is made of the authorize URI's host."},
		{Key: "baseUri", Title: "API base URI", Type: "string", Format: "uri", Pattern: webURI, Example: "https://api.service.example", Description: "What the API's paths stand on. Without, it is the token URI's scheme and host."},
		{Key: "testPath", Title: "Who-am-I path", Type: "string", Pattern: webPath, Example: "/me", Description: "A path to get that only works with a token, best one that tells whose it is. Without, the connector has no test."},
		{Key: "account", Title: "Account label", Type: "string", Pattern: locator, Example: "user.name", Description: "Where the account's name stands in that path's JSON answer."},
		{Key: "signatureMethod", Title: "Signature method", Type: "string", Default: specs.SignatureMethods[0], Choices: plainChoices(specs.SignatureMethods...), Description: "How the provider wants requests signed. The RSA methods ask for a private key in place of the consumer secret."},
	}
	rare = []specs.Field{
		{Key: "registerAt", Title: "Registration page", Type: "string", Pattern: pageURI, Example: "https://www.service.example/apps", Description: "The page where consumer keys are registered, shown before connecting."},
		{Key: "placement", Title: "Placement", Type: "string", Default: "header", Choices: plainChoices("header", "query", "body"), Description: "Where the oauth parameters of API calls stand."},
		{Key: "tokenPlacement", Title: "Token placement", Type: "string", Default: "header", Choices: plainChoices("header", "query", "body"), Description: "Where those of the two token steps stand."},
		{Key: "tokenMethod", Title: "Token method", Type: "string", Default: "POST", Choices: plainChoices("POST", "GET"), Description: "The HTTP method of the two token steps."},
		{Key: "callback", Title: "Callback", Type: "string", Default: "loopback", Choices: plainChoices("loopback", "oob", "omit", "onAuthorize"), Description: "How the provider takes the callback: with the request token, out-of-band only, as registered (omit), or on the authorization link."},
	}
	return asked, rare
}

// BlueprintOf makes a blueprint of the answers to the questions of
// [Fields], by their keys.
func BlueprintFrom(answer func(key string) string) Blueprint {
	var b Blueprint
	for key, part := range b.parts() {
		*part = answer(key)
	}
	return b
}

// value gives the answers again.
func (b Blueprint) value() func(key string) string {
	parts := b.parts()
	return func(key string) string { return *parts[key] }
}

func (b *Blueprint) parts() map[string]*string {
	return map[string]*string{
		"requestTokenUri": &b.RequestTokenURI, "authorizeUri": &b.AuthorizeURI, "tokenUri": &b.TokenURI,
		"name": &b.Name, "baseUri": &b.BaseURI, "testPath": &b.TestPath, "account": &b.Account, "registerAt": &b.RegisterAt,
		"signatureMethod": &b.SignatureMethod, "placement": &b.Placement, "tokenPlacement": &b.TokenPlacement,
		"tokenMethod": &b.TokenMethod, "callback": &b.Callback,
	}
}

func plainChoices(values ...string) []specs.Choice {
	choices := make([]specs.Choice, len(values))
	for i, v := range values {
		choices[i] = specs.Choice{Value: v, Title: v}
	}
	return choices
}

func choiceValues(f specs.Field) []string {
	values := make([]string, len(f.Choices))
	for i, c := range f.Choices {
		values[i] = c.Value
	}
	return values
}
