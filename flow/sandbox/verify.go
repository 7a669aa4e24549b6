package sandbox

import (
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"countersign/flow/sandbox/tokens"
	"countersign/flow/sandbox/wire"
)

// The only consumer. Its secret is public: anyone who can reach the sandbox may know it.
const (
	ConsumerKey    = "sandbox-consumer-key"
	ConsumerSecret = "sandbox-consumer-secret"
	consumerName   = program
	program        = "countersign"
)

// protocol is the oauth_ parameters of a request.
type protocol map[string]string

// authenticator checks signed requests.
type authenticator struct {
	as       role
	now      func() time.Time
	key      wire.KeyPair
	requests *tokens.RequestTokens
	access   *tokens.AccessTokens
	nonces   nonces
}

// verify checks a signed request (RFC 5849 section 3.2) and returns its oauth_ parameters. secretOf returns the secret of
// the request's token, "" for no token. The error is a *problem. The nonce is checked last, so that an invalid request does
// not use it up.
func (c *authenticator) verify(a *incoming, at step, secretOf func(token string) (string, error)) (protocol, error) {
	oauth, place, err := a.protocol()
	if err != nil {
		return nil, err
	}
	if err := oauth.checkForm(c.as.Signatures); err != nil {
		return nil, explainMethod(c.as, err, oauth)
	}
	if err := checkRequirements(c.as, &signedRequest{a, at, place, oauth}); err != nil {
		return nil, err
	}
	if err := c.checkTimestamp(oauth); err != nil {
		return nil, err
	}
	secret, err := secretOf(oauth["oauth_token"])
	if err != nil {
		return nil, err
	}
	if err := c.checkSignature(a, oauth, secret); err != nil {
		return nil, err
	}
	if err := checkBodyHash(a, oauth); err != nil {
		return nil, err
	}
	return oauth, c.checkNonce(oauth)
}

// protocol collects the oauth_ parameters, which must all be in one place (header, body or query) and unique (RFC 5849
// sections 3.1 and 3.5).
func (a *incoming) protocol() (oauth protocol, key string, err error) {
	oauth, found := protocol{}, ""
	for _, place := range []struct {
		key, name string
		params    []wire.Pair
	}{{"header", "the Authorization header", a.authorization}, {"body", "the form body", a.form}, {"query", "the query", a.query}} {
		for _, o := range place.params {
			if !strings.HasPrefix(o.Name, "oauth_") {
				continue
			}
			if found != "" && found != place.name {
				return nil, "", rejected("The oauth_ parameters are in both "+found+" and "+place.name+
					". Send them in one place.", o.Name, "")
			}
			found, key = place.name, place.key
			if _, twice := oauth[o.Name]; twice {
				return nil, "", rejected("Duplicate "+wire.Quote(o.Name)+" in "+place.name+".", o.Name, "")
			}
			oauth[o.Name] = o.Value
		}
	}
	if found == "" {
		return nil, "", a.unsigned()
	}
	return oauth, key, nil
}

func (a *incoming) unsigned() error {
	advice := "The request is not signed: no oauth_ parameters in the Authorization header, the form body or the query."
	if a.scheme != "" && !strings.EqualFold(a.scheme, "OAuth") {
		advice = "The request is not signed: the Authorization header must begin with OAuth."
	}
	return absent(advice, "oauth_consumer_key", "oauth_signature_method", "oauth_signature")
}

// checkForm makes the checks that need neither clock nor secret. methods are the accepted signature methods.
func (o protocol) checkForm(methods []string) error {
	required := []string{"oauth_consumer_key", "oauth_signature_method", "oauth_signature"}
	method := o["oauth_signature_method"]
	if method != wire.Plaintext {
		required = append(required, "oauth_timestamp", "oauth_nonce")
	}
	var missing []string
	for _, name := range required {
		if o[name] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return absent("Missing or empty "+strings.Join(missing, ", ")+".", missing...)
	}
	if version, given := o["oauth_version"]; given && version != "1.0" {
		return &problem{
			status: http.StatusBadRequest, name: "version_rejected",
			advice:     "oauth_version is " + wire.Quote(version) + ". Send 1.0 or omit it.",
			companions: wire.Pairs("oauth_acceptable_versions", "1.0-1.0"),
		}
	}
	if !slices.Contains(methods, method) {
		return &problem{
			status: http.StatusBadRequest, name: "signature_method_rejected",
			advice: "Unknown signature method " + wire.Quote(method) + ". The sandbox accepts " +
				wire.KnownMethods + ".",
		}
	}
	if o["oauth_consumer_key"] != ConsumerKey {
		return unauthorized("consumer_key_unknown", "Unknown consumer key "+wire.Quote(o["oauth_consumer_key"])+
			". The only one is "+ConsumerKey+".")
	}
	return nil
}

