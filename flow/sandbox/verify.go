package sandbox

import (
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"hash"
	"net/http"
	"slices"
	"strings"
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

// verify makes every check of a signed request (RFC 5849 section 3.2) and gives
// its oauth_ parameters. secretOf finds the secret of the request's token, ""
// when it carries none. The error is a *problem.
//
// The nonce comes last: only a request that is genuine uses one up.
func (p *provider) verify(a *arrival, at step, secretOf func(token string) (string, error)) (protocol, error) {
	oauth, place, err := a.protocol()
	if err != nil {
		return nil, err
	}
	if err := oauth.checkForm(p.as.Signatures); err != nil {
		return nil, p.inItsWords(err, oauth)
	}
	if err := p.as.demand(&signedArrival{a, at, place, oauth}); err != nil {
		return nil, err
	}
	if err := p.checkTimestamp(oauth); err != nil {
		return nil, err
	}
	secret, err := secretOf(oauth["oauth_token"])
	if err != nil {
		return nil, err
	}
	if err := p.checkSignature(a, oauth, secret); err != nil {
		return nil, err
	}
	if err := checkBodyHash(a, oauth); err != nil {
		return nil, err
	}
	return oauth, p.checkNonce(oauth)
}

// protocol collects the oauth_ parameters, which must all stand in one of three
// places and each once (RFC 5849 sections 3.1 and 3.5), and says in which: header,
// body or query.
func (a *arrival) protocol() (oauth protocol, key string, err error) {
	oauth, found := protocol{}, ""
	for _, place := range []struct {
		key, name string
		params    []param
	}{{"header", "the Authorization header", a.authorization}, {"body", "the form body", a.form}, {"query", "the query", a.query}} {
		for _, o := range place.params {
			if !strings.HasPrefix(o.name, "oauth_") {
				continue
			}
			if found != "" && found != place.name {
				return nil, "", rejected("The oauth_ parameters stand in "+found+" and in "+place.name+
					"; they must all stand in one place.", o.name, "")
			}
			found, key = place.name, place.key
			if _, twice := oauth[o.name]; twice {
				return nil, "", rejected(quoted(o.name)+" stands twice in "+place.name+"; send it once.", o.name, "")
			}
			oauth[o.name] = o.value
		}
	}
	if found == "" {
		return nil, "", a.unsigned()
	}
	return oauth, key, nil
}

func (a *arrival) unsigned() error {
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
	if method != plaintext {
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
			advice:     "oauth_version is " + quoted(version) + "; send 1.0 or leave it out.",
			companions: []param{{"oauth_acceptable_versions", "1.0-1.0"}},
		}
	}
	if !slices.Contains(methods, method) {
		return &problem{
			status: http.StatusBadRequest, name: "signature_method_rejected",
			advice: "The sandbox knows no signature method " + quoted(method) + "; it takes " + knownMethods + ".",
		}
	}
	if o["oauth_consumer_key"] != ConsumerKey {
		return unauthorized("consumer_key_unknown", "The consumer key "+quoted(o["oauth_consumer_key"])+
			" is not registered; the sandbox has one: "+ConsumerKey+".")
	}
	return nil
}

// checkSignature compares the signature, and explains where it can. There is no
// base string to compare with PLAINTEXT, which signs none.
func (p *provider) checkSignature(a *arrival, oauth protocol, tokenSecret string) error {
	method, given, base := oauth["oauth_signature_method"], oauth["oauth_signature"], baseString(a)
	made := func(tokenSecret, base string) bool {
		if rsaDigests[method] != 0 {
			return p.key.signed(method, base, given)
		}
		expected := signature(method, p.as.consumerSecret(), tokenSecret, base)
		return subtle.ConstantTimeCompare([]byte(expected), []byte(given)) == 1
	}
	if made(tokenSecret, base) {
		return nil
	}
	scheme := otherScheme(a.signedBy())
	refused := &problem{status: http.StatusUnauthorized, name: "signature_invalid", base: base}
	switch {
	case a.played && made(tokenSecret, baseString(a.over(scheme))):
		refused.advice = "The signature is right but for the scheme: " + scheme + " was signed, and " + p.as.Name + " signs " + a.signedBy() +
			": set signatureScheme in the dialect."
	case rsaDigests[method] != 0:
		refused.advice = "The signature does not fit the public key that is registered here. Compare debug_sbs, the base string " +
			"expected, with yours: where they don't differ, it was signed by another private key."
	case made("", base):
		refused.advice = "The base string is right, but it was signed without the token secret: " +
			"the key is consumer secret & token secret, each percent-encoded."
	case method == plaintext:
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
func checkBodyHash(a *arrival, oauth protocol) error {
	given, sent := oauth["oauth_body_hash"]
	if !sent {
		return nil
	}
	if mediaType(a.Request) == formType {
		return rejected("A form body is signed by itself; leave oauth_body_hash out.", "oauth_body_hash", given)
	}
	sum := bodyDigest(oauth["oauth_signature_method"])
	sum.Write(a.body)
	if expected := base64.StdEncoding.EncodeToString(sum.Sum(nil)); given != expected {
		return rejected("oauth_body_hash does not fit the body that arrived; expected "+expected+".", "oauth_body_hash", given)
	}
	return nil
}

// bodyDigest is the digest of a signature method; methods without one take SHA-1.
func bodyDigest(method string) hash.Hash {
	if digest := digests[method]; digest != nil {
		return digest()
	}
	if digest := rsaDigests[method]; digest != 0 {
		return digest.New()
	}
	return sha1.New()
}
