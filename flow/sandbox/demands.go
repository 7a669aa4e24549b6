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

// step is the kind of a signed request.
type step int

const (
	requestStep step = iota
	accessStep
	apiStep    // an API call
	actionStep // refresh and revoke
)

// signedRequest is a request with its oauth_ parameters extracted.
type signedRequest struct {
	*incoming
	step  step
	place string // header, body or query
	oauth protocol
}

// requirements are what a service may require beyond the RFC, in order. Each error names the setting of a connector that
// satisfies it.
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
	required := maps.Clone(p.Headers)
	if required == nil {
		required = map[string]personality.Pattern{}
	}
	switch s.step {
	case requestStep, accessStep:
		maps.Copy(required, p.TokenHeaders)
	case apiStep:
		maps.Copy(required, p.APIHeaders)
	}
	for _, name := range slices.Sorted(maps.Keys(required)) {
		value := s.Header.Get(name)
		if value == "" {
			return absent(fmt.Sprintf("Missing header %s, required by %s. Set headers (in the dialect "+
				"for the token steps, in makeApiClient for API requests).", name, p.Name), name)
		}
		if !required[name].Matches(value) {
			return rejected(fmt.Sprintf("Header %s is %s, but %s requires a match of %s. Set headers.",
				name, wire.Quote(value), p.Name, required[name]), name, value)
		}
	}
	return nil
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
	return rejected(fmt.Sprintf("The oauth_ parameters are in the %s, but %s accepts them in the %s. Set %s in the dialect.",
		s.place, p.Name, oneOf(taken), key), "oauth_consumer_key", "")
}

func requireVersion(p role, s *signedRequest) error {
	_, sent := s.oauth["oauth_version"]
	switch {
	case p.Version == "required" && !sent:
		return absent(p.Name+" requires oauth_version=1.0. Set version in the dialect to true.", "oauth_version")
	case p.Version == "forbidden" && sent:
		return rejected(p.Name+" does not accept oauth_version. Set version in the dialect to false.", "oauth_version", "1.0")
	}
	return nil
}

func requireNonce(p role, s *signedRequest) error {
	nonce := s.oauth["oauth_nonce"]
	if nonce == "" || p.Nonce.Matches(nonce) { // only PLAINTEXT gets here without
		return nil
	}
	return rejected(fmt.Sprintf("The nonce %s does not match %s, as %s requires.", wire.Quote(nonce), p.Nonce, p.Name), "oauth_nonce", nonce)
}

func requireEmptyToken(p role, s *signedRequest) error {
	_, sent := s.oauth["oauth_token"]
	switch {
	case s.step != requestStep:
	case p.EmptyToken == "required" && !sent:
		return absent(p.Name+" requires an empty oauth_token in the request token request. Set emptyToken in the dialect to true.", "oauth_token")
	case p.EmptyToken == "forbidden" && sent:
		return rejected(p.Name+" does not accept oauth_token, not even empty, in the request token request. Set emptyToken in the dialect to false.", "oauth_token", "")
	}
	return nil
}

func requireBodyHash(p role, s *signedRequest) error {
	_, sent := s.oauth["oauth_body_hash"]
	if p.BodyHash != "required" || sent || mediaType(s.Request) == formType {
		return nil
	}
	return absent(p.Name+" requires oauth_body_hash. Set bodyHash in the dialect to true.", "oauth_body_hash")
}

// addressRealm in a Realm means the URL of the request.
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
		advice: fmt.Sprintf("The realm is %s, but %s requires %s. Set realm and realmOn in the dialect.", wire.Quote(s.realm), p.Name, wire.Quote(want)),
	}
}

// requireParams checks the other parameters of a token step.
func requireParams(p role, s *signedRequest) error {
	given := slices.Concat(s.query, s.form)
	switch s.step {
	case requestStep:
		return requireRequestParams(p, s.route, given)
	case accessStep:
		for _, name := range p.AccessParams.Forbidden {
			if wire.First(given, name) != "" || s.oauth[name] != "" {
				return rejected(p.Name+" does not accept "+name+" in the access token request.", name, "")
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
			return absent(fmt.Sprintf("%s requires the parameter %s in the request token request. "+
				"Set requestTokenParams (or scope) in the dialect.", p.Name, name), name)
		}
		if !r.Required[name].Matches(value) {
			return rejected(fmt.Sprintf("%s does not accept %s=%s in the request token request; it must match %s.",
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
			return rejected(p.Name+" does not accept the parameter "+wire.Printable(g.Name, 60)+
				" in the request token request.", g.Name, g.Value)
		}
	}
	return nil
}

// oneOf joins words: "a", "a or b", "a, b or c".
func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
