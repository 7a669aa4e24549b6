package doctor

import (
	"net/http"
	"strings"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
	"countersign/internal/secret"
)

// experiment is a request with one thing changed. If it succeeds, that thing is the cause.
type experiment struct {
	cause   cause.ID
	what    string // "HMAC-SHA256 instead of HMAC-SHA1"
	change  func(*Trial)
	dialect map[string]any    // what to write into the connector's dialect
	set     map[string]string // which values to correct, and how
	text    string            // of the fix, where the cause's remedy doesn't say it
	weight  int
}

// experiment sends requests until one succeeds, or nothing is left to try.
func (x *examination) experiment() {
	subject, ok := x.subject()
	if !ok {
		return
	}
	plan := 3 + len(x.candidates(subject))
	if x.options.Announce != nil && !x.options.Announce(min(plan, x.left())) {
		return
	}
	if !x.sendBaseline(subject) {
		return
	}
	if x.evidence.Step == reply.API {
		x.sendTest(subject)
		if x.settled || x.left() == 0 {
			return
		}
		x.sendControl()
	}
	if x.test == nil || !*x.test {
		x.tryEnvironments(subject)
	}
	swaps := x.swaps(subject)
	for _, c := range x.candidates(subject) {
		if x.settled || x.left() <= len(swaps) || x.difference.cause != "" && c.cause != x.difference.cause {
			break
		}
		x.try(subject, c)
	}
	if !x.settled && x.difference.cause == "" {
		x.otherCredentials(subject, swaps)
	}
}

// subject is the request to repeat with changes: the refused one if repeating it changes nothing at the service, else the test.
func (x *examination) subject() (Trial, bool) {
	t := x.evidence.Refused
	switch {
	case x.evidence.Step == reply.AccessToken:
		return Trial{}, false // its verifier is valid once
	case t.RequestToken, t.Request.Method == "", t.Request.Method == http.MethodGet, t.Request.Method == http.MethodHead:
		return t, true
	}
	return x.evidence.Test, x.evidence.Facts.HasTest
}

// sendBaseline repeats the subject unchanged. It reports whether it is refused still.
func (x *examination) sendBaseline(subject Trial) bool {
	const fresh = 10 * time.Second
	if age := x.evidence.Now.Sub(x.evidence.Attempt.Exchange.Started); age.Abs() < fresh && !x.analyzedOnly() && x.claim != cause.NonceUsed {
		x.baseline = x.evidence.Attempt // it was sent just now
		return true
	}
	subject.Request.Nonce, subject.Request.Timestamp = "", ""
	a, sent := x.send(subject, "the same request again")
	if !sent {
		return false
	}
	x.baseline = a
	switch {
	case x.analyzedOnly() && a.OK():
		x.test = new(bool)
		*x.test = true
		x.say("The connector's test request works.")
		return false
	case a.OK():
		x.result.Works = true
		x.say("The same request, sent again, works.")
		x.decide(cause.Unknown, Unknown)
		if x.claim == cause.NonceUsed || x.claim == cause.Clock {
			x.decide(x.claim, Likely)
		}
		return false
	case transport[a.Reply.Cause]:
		x.decide(a.Reply.Cause, Proven)
		return false
	}
	return true
}

// analyzedOnly reports whether the refused request itself is not repeated.
func (x *examination) analyzedOnly() bool {
	m := x.evidence.Refused.Request.Method
	return !x.evidence.Refused.RequestToken && m != "" && m != http.MethodGet && m != http.MethodHead
}

// sendTest sends the connector's test request, which tells a refused request from a refused connection.
func (x *examination) sendTest(subject Trial) {
	t := x.evidence.Test
	if !x.evidence.Facts.HasTest || t.Request.URL == subject.Request.URL || x.analyzedOnly() {
		return
	}
	a, sent := x.send(t, "the connector's test request")
	if !sent {
		return
	}
	works := a.OK()
	x.test = &works
	if works {
		x.say("The connector's test request works with the same credentials, so only this request is refused.")
	} else {
		x.say("The connector's test request is refused, too.")
	}
}

