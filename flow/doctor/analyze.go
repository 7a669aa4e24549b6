package doctor

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
	"countersign/flow/oauth1/signature"
	"countersign/internal/text"
)

// clockTolerance is a difference that no provider minds.
const clockTolerance = 2 * time.Minute

// locked finds a provider's words about too many attempts.
var locked = regexp.MustCompile(`(?i)\b(locked|lock.?out|too many (failed|attempts|requests)|temporarily (blocked|banned|suspended))\b`)

// transport are the causes that the reply or its absence proves by itself: no signature plays a part.
var transport = map[cause.ID]bool{
	cause.RateLimited: true, cause.ServiceDown: true, cause.Proxy: true, cause.TLS: true, cause.Network: true,
}

// analyze reads the evidence in order: what came back at all, the provider's words, its base string, the clock, the connection.
func (x *examination) analyze() {
	e, a := x.evidence, x.evidence.Attempt
	if a.Err != nil {
		x.noResponse(a.Err)
		return
	}
	x.claim, x.claimNamed = a.Reply.Cause, a.Reply.Named
	if a.Reply.Message != "" {
		x.say(fmt.Sprintf("The provider replied %d and said %s.", a.Exchange.Status, quote(a.Reply.Message)))
	} else {
		x.say(fmt.Sprintf("The provider replied %d without a reason.", a.Exchange.Status))
	}
	for _, m := range e.Facts.Mistakes {
		x.say("Known for this service: " + m)
	}
	if transport[x.claim] {
		if a.Reply.Wait > 0 {
			x.say(fmt.Sprintf("It asks to wait %s.", text.Duration(a.Reply.Wait)))
		}
		x.decide(x.claim, Proven)
		return
	}
	if x.readBaseString(a); x.settled {
		return
	}
	x.readClock()
	x.readConnection()
}

// noResponse names what kept the request from being answered.
func (x *examination) noResponse(err error) {
	x.say("There was no response: " + quote(reply.Mask(err.Error())))
	words := strings.ToLower(err.Error())
	switch {
	case strings.Contains(words, "proxyconnect") || strings.Contains(words, "proxy authentication") || strings.Contains(words, "socks"):
		x.decide(cause.Proxy, Proven)
	case strings.Contains(words, "x509") || strings.Contains(words, "certificate") || strings.Contains(words, "tls:"):
		x.decide(cause.TLS, Proven)
	default:
		x.decide(cause.Network, Proven)
	}
}

// readBaseString compares the provider's base string with ours. It shows what the provider computed, so the first difference
// is the cause.
func (x *examination) readBaseString(a oauth1.Attempt) {
	if a.Reply.BaseString == "" {
		return
	}
	var same bool
	x.difference, same = compare(a.Exchange.BaseString, a.Reply.BaseString, x.evidence.Refused.Request)
	switch {
	case same:
		x.sameBase = true
		x.say("The provider's base string equals ours, so the signing key or the signature method differs.")
	case x.difference.cause != "":
		x.say(x.difference.sentence)
	default:
		x.say("The provider sent the base string of another request.")
	}
}

// readClock compares the timestamp with the provider's time.
func (x *examination) readClock() {
	e := x.evidence
	off := e.Attempt.Reply.Skew
	if !e.Attempt.Reply.HasSkew {
		date, ok := reply.ServerDate(e.Attempt.Header)
		if !ok {
			return
		}
		off = date.Sub(e.Now)
	}
	if off -= e.Refused.Skew; off.Abs() <= clockTolerance && x.claim == cause.Clock && !e.Attempt.Reply.HasSkew {
		x.clockAgrees = true
		x.say("The provider refuses the timestamp, but its own clock agrees with it.")
		return
	}
	if off.Abs() > clockTolerance {
		x.say(fmt.Sprintf("The provider's clock is %s %s the request's timestamp.", off.Abs().Round(time.Second), direction(off)))
		if x.claim == cause.Clock {
			x.say("The provider refuses the timestamp.")
		}
	}
}

func direction(off time.Duration) string {
	if off < 0 {
		return "behind"
	}
	return "ahead of"
}

// readConnection states the connection's own facts that bear on the refusal.
func (x *examination) readConnection() {
	f := x.evidence.Facts
	if !f.Expires.IsZero() && f.Expires.Before(x.evidence.Now) && x.evidence.Step == reply.API {
		x.say(fmt.Sprintf("The access token expired on %s.", f.Expires.UTC().Format("2 January 2006 15:04 UTC")))
	}
	c := x.evidence.Refused.Config
	for _, v := range []struct{ what, text string }{
		{"consumer key", c.ConsumerKey},
		{"consumer secret", c.ConsumerSecret.Reveal()},
		{"access token", x.evidence.Refused.Request.Token},
		{"token secret", x.evidence.Refused.Request.TokenSecret.Reveal()},
	} {
		if strings.TrimSpace(v.text) != v.text {
			x.say("The " + v.what + " has white space around it.")
		}
	}
}

// conclude names the cause that is left when no experiment succeeded: what the provider's base string shows, what only this
// request has, what the provider says as far as nothing contradicts it, what the comparisons leave.
func (x *examination) conclude() {
	if x.settled {
		return
	}
	a := x.evidence.Attempt
	switch {
	case x.difference.cause != "":
		x.decide(x.difference.cause, Proven)
	case x.test != nil && *x.test:
		x.onlyThisRequest(a)
	case x.evidence.Step == reply.AccessToken:
		x.decide(orUnknown(x.claim), x.claimed())
	default:
		x.byCredentials(a)
	}
}

func orUnknown(id cause.ID) cause.ID {
	if id == "" {
		return cause.Unknown
	}
	return id
}

