package flow

import (
	"cmp"
	"context"
	"crypto/rand"
	"strings"

	"countersign/flow/oauth1"
	"countersign/specs"
)

// provider is a connector's OAuth 1.0 config with the user's values.
type provider struct {
	oauth1.Config
	dialect specs.Dialect
}

// configure evaluates the connector's getOAuthConfig. redirectURI is the callback if it is known.
func (n *network) configure(ctx context.Context, s *Setup, redirectURI string) (provider, error) {
	n.debug.Hide(s.Secrets()...)
	vars := s.Variables()
	vars["redirectUri"], vars["state"] = redirectURI, rand.Text()
	var o specs.OAuthConfig
	value, err := evaluate(ctx, s.Connector.OAuthConfig, vars, nil)
	if err == nil {
		o, err = specs.DecodeOAuthConfig(value)
	}
	if err != nil {
		return provider{}, &StepError{
			Step: StepConfig, What: "cannot evaluate the OAuth 1.0 config of " + s.Connector.Name, Err: err,
			Hint: "Check your values, then the connector: countersign connectors check lists its problems.",
		}
	}
	p := provider{dialect: o.Dialect, Config: oauth1.Config{
		Provider: s.Connector.Name, ConsumerKey: o.ConsumerKey, ConsumerSecret: NewSecret(o.ConsumerSecret),
		RequestTokenURI: o.RequestTokenURI, AuthorizeURI: o.AuthorizeURI, TokenURI: o.TokenURI,
		AuthorizeParams: params(o.Extra), Scopes: o.Scopes, Dialect: dialectOf(o.Dialect),
	}}
	if p.ConsumerKey == "" {
		return p, p.Invalid("the consumer key is empty")
	}
	if p.dialect.RequiresAuthorization() && p.dialect.Discovery.URI == "" {
		return p, p.CheckAddresses()
	}
	return p, nil
}

// dialectOf is the part of a connector's dialect that concerns the protocol.
func dialectOf(d specs.Dialect) oauth1.Dialect {
	return oauth1.Dialect{
		Discovery: oauth1.Discovery(d.Discovery), SignatureMethod: SignatureMethod(d.SignatureMethod), PrivateKey: NewSecret(d.PrivateKey),
		Placement: d.Placement, TokenPlacement: cmp.Or(d.TokenPlacement, "header"), RequestTokenMethod: cmp.Or(d.RequestTokenMethod, "POST"),
		TokenMethod:        cmp.Or(d.TokenMethod, "POST"),
		RequestTokenParams: params(d.RequestTokenParams), Headers: params(d.Headers),
		Scope: oauth1.Scope(d.ScopeRule()), Realm: d.Realm, RealmIsURI: d.RealmURI, RealmOn: d.RealmOn,
		Callback: cmp.Or(d.Callback, "loopback"), CallbackParam: cmp.Or(d.CallbackParam, "oauth_callback"), CallbackToken: d.CallbackToken, Loopback: oauth1.Loopback(d.Loopback),
		UnconfirmedCallback: d.CallbackConfirmed == "ignore", NoVerifier: d.Verifier == "none",
		AuthorizeTokenParam: d.AuthorizeTokenParam, DeniedParam: d.DeniedParam, TokenResponse: oauth1.TokenResponse(d.TokenResponse),
		OmitVersion: d.OmitVersion, EmptyToken: d.EmptyToken, BodyHash: d.BodyHash,
		SignatureBaseURI: d.SignatureBaseURI, SignatureScheme: d.SignatureScheme,
		VerifierDigits: d.Verifier == "digits",
		Deviations: oauth1.Deviations{
			UnencodedSecrets: d.SecretEncoding == "none", PHPParameters: d.Parameters == "php", UnsignedQuery: d.UnsignedQuery, UnsignedForm: d.UnsignedForm,
			NonceFormat: d.NonceFormat, Path: oauth1.PathRule(d.SignaturePath),
		},
		Refresh: oauth1.Endpoint(d.Refresh), Revoke: oauth1.Endpoint(d.Revoke),
	}
}

// params turns a connector's pairs into parameters.
func params(list []Pair) []Param {
	out := make([]Param, len(list))
	for i, p := range list {
		out[i] = Param(p)
	}
	return out
}

// encodePairs encodes pairs as a query or a form.
func encodePairs(list []Pair) string { return oauth1.EncodeParams(params(list)) }

// hintFor adapts a hint for connections without authorization, which can't be authorized again but get new values.
func (p provider) hintFor(hint string) string {
	values := "keys"
	switch p.dialect.Token.Kind {
	case "given":
		values = "tokens"
	case "none":
	default:
		return hint
	}
	return strings.NewReplacer(
		oauth1.HintReconnect, "Enter new "+values,
		oauth1.HintReadMessage, "Compare the "+values+" with those on the service's website",
	).Replace(hint)
}