// sendControl asks for a request token: it needs the consumer's credentials alone.
func (x *examination) sendControl() {
	c := x.evidence.Refused.Config
	if c.RequestTokenURI == "" || x.test != nil && *x.test {
		return
	}
	a, sent := x.send(Trial{Config: c, RequestToken: true, Callback: "oob", Skew: x.evidence.Refused.Skew}, "a request token")
	if !sent {
		return
	}
	works := a.OK() || afterSignature[a.Reply.Cause]
	if !works && (a.Reply.Cause == cause.EndpointWrong || a.Err != nil) {
		return // says nothing about the credentials
	}
	x.control = &works
	if works {
		x.say("The provider issues a request token for the same consumer key and secret, so these are right.")
	} else {
		x.say("The provider refuses a request token, too, so the cause is not the access token.")
	}
}

// try sends the subject with a change.
func (x *examination) try(subject Trial, e experiment) {
	t := subject
	t.Request.Header = t.Request.Header.Clone()
	if t.Request.Header == nil {
		t.Request.Header = http.Header{}
	}
	e.change(&t)
	a, sent := x.send(t, e.what)
	if sent && x.accepted(a) {
		x.winner = &e
		x.say("The request works with " + e.what + ".")
		x.decide(e.cause, x.certainty(e))
	}
}

// certainty is Proven, but where a provider that reads another place and one that never gets the header say the same.
func (x *examination) certainty(e experiment) Confidence {
	if (e.cause == cause.Placement || e.cause == cause.AuthorizationHeaderRemoved) && x.evidence.Attempt.Reply.Problem == "parameter_absent" {
		return Possible
	}
	return Proven
}

// afterSignature are refusals that come after the signature was verified.
var afterSignature = map[cause.ID]bool{cause.Permission: true, cause.CallbackRefused: true, cause.CallbackMissing: true, cause.CallbackUnconfirmed: true}

// accepted reports whether a changed request is accepted where the subject was refused. A reply that is past the signature
// counts: the provider then complains about something else.
func (x *examination) accepted(a oauth1.Attempt) bool {
	if a.OK() {
		return true
	}
	if x.baseline.Exchange.Status == http.StatusUnauthorized && !afterSignature[x.baseline.Reply.Cause] && a.Err == nil {
		return afterSignature[a.Reply.Cause] && a.Exchange.Status != http.StatusUnauthorized ||
			a.Exchange.Status == http.StatusNotFound && x.evidence.Step == reply.API && a.Reply.Problem == ""
	}
	return false
}

// Stand-ins for a key and a token that the provider cannot know. They are no secrets, so that comparing its replies leaks none.
const (
	unknownKey   = "countersign-unknown-key"
	unknownToken = "countersign-unknown-token" //nolint:gosec // a token that does not exist
)

// otherCredentials asks whether the provider knows the key and the token at all, and last, where their shape or its words
// suggest it, whether two values are swapped.
func (x *examination) otherCredentials(subject Trial, swaps []experiment) {
	if x.stopped || x.test != nil && *x.test {
		return
	}
	if len(swaps) > 0 {
		x.say("The values may be in each other's place, so they are tried swapped, at the service's own address.")
	}
	for _, s := range swaps {
		if x.settled || x.left() == 0 {
			return
		}
		x.try(subject, s)
	}
	if x.settled {
		return
	}
	consumerGood := x.control != nil && *x.control
	if !consumerGood {
		a, sent := x.send(withKey(subject, unknownKey), "a consumer key that does not exist")
		if sent {
			x.keyKnown = x.tellsApart(a)
			if x.keyKnown == yes {
				x.say("The provider replies differently to a consumer key that does not exist, so it knows this one.")
			}
		}
	}
	if subject.Request.Token != "" && x.keyKnown != no {
		t := subject
		t.Request.Token = unknownToken
		if a, sent := x.send(t, "an access token that does not exist"); sent {
			x.tokenKnown = x.tellsApart(a)
			if x.tokenKnown == yes {
				x.say("The provider replies differently to an access token that does not exist, so it knows this one.")
			}
		}
	}
}

// known is whether the provider knows a value.
type known int

const (
	notAsked known = iota
	yes
	no // or it replies the same to everything
)

// tellsApart compares a reply with that to the refused request.
func (x *examination) tellsApart(a oauth1.Attempt) known {
	b := x.baseline
	if a.Err != nil {
		return notAsked
	}
	if a.Exchange.Status != b.Exchange.Status || a.Reply.Problem != b.Reply.Problem || a.Reply.Cause != b.Reply.Cause ||
		normal(a.Reply.Message) != normal(b.Reply.Message) {
		return yes
	}
	return no
}

