package scaffold

import "countersign/specs"

// The patterns exclude what a URL can't contain unescaped (white space, control characters) and what signing has no use
// for: a fragment, and a user name or password before the host.
const (
	webURI  = `(?i:https?)://[^\pZ\pC/?#@]+([/?][^\pZ\pC#]*)?`
	pageURI = `https://[^\pZ\pC/?#@]+([/?#][^\pZ\pC]*)?`
	webPath = `[^\pZ\pC#]+`
	locator = `([^\pZ\pC.\[\]]+|\[\d+\])(\.[^\pZ\pC.\[\]]+|\[\d+\])*`
)

// Fields are the values to ask for, in order. The rare ones matter only if the provider needs something else than the
// default.
func Fields() (asked, rare []specs.Field) {
	field := func(key, title, pattern, example, description string) specs.Field {
		f := specs.Field{Key: key, Title: title, Type: "string", Pattern: pattern, Example: example, Description: description}
		if pattern == webURI {
			f.Format = "uri"
		}
		return f
	}
	choice := func(key, title, description string, values ...string) specs.Field {
		f := specs.Field{Key: key, Title: title, Type: "string", Default: values[0], Description: description}
		for _, v := range values {
			f.Choices = append(f.Choices, specs.Choice{Value: v, Title: v})
		}
		return f
	}
	const uri = "https://service.example/"
	maxName := 60
	name := field("name", "Name", "", "", "The name of the service. Default: made from the host of the authorize URI.")
	name.Limits.MaxLength = &maxName
	asked = []specs.Field{
		field("requestTokenUri", "Request token URI", webURI, uri+"request_token", "Where to request a request token. Also called temporary credentials or initiate URL."),
		field("authorizeUri", "Authorize URI", webURI, uri+"authorize", "The page where the user authorizes access."),
		field("tokenUri", "Token URI", webURI, uri+"access_token", "Where to exchange the verifier for an access token."),
		name,
		field("baseUri", "API base URI", webURI, "https://api.service.example", "The base URL of API paths. Default: scheme and host of the token URI."),
		field("testPath", "Who-am-I path", webPath, "/me", "A path that only works with a token; preferably one that identifies the account. Default: no test."),
		field("account", "Account label", locator, "user.name", "The field of that path's JSON response that contains the account's name."),
		choice("signatureMethod", "Signature method", "How the provider expects requests to be signed. RSA methods need a private key instead of a consumer secret.", specs.SignatureMethods...),
	}
	for i := range 3 {
		asked[i].Required = true
	}
	rare = []specs.Field{
		field("registerAt", "Registration page", pageURI, "https://www.service.example/apps", "The page for registering consumer keys, shown before connecting."),
		choice("placement", "Placement", "Where API requests carry the oauth parameters.", "header", "query", "body"),
		choice("tokenPlacement", "Token placement", "Where the two token requests carry the oauth parameters.", "header", "query", "body"),
		choice("tokenMethod", "Token method", "The HTTP method of the two token requests.", "POST", "GET"),
		choice("callback", "Callback", "How the provider gets the callback: in the request token request, out-of-band only, as registered (omit), or on the authorization link.",
			"loopback", "oob", "omit", "onAuthorize"),
	}
	return asked, rare
}

// BlueprintFrom makes a blueprint from the values of [Fields], by key.
func BlueprintFrom(value func(key string) string) Blueprint {
	var b Blueprint
	for key, part := range b.parts() {
		*part = value(key)
	}
	return b
}

func (b *Blueprint) parts() map[string]*string {
	return map[string]*string{
		"requestTokenUri": &b.RequestTokenURI, "authorizeUri": &b.AuthorizeURI, "tokenUri": &b.TokenURI,
		"name": &b.Name, "baseUri": &b.BaseURI, "testPath": &b.TestPath, "account": &b.Account, "registerAt": &b.RegisterAt,
		"signatureMethod": &b.SignatureMethod, "placement": &b.Placement, "tokenPlacement": &b.TokenPlacement,
		"tokenMethod": &b.TokenMethod, "callback": &b.Callback,
	}
}