// claimed is how sure the provider's own words make a cause.
func (x *examination) claimed() Confidence {
	switch {
	case x.claim == "":
		return Unknown
	case x.claimNamed && !x.clockAgrees:
		return Likely
	}
	return Possible
}

// onlyThisRequest looks for what the refused request has that the test request lacks.
func (x *examination) onlyThisRequest(a oauth1.Attempt) {
	r := x.evidence.Refused.Request
	kind := strings.ToLower(r.Header.Get("Content-Type"))
	signatureRefused := a.Reply.Problem == "signature_invalid" || a.Exchange.Status == http.StatusUnauthorized && x.claim != cause.Permission
	params := signature.ParseForm(queryOf(r.URL))
	if signature.IsForm(kind) {
		params = append(params, signature.ParseForm(string(r.Body))...)
	}
	switch {
	case x.claim == cause.Permission, a.Exchange.Status == http.StatusForbidden:
		x.decide(cause.Permission, Likely)
	case x.claim != "" && x.claimNamed:
		x.decide(x.claim, Likely)
	case !signatureRefused && a.Exchange.Status == http.StatusNotFound:
		x.decide(cause.EndpointWrong, Likely)
	case !signatureRefused && a.Exchange.Status == http.StatusMethodNotAllowed:
		x.decide(cause.HTTPMethod, Likely)
	case signatureRefused && len(repeatedNames(params)) > 0:
		x.say("The request repeats " + strings.Join(repeatedNames(params), ", ") + ".")
		x.decide(cause.RepeatedParameter, Likely)
	case signatureRefused && changedNames(params, oauth1.PHPParams(params)):
		x.say("The request has parameter names that PHP rewrites: " + names(without(params, oauth1.PHPParams(params))) + ".")
		x.decide(cause.ParameterName, Likely)
	case signatureRefused && strings.HasPrefix(kind, "multipart/"):
		x.say("The request has a multipart body.")
		x.decide(cause.MultipartBody, Likely)
	case signatureRefused && strings.Contains(kind, "json"):
		x.say("The request has a JSON body.")
		x.decide(cause.JSONBody, Likely)
	case signatureRefused && signature.IsForm(kind) && len(r.Body) > 0:
		x.say("The request has a form body.")
		x.decide(cause.FormBody, Likely)
	case signatureRefused && len(params) > len(plainParams(params)):
		x.decide(cause.Encoding, Possible)
	case x.claim != "":
		x.decide(x.claim, Possible)
	default:
		x.decide(cause.Unknown, Unknown)
	}
}

// byCredentials weighs what the comparisons showed about the key, the secrets and the token.
func (x *examination) byCredentials(a oauth1.Attempt) {
	c := x.evidence.Refused.Config
	rsa := strings.HasPrefix(string(c.Dialect.SignatureMethod), "RSA-")
	consumerGood := x.control != nil && *x.control
	signatureInvalid := a.Reply.Problem == "signature_invalid" || x.baseline.Reply.Problem == "signature_invalid"
	hasToken := x.evidence.Refused.Request.Token != ""
	expired := !x.evidence.Facts.Expires.IsZero() && x.evidence.Facts.Expires.Before(x.evidence.Now)
	switch {
	case x.contradicted():
		x.say("The provider's words do not fit: it issues a request token for the same consumer.")
		x.aboutToken(expired, signatureInvalid)
	case x.claim == cause.TokenUnknown && hasToken && x.control != nil && !*x.control:
		x.say("The provider blames the token, but it refuses the consumer without a token, too.")
		x.aboutConsumer(rsa, true)
	case x.claim == cause.TokenUnknown && expired:
		x.decide(cause.TokenExpired, Likely)
	case x.claim != "":
		x.decide(x.claim, x.claimed())
	case hasToken && consumerGood:
		x.aboutToken(expired, signatureInvalid)
	case x.evidence.Step == reply.API && a.Exchange.Status == http.StatusForbidden && !signatureInvalid:
		x.decide(cause.Permission, Possible)
	case a.Exchange.Status == http.StatusNotFound:
		x.decide(cause.EndpointWrong, Likely)
	case signatureInvalid, x.keyKnown == yes:
		x.aboutConsumer(rsa, x.keyKnown == yes || x.control != nil || !hasToken)
	case x.keyKnown == no && a.Exchange.Status == http.StatusUnauthorized && expired:
		x.decide(cause.TokenExpired, Possible)
	case a.Exchange.Status == http.StatusUnauthorized:
		x.aboutConsumer(rsa, false)
	default:
		x.decide(cause.Unknown, Unknown)
	}
}

// contradicted reports whether the provider blames the consumer although it issues request tokens for it.
func (x *examination) contradicted() bool {
	switch x.claim {
	case cause.ConsumerKeyUnknown, cause.ConsumerKeyRefused, cause.SignatureMethod:
		return x.control != nil && *x.control && x.evidence.Step == reply.API
	}
	return false
}

// aboutToken decides between the token and its secret.
func (x *examination) aboutToken(expired, signatureInvalid bool) {
	switch {
	case expired:
		x.decide(cause.TokenExpired, Likely)
	case x.tokenKnown == yes && signatureInvalid:
		x.decide(cause.TokenSecretWrong, Likely)
	case x.tokenKnown == yes:
		x.decide(cause.TokenSecretWrong, Possible)
	case signatureInvalid:
		x.decide(cause.TokenSecretWrong, Possible)
	default:
		x.decide(cause.TokenUnknown, Possible)
	}
}

// aboutConsumer blames the consumer's secret, or its private key.
func (x *examination) aboutConsumer(rsa, sure bool) {
	c := Possible
	if sure && (x.sameBase || x.keyKnown == yes) {
		c = Likely
	}
	if rsa {
		x.decide(cause.PrivateKeyWrong, c)
		return
	}
	x.decide(cause.ConsumerSecretWrong, c)
}
