package flow

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"countersign/flow/signature"
	"countersign/internal/text"
)

// shape is what a signature was made with, as far as it may be shown: which of the secrets is empty, how long the key is.
func (s secrets) shape(method signature.Method) string {
	switch method {
	case signature.RSASHA1, signature.RSASHA256, signature.RSASHA512:
		return fmt.Sprintf("RSA private key, %d bits", signature.KeyBits(s.privateKey.Reveal()))
	}
	return s.signingKey(method, false)
}

// KeyWords say what the parts of Key are.
func (x *Exchange) KeyWords() string {
	consumer, token, both := strings.Cut(x.Key, "&")
	if !both {
		return ""
	}
	words := "consumer secret & token secret"
	hasToken := slices.ContainsFunc(x.Parameters, func(p Pair) bool { return p.Name == "oauth_token" && p.Value != "" })
	switch {
	case token == "" && !hasToken && x.Step == StepRequestToken:
		words = "consumer secret & (nothing: there is no token yet)"
	case token == "" && !hasToken:
		words = "consumer secret & (nothing: there is no token)"
	case token == "":
		words = "consumer secret & (nothing: the token's secret is empty)"
	}
	if consumer == "" {
		words = strings.Replace(words, "consumer secret", "(nothing: the consumer secret is empty)", 1)
	}
	return words
}

// origins are where the oauth parameters of every request come from.
var origins = map[string]string{
	"oauth_consumer_key":     "connection: your consumer key",
	"oauth_nonce":            "fresh",
	"oauth_signature_method": "connector",
	"oauth_version":          "RFC 5849; the connector can leave it out",
	"oauth_body_hash":        "made of the body",
	"oauth_callback":         "where the provider is to send you back to",
	"oauth_verifier":         "the provider's page, through you",
	sessionHandle:            "connection: the provider's, for renewals",
}

// Origin says where a signed parameter comes from: the connector, the connection, the person's request, or this moment.
func (x *Exchange) Origin(p Pair) string {
	switch {
	case p.Name == "oauth_timestamp":
		return "this machine's clock" + skewWords(x.ClockSkew)
	case p.Name == "oauth_token" && x.Step == StepAccessToken:
		return "the provider: the token so far"
	case p.Name == "oauth_token":
		return "connection: the access token"
	case origins[p.Name] != "":
		return origins[p.Name]
	case x.call != nil && x.call.request.holds(p):
		return "your request"
	}
	return "connector"
}

func skewWords(skew time.Duration) string {
	switch {
	case skew > 0:
		return fmt.Sprintf(", and %s, to fit the provider's", skew)
	case skew < 0:
		return fmt.Sprintf(", less %s, to fit the provider's", -skew)
	}
	return ""
}

// holds reports whether the person wrote this parameter: in the target, the query or a form.
func (r Request) holds(p Pair) bool {
	_, query, _ := strings.Cut(wireText(r.Target), "?")
	query, _, _ = strings.Cut(query, "#")
	written := slices.Concat(signature.ParseForm(query), params(r.Query), params(r.Form))
	if len(r.Form) == 0 {
		written = append(written, signature.ParseForm(string(r.Body))...)
	}
	return slices.Contains(written, signature.Param(p))
}

// Place is where an exchange went, without its query: host and path.
func (x *Exchange) Place() string {
	u, err := url.Parse(x.URL)
	if err != nil {
		return host(x.URL)
	}
	return text.Safe(u.Host+u.EscapedPath(), 300)
}
