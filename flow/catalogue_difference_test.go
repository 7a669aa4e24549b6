package flow_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/sandbox"
)

// difference is something in which two services disagree so that a connector for one must fail with the other.
type difference struct {
	name    string
	words   []string // one of them must be in the advice
	silent  bool     // the program finds it by itself, whatever the service says
	between func(sent habits, own, other *sandbox.Personality) bool
}

func (d difference) named(advice string) bool {
	advice = strings.ToLower(advice)
	return slices.ContainsFunc(d.words, func(word string) bool { return strings.Contains(advice, strings.ToLower(word)) })
}

// disagreeing finds the other service, and in what it disagrees.
func disagreeing(t *testing.T, s *stage) (*sandbox.Personality, difference) {
	t.Helper()
	sent := s.habits(t)
	keys := sandbox.Personalities()
	at := slices.Index(keys, s.as.Key)
	for _, key := range slices.Concat(keys[at+1:], keys[:at]) {
		other, err := sandbox.LoadPersonality(key)
		must(t, err)
		for _, d := range differences {
			if d.between(sent, s.as, other) {
				return other, d
			}
		}
	}
	t.Fatal("no other service disagrees")
	return nil, difference{}
}

// habits are what a connector sends where its service would take several things.
type habits struct {
	dances                       bool
	method, signature, placement string // of the first request
	callback                     string // with the request token; "": none
	insists                      bool   // on oauth_callback_confirmed=true
}

func (s *stage) habits(t *testing.T) habits {
	t.Helper()
	credentials, err := s.m.WithoutAuthorization(t.Context(), s.setup)
	must(t, err)
	if credentials != nil {
		_, err := credentials.Test(t.Context())
		must(t, err)
	} else {
		must(t, begin(t, s.m, s.setup, flow.BeginOptions{}).Close())
	}
	list := s.m.Traffic.List()
	first := list[slices.IndexFunc(list, func(e flow.Exchange) bool { return e.Signature != "" || len(list) == 1 })]
	h := habits{dances: credentials == nil, method: first.Method, signature: first.SignatureMethod, placement: first.Placement}
	for _, p := range first.Parameters {
		if p.Name == "oauth_callback" {
			h.callback = p.Value
		}
	}
	if h.dances {
		unconfirmed := *s.as
		unconfirmed.Confirmed = "absent"
		s := rehearse(t, s.setup.Connector, &unconfirmed)
		p, err := s.m.Begin(t.Context(), s.setup, flow.BeginOptions{})
		if h.insists = err != nil; !h.insists {
			must(t, p.Close())
		}
	}
	return h
}

// differences in the order in which a dance comes upon them.
var differences = []difference{
	{"HTTP method", []string{"requestTokenMethod"}, true, func(sent habits, _, other *sandbox.Personality) bool {
		return sent.dances && other.RequestToken != nil && refuses(other.RequestToken.Methods, sent.method)
	}},
	{"signature method", []string{"signature method", "signatureMethod"}, true, func(sent habits, _, other *sandbox.Personality) bool {
		return sent.dances && refuses(other.Signatures, sent.signature)
	}},
	{"signature method of calls", []string{"signature method", "signatureMethod"}, false, func(sent habits, _, other *sandbox.Personality) bool {
		return !sent.dances && refuses(other.Signatures, sent.signature)
	}},
	{"placement", []string{"tokenPlacement"}, true, func(sent habits, _, other *sandbox.Personality) bool {
		return sent.dances && refuses(other.TokenPlacements, sent.placement)
	}},
	{"placement of calls", []string{"placement"}, false, func(sent habits, _, other *sandbox.Personality) bool {
		return !sent.dances && refuses(other.APIPlacements, sent.placement)
	}},
	{"empty oauth_token", []string{"emptyToken"}, false, func(sent habits, own, other *sandbox.Personality) bool {
		return sent.dances && own.EmptyToken != "required" && other.EmptyToken == "required"
	}},
	{"realm of the token steps", []string{"realm"}, false, func(sent habits, own, other *sandbox.Personality) bool {
		return sent.dances && other.Realm.Token != "" && own.Realm.Token != other.Realm.Token
	}},
	{"access token", []string{"access token"}, false, func(sent habits, own, other *sandbox.Personality) bool {
		return !sent.dances && own.API.Auth == "none" && other.API.Auth == "oauth1" && other.Realm.API == "" && other.BodyHash != "required"
	}},
	{"scheme that is signed", []string{"signatureScheme"}, false, func(sent habits, own, other *sandbox.Personality) bool {
		return sent.signature != "PLAINTEXT" && own.SignedScheme != other.SignedScheme
	}},
	{"required parameter", []string{"requestTokenParams"}, false, func(sent habits, own, other *sandbox.Personality) bool {
		return sent.dances && lacks(own.RequestParams.Required, other.RequestParams.Required)
	}},
	{"callback", []string{"callback"}, true, func(sent habits, _, other *sandbox.Personality) bool {
		return sent.dances && other.Callback.Where == "requestToken" &&
			(other.Callback.Required && sent.callback == "" || sent.callback != "" && refusesCallback(other, sent.callback))
	}},
	{"oauth_callback_confirmed", []string{"callbackConfirmed"}, true, func(sent habits, _, other *sandbox.Personality) bool {
		return sent.dances && sent.insists && other.Confirmed != "true"
	}},
	{"verifier", []string{"verifier"}, true, func(sent habits, own, other *sandbox.Personality) bool {
		return sent.dances && returns(own, other) && own.Verifier.Kind != other.Verifier.Kind
	}},
	{"realm", []string{"realm"}, false, func(_ habits, own, other *sandbox.Personality) bool {
		return returns(own, other) && own.API.Auth == "oauth1" && other.Realm.API != "" && own.Realm.API != other.Realm.API
	}},
	{"body hash", []string{"bodyHash"}, false, func(_ habits, own, other *sandbox.Personality) bool {
		return returns(own, other) && own.BodyHash != "required" && other.BodyHash == "required"
	}},
	{"way that calls are authorized", []string{"signApi"}, false, func(_ habits, own, other *sandbox.Personality) bool {
		return returns(own, other) && own.API.Auth == "oauth1" && strings.HasPrefix(other.API.Auth, "header:")
	}},
}

// refuses is about a list of what is taken; an empty one takes all.
func refuses(taken []string, came string) bool {
	return len(taken) > 0 && !slices.Contains(taken, came)
}

func refusesCallback(p *sandbox.Personality, came string) bool {
	return len(p.Callback.Allowed) > 0 && !slices.ContainsFunc(p.Callback.Allowed, func(a sandbox.Pattern) bool { return a.Matches(came) })
}

func lacks(own, other map[string]sandbox.Pattern) bool {
	return slices.ContainsFunc(slices.Collect(maps.Keys(other)), func(name string) bool { _, has := own[name]; return !has })
}

// returns reports whether the other service sends the browser back as its own does, so that what comes later is reached.
func returns(own, other *sandbox.Personality) bool {
	switch {
	case own.RequestToken == nil:
		return true
	case other.RequestToken == nil || own.Callback.Where != other.Callback.Where || own.Callback.Param != other.Callback.Param:
		return false
	}
	return own.Callback.Where != "registered" && !lacks(own.Authorize.Required, other.Authorize.Required) &&
		own.Authorize.TokenParam == other.Authorize.TokenParam
}
