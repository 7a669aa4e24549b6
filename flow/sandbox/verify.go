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

// The one consumer that is registered here. Its secret is none: whoever can
// reach the sandbox may know it.
const (
	ConsumerKey    = "sandbox-consumer-key"
	ConsumerSecret = "sandbox-consumer-secret"
	consumerName   = program
	program        = "countersign"
)

// protocol are the oauth_ parameters of one request, each given once.
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

// verify makes every check of a signed request (RFC 5849 section 3.2) and gives
// its oauth_ parameters. secretOf finds the secret of the request's token, ""
// when it carries none. The error is a *problem.
//
// The nonce comes last: only a request that is genuine uses one up.
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

// protocol collects the oauth_ parameters, which must all stand in one of three
// places and each once (RFC 5849 sections 3.1 and 3.5), and says in which: header,
// body or query.
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
				return nil, "", rejected("The oauth_ parameters stand in "+found+" and in "+place.name+
					"; they must all stand in one place.", o.Name, "")
			}
			found, key = place.name, place.key
			if _, twice := oauth[o.Name]; twice {
				return nil, "", rejected(wire.Quote(o.Name)+" stands twice in "+place.name+"; send it once.", o.Name, "")
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
	advice := "This call is not signed: it has no oauth_ parameters in an Authorization header, a form body or the query."
	if a.scheme != "" && !strings.EqualFold(a.scheme, "OAuth") {
		advice = "This call is not signed: the Authorization header must begin with OAuth."
	}
	return absent(advice, "oauth_consumer_key", "oauth_signature_method", "oauth_signature")
}

// checkForm makes the checks that need neither clock nor secret. methods are the
// signature methods that are taken.
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
		return absent("Missing or empty: "+strings.Join(missing, ", ")+".", missing...)
	}
	if version, given := o["oauth_version"]; given && version != "1.0" {
		return &problem{
			status: http.StatusBadRequest, name: "version_rejected",
			advice:     "oauth_version is " + wire.Quote(version) + "; send 1.0 or leave it out.",
			companions: wire.Pairs("oauth_acceptable_versions", "1.0-1.0"),
		}
	}
	if !slices.Contains(methods, method) {
		return &problem{
			status: http.StatusBadRequest, name: "signature_method_rejected",
			advice: "The sandbox knows no signature method " + wire.Quote(method) + "; it takes " + wire.KnownMethods + ".",
		}
	}
	if o["oauth_consumer_key"] != ConsumerKey {
		return unauthorized("consumer_key_unknown", "The consumer key "+wire.Quote(o["oauth_consumer_key"])+
			" is not registered; the sandbox has one: "+ConsumerKey+".")
	}
	return nil
}

// checkSignature compares the signature, and explains where it can. There is no
// base string to compare with PLAINTEXT, which signs none.
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
		refused.advice = "The signature is right but for the scheme: " + scheme + " was signed, and " + c.as.Name + " signs " + a.signatureScheme() +
			": set signatureScheme in the dialect."
	case wire.IsRSA(method):
		refused.advice = "The signature does not fit the public key that is registered here. Compare debug_sbs, the base string " +
			"expected, with yours: where they don't differ, it was signed by another private key."
	case made("", base):
		refused.advice = "The base string is right, but it was signed without the token secret: " +
			"the key is consumer secret & token secret, each percent-encoded."
	case method == wire.Plaintext:
		refused.base = ""
		refused.advice = "With PLAINTEXT the signature is consumer secret & token secret, each percent-encoded; " +
			"the place where it stands encodes it once more."
	default:
		refused.advice = "The signature does not fit. Compare debug_sbs, the base string expected, with yours: " +
			"where they differ, the request was normalised in another way; where they don't, " +
			"the key (consumer secret & token secret, each percent-encoded) is wrong."
	}
	return refused
}

// checkBodyHash checks oauth_body_hash where a client sends it (the OAuth
// Request Body Hash extension): it covers any body but a form, which the
// signature covers already.
func checkBodyHash(a *incoming, oauth protocol) error {
	given, sent := oauth["oauth_body_hash"]
	if !sent {
		return nil
	}
	if mediaType(a.Request) == formType {
		return rejected("A form body is signed by itself; leave oauth_body_hash out.", "oauth_body_hash", given)
	}
	sum := wire.BodyHash(oauth["oauth_signature_method"])
	sum.Write(a.body)
	if expected := base64.StdEncoding.EncodeToString(sum.Sum(nil)); given != expected {
		return rejected("oauth_body_hash does not fit the body that arrived; expected "+expected+".", "oauth_body_hash", given)
	}
	return nil
}

func (c *authenticator) accessSecret(token string) (string, error) {
	if token == "" {
		return "", absent("Missing or empty: oauth_token; this call takes an access token.", "oauth_token")
	}
	if _, ok := tokens.ParseAccessToken(token); ok {
		if problem := c.access.Problem(token); problem != "" {
			return "", unauthorized(problem, "This access token has ended: it was revoked, or another took its place. Connect again.")
		}
		if c.as.TokenSecret == "empty" {
			return "", nil
		}
		return tokens.AccessSecret(token), nil
	}
	if _, ok := c.requests.Find(token); ok {
		return "", unauthorized("token_rejected", "This is a request token; exchange it for an access token first.")
	}
	return "", unauthorized("token_rejected", "The sandbox never gave this access token. Connect again.")
}

// requestTokenSecret finds the secret of a request token, a used or expired one
// too: what became of it is told only to one who signs with it.
func (c *authenticator) requestTokenSecret(token string) (string, error) {
	if token == "" {
		return "", absent("Missing or empty: oauth_token; send the request token.", "oauth_token")
	}
	if known, ok := c.requests.Find(token); ok {
		return known.Secret, nil
	}
	if _, ok := tokens.ParseAccessToken(token); ok {
		return "", unauthorized("token_rejected", "This is an access token already; there is nothing to exchange.")
	}
	return "", exchangeProblem(tokens.ErrUnknown)
}
