package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/wire"
)

// step is which kind of request is signed.
type step int

const (
	requestStep step = iota
	accessStep
	apiStep    // an API call
	actionStep // renewing and revoking: anything between both kinds
)

// signedRequest is a request with its oauth_ parameters taken out of it.
type signedRequest struct {
	*incoming
	step  step
	place string // header, body or query
	oauth protocol
}

// requirements are what a service may insist on beyond what the RFC does, in the
// order in which they are looked at. Each names the difference, and what of a
// connector settles it.
var requirements = []func(role, *signedRequest) error{
	requireHeaders,
	requirePlacement,
	requireVersion,
	requireNonce,
	requireEmptyToken,
	requireBodyHash,
	requireRealm,
	requireParams,
}

func checkRequirements(p role, s *signedRequest) error {
	for _, insists := range requirements {
		if err := insists(p, s); err != nil {
			return err
		}
	}
	return nil
}

func requireHeaders(p role, s *signedRequest) error {
	required := p.Headers
	switch s.step {
	case requestStep, accessStep:
		required = merged(p.Headers, p.TokenHeaders)
	case apiStep:
		required = merged(p.Headers, p.APIHeaders)
	}
	for _, name := range slices.Sorted(maps.Keys(required)) {
		value := s.Header.Get(name)
		if value == "" {
			return absent(fmt.Sprintf("The header %s is missing; %s insists on it: set it by headers (of the dialect "+
				"for the token steps, of makeApiClient for calls).", name, p.Name), name)
		}
		if !required[name].Matches(value) {
			return rejected(fmt.Sprintf("The header %s is %s, and %s takes what fits %s: set it by headers.",
				name, wire.Quote(value), p.Name, required[name]), name, value)
		}
	}
	return nil
}

func merged(a, b map[string]personality.Pattern) map[string]personality.Pattern {
	both := map[string]personality.Pattern{}
	maps.Copy(both, a)
	maps.Copy(both, b)
	return both
}

func requirePlacement(p role, s *signedRequest) error {
	taken, key := p.TokenPlacements, "tokenPlacement"
	switch s.step {
	case apiStep:
		taken, key = p.APIPlacements, "placement"
	case actionStep:
		taken = slices.Concat(p.TokenPlacements, p.APIPlacements)
	}
	if len(taken) == 0 || slices.Contains(taken, s.place) {
		return nil
	}
	return rejected(fmt.Sprintf("The oauth_ parameters came in the %s; %s takes them in the %s: set %s in the dialect.",
		s.place, p.Name, oneOf(taken), key), "oauth_consumer_key", "")
}

func requireVersion(p role, s *signedRequest) error {
	_, sent := s.oauth["oauth_version"]
	switch {
	case p.Version == "required" && !sent:
		return absent(p.Name+" insists on oauth_version=1.0: set version in the dialect to true.", "oauth_version")
	case p.Version == "forbidden" && sent:
		return rejected(p.Name+" takes no oauth_version: set version in the dialect to false.", "oauth_version", "1.0")
	}
	return nil
}

func requireNonce(p role, s *signedRequest) error {
	nonce := s.oauth["oauth_nonce"]
	if nonce == "" || p.Nonce.Matches(nonce) { // only PLAINTEXT gets here without
		return nil
	}
	return rejected(fmt.Sprintf("The nonce %s does not fit %s, which is all that %s takes.", wire.Quote(nonce), p.Nonce, p.Name), "oauth_nonce", nonce)
}

func requireEmptyToken(p role, s *signedRequest) error {
	_, sent := s.oauth["oauth_token"]
	switch {
	case s.step != requestStep:
	case p.EmptyToken == "required" && !sent:
		return absent(p.Name+" insists on an empty oauth_token when asked for a request token: set emptyToken in the dialect to true.", "oauth_token")
	case p.EmptyToken == "forbidden" && sent:
		return rejected(p.Name+" takes no oauth_token, an empty one neither, when asked for a request token: set emptyToken in the dialect to false.", "oauth_token", "")
	}
	return nil
}

func requireBodyHash(p role, s *signedRequest) error {
	_, sent := s.oauth["oauth_body_hash"]
	if p.BodyHash != "required" || sent || mediaType(s.Request) == formType {
		return nil
	}
	return absent(p.Name+" insists on oauth_body_hash: set bodyHash in the dialect to true.", "oauth_body_hash")
}

// addressRealm stands in a Realm for the address of the request itself.
const addressRealm = "URL"

func requireRealm(p role, s *signedRequest) error {
	want := p.Realm.Token
	switch s.step {
	case apiStep:
		want = p.Realm.API
	case actionStep:
		return nil
	}
	if want == addressRealm {
		want = s.baseStringURI()
	}
	if want == "" || s.realm == want {
		return nil
	}
	return &problem{
		status: http.StatusUnauthorized, name: "parameter_rejected",
		advice: fmt.Sprintf("The realm is %s; %s insists on %s: set realm and realmOn in the dialect.", wire.Quote(s.realm), p.Name, wire.Quote(want)),
	}
}

// requireParams looks at what goes out with a token step besides the protocol's
// own parameters.
func requireParams(p role, s *signedRequest) error {
	given := slices.Concat(s.query, s.form)
	switch s.step {
	case requestStep:
		return requireRequestParams(p, s.route, given)
	case accessStep:
		for _, name := range p.AccessParams.Forbidden {
			if wire.First(given, name) != "" || s.oauth[name] != "" {
				return rejected(p.Name+" takes no "+name+" when asked for an access token.", name, "")
			}
		}
	}
	return nil
}

func requireRequestParams(p role, rt route, given []wire.Pair) error {
	r := p.RequestParams
	for _, name := range slices.Sorted(maps.Keys(r.Required)) {
		value := wire.First(given, name)
		if value == "" {
			return absent(fmt.Sprintf("%s insists on the parameter %s when asked for a request token: "+
				"set it by requestTokenParams (or scope) in the dialect.", p.Name, name), name)
		}
		if !r.Required[name].Matches(value) {
			return rejected(fmt.Sprintf("%s does not take %s=%s when asked for a request token; it takes what fits %s.",
				p.Name, name, wire.Printable(value, 60), r.Required[name]), name, value)
		}
	}
	if !r.Strict {
		return nil
	}
	for _, g := range given {
		_, required := r.Required[g.Name]
		_, ofPath := rt.query[g.Name]
		if !required && !ofPath && !slices.Contains(r.Optional, g.Name) && !strings.HasPrefix(g.Name, "oauth_") {
			return rejected(p.Name+" takes no parameter "+wire.Printable(g.Name, 60)+" when asked for a request token.", g.Name, g.Value)
		}
	}
	return nil
}

// oneOf lists what is taken: "a", "a or b", "a, b or c".
func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