// normal is a message without what differs from request to request.
func normal(message string) string {
	return strings.Join(strings.FieldsFunc(message, func(r rune) bool { return r >= '0' && r <= '9' || r == '-' }), "")
}

func withKey(t Trial, key string) Trial {
	t.Config.ConsumerKey = key
	return t
}

// tryEnvironments sends the request to the service's other addresses, such as its sandbox.
func (x *examination) tryEnvironments(subject Trial) {
	for _, env := range x.evidence.Facts.Environments {
		t := subject
		t.Config.RequestTokenURI = env.Config.RequestTokenURI
		if !t.RequestToken {
			if env.API == "" {
				continue
			}
			t.Request.URL = env.API
		}
		x.try(t, experiment{
			cause: cause.WrongEnvironment, what: "the environment " + quote(env.Title), change: func(*Trial) {},
			text: "Choose the environment " + quote(env.Title) + ": these keys belong to it.",
		})
		if x.settled {
			return
		}
	}
}

func looksSecret(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "cs_") || strings.HasPrefix(s, "cs-") || strings.Contains(s, "secret") || strings.HasPrefix(s, "ts_") || strings.HasPrefix(s, "ts-")
}

// looksToken knows the access tokens that begin with a user's number, as X's do.
func looksToken(s string) bool {
	head, _, found := strings.Cut(s, "-")
	return found && len(head) > 4 && strings.Trim(head, "0123456789") == ""
}

// swaps are experiments with values exchanged, where the provider's words or the values' shape suggest it, and only at the
// connection's own origin: a swapped secret is sent as a key.
func (x *examination) swaps(subject Trial) []experiment {
	if !x.evidence.Facts.OwnOrigin || x.test != nil && *x.test {
		return nil
	}
	c := subject.Config
	key, keySecret := c.ConsumerKey, c.ConsumerSecret.Reveal()
	token, tokenSecret := subject.Request.Token, subject.Request.TokenSecret.Reveal()
	consumerGood := x.control != nil && *x.control
	var list []experiment
	if !consumerGood && (x.claim == cause.ConsumerKeyUnknown || len(key) > len(keySecret) || looksSecret(key)) {
		list = append(list, experiment{
			cause: cause.KeysSwapped, what: "consumer key and consumer secret swapped", set: swapped("consumerKey", "consumerSecret"),
			change: func(t *Trial) {
				t.Config.ConsumerKey, t.Config.ConsumerSecret = t.Config.ConsumerSecret.Reveal(), secret.New(t.Config.ConsumerKey)
			},
		})
	}
	if token != "" && (looksSecret(token) || tokenSecret != "" && len(token) > len(tokenSecret) && !looksToken(token)) {
		list = append(list, experiment{
			cause: cause.KeysSwapped, what: "token and token secret swapped", set: swapped("token", "tokenSecret"),
			change: func(t *Trial) {
				t.Request.Token, t.Request.TokenSecret = t.Request.TokenSecret.Reveal(), secret.New(t.Request.Token)
			},
		})
	}
	return list
}

// pairsSwapped are experiments that exchange only what is never sent, or what is no secret.
func pairsSwapped(subject Trial, consumerGood bool) []experiment {
	if subject.Request.Token == "" || consumerGood {
		return nil
	}
	return []experiment{{
		cause: cause.KeysSwapped, what: "the two secrets swapped", set: swapped("consumerSecret", "tokenSecret"), weight: 72,
		change: func(t *Trial) {
			t.Config.ConsumerSecret, t.Request.TokenSecret = t.Request.TokenSecret, t.Config.ConsumerSecret
		},
	}, {
		cause: cause.TokenAndConsumerSwapped, what: "the token pair and the consumer pair swapped", weight: 71,
		set: map[string]string{ //nolint:gosec // names, and no credentials
			"consumerKey": "swap with token", "token": "swap with consumerKey", "consumerSecret": "swap with tokenSecret", "tokenSecret": "swap with consumerSecret",
		},
		change: func(t *Trial) {
			t.Config.ConsumerKey, t.Request.Token = t.Request.Token, t.Config.ConsumerKey
			t.Config.ConsumerSecret, t.Request.TokenSecret = t.Request.TokenSecret, t.Config.ConsumerSecret
		},
	}}
}

func swapped(a, b string) map[string]string {
	return map[string]string{a: "swap with " + b, b: "swap with " + a}
}