// checkSignature verifies the signature and explains a mismatch as far as possible.
func (c *authenticator) checkSignature(a *incoming, oauth protocol, tokenSecret string) error {
	method, given, base := oauth["oauth_signature_method"], oauth["oauth_signature"], a.baseString()
	made := func(tokenSecret, base string) bool {
		if wire.IsRSA(method) {
			return c.key.Verify(method, base, given)
		}
		expected := wire.Signature(method, c.as.consumerSecret(), tokenSecret, base)
		return subtle.ConstantTimeCompare([]byte(expected), []byte(given)) == 1
	}
	if made(tokenSecret, base) {
		return nil
	}
	scheme := otherScheme(a.signatureScheme())
	refused := &problem{status: http.StatusUnauthorized, name: "signature_invalid", base: base}
	switch {
	case a.played && made(tokenSecret, a.over(scheme).baseString()):
		refused.advice = "The signature is correct except for the scheme: expected " + a.signatureScheme() +
			", got " + scheme +
			". Set signatureScheme in the dialect."
	case wire.IsRSA(method):
		refused.advice = "Invalid signature for the registered public key. Compare debug_sbs, the expected base string, with yours: " +
			"if they are equal, the private key is wrong."
	case made("", base):
		refused.advice = "The base string is correct, but the token secret is missing from the key: " +
			"consumer secret & token secret, each percent-encoded."
	case method == wire.Plaintext:
		refused.base = ""
		refused.advice = "Invalid PLAINTEXT signature: it is consumer secret & token secret, each percent-encoded, " +
			"and is encoded again as a parameter."
	default:
		refused.advice = "Invalid signature. Compare debug_sbs, the expected base string, with yours: " +
			"if they differ, the request was normalized differently; if they are equal, " +
			"the key (consumer secret & token secret, each percent-encoded) is wrong."
	}
	return refused
}

// checkBodyHash checks oauth_body_hash, if sent (OAuth Request Body Hash extension). It covers any body except a form.
func checkBodyHash(a *incoming, oauth protocol) error {
	given, sent := oauth["oauth_body_hash"]
	if !sent {
		return nil
	}
	if mediaType(a.Request) == formType {
		return rejected("oauth_body_hash must not be sent with a form body, which is signed anyway.", "oauth_body_hash", given)
	}
	sum := wire.BodyHash(oauth["oauth_signature_method"])
	sum.Write(a.body)
	if expected := base64.StdEncoding.EncodeToString(sum.Sum(nil)); given != expected {
		return rejected("oauth_body_hash does not match the body; expected "+expected+".", "oauth_body_hash", given)
	}
	return nil
}

func (c *authenticator) accessSecret(token string) (string, error) {
	if token == "" {
		return "", absent("Missing or empty oauth_token. This request requires an access token.", "oauth_token")
	}
	if _, ok := tokens.ParseAccessToken(token); ok {
		if problem := c.access.Problem(token); problem != "" {
			return "", unauthorized(problem, "This access token was revoked or replaced. Reconnect.")
		}
		if c.as.TokenSecret == "empty" {
			return "", nil
		}
		return tokens.AccessSecret(token), nil
	}
	if _, ok := c.requests.Find(token); ok {
		return "", unauthorized("token_rejected", "This is a request token. Exchange it for an access token first.")
	}
	return "", unauthorized("token_rejected", "Unknown access token. Reconnect.")
}

// requestTokenSecret returns the secret of a request token, even a used or expired one: only a client that signs with it
// learns its status.
func (c *authenticator) requestTokenSecret(token string) (string, error) {
	if token == "" {
		return "", absent("Missing or empty oauth_token. Send the request token.", "oauth_token")
	}
	if known, ok := c.requests.Find(token); ok {
		return known.Secret, nil
	}
	if _, ok := tokens.ParseAccessToken(token); ok {
		return "", unauthorized("token_rejected", "This is already an access token.")
	}
	return "", exchangeProblem(tokens.ErrUnknown)
}
