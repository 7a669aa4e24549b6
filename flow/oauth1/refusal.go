package oauth1

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
	"countersign/internal/text"
)

// ErrCallbackRefused marks a Refusal of a request token whose text mentions the callback: the other kind, out-of-band
// or on this machine, may be accepted. It is guessed from free text, so front ends may offer the other kind, but not
// switch to it.
var ErrCallbackRefused = errors.New("callback refused")

// Refusal is the cause of a StepError if a response does not contain what the step needs. Its fields are safe to print.
type Refusal struct {
	Status   int    // may be 200 if the refusal is in the body
	Problem  string // oauth_problem, such as "token_rejected" (wiki.oauth.net/ProblemReporting); may be empty
	Advice   string // oauth_problem_advice; may be empty
	Callback bool   // errors.Is(err, ErrCallbackRefused)

	parameterNamed bool // oauth_parameters_rejected or _absent contains oauth_callback
	why            error
}

func (r *Refusal) Error() string { return r.why.Error() }

func (r *Refusal) Unwrap() error { return r.why }

// Is implements ErrCallbackRefused.
func (r *Refusal) Is(target error) bool { return target == ErrCallbackRefused && r.Callback }

// NoResponse returns the StepError of a request without a complete response.
func NoResponse(step Step, what string, err error) error {
	e := &StepError{Step: step, What: what, Err: err}
	switch {
	case isTLS(err):
		e.Cause, e.Hint = cause.TLS, cause.Remedy(cause.TLS)
	case isProxy(err):
		e.Cause, e.Hint = cause.Proxy, cause.Remedy(cause.Proxy)
	case connectionClosed(err):
		if interrupted := new(InterruptedError); !errors.As(err, &interrupted) {
			e.Err = fmt.Errorf("the service closed the connection without a response: %w", err)
		}
		e.Hint = "Try again. If it happens again, check the network and the URL in the connector."
	case errors.Is(err, errPlainHTTP):
		e.Hint = "Use an https URL in the connector. In a network that you trust, set COUNTERSIGN_ALLOW_HTTP=1."
	case errors.Is(err, errPlaintext):
		e.Hint = "Send requests to the service's https URLs only, or set another signatureMethod in the connector's dialect."
	}
	return e
}

// isTLS reports whether the certificate was rejected or TLS failed.
func isTLS(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.As(err, &alert)
}

// isProxy reports whether an HTTP proxy refused the connection or cannot be reached.
func isProxy(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "proxyconnect" || op.Op == "socks connect") || strings.Contains(err.Error(), "Proxy Authentication Required")
}

// connectionClosed reports whether the other side closed the connection before the response was complete.
func connectionClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// parse reads the response to a signed request.
func (r *Response) parse(signed *SignedRequest) {
	in := reply.Input{Status: r.Status, Header: r.Header, Body: []byte(r.redacted()), Now: r.client.options.Now()}
	if timestamp, ok := signed.Parameter("oauth_timestamp"); ok {
		in.Sent = ParseTime(timestamp)
	}
	switch signed.out.step {
	case StepRequestToken:
		in.Step = reply.RequestToken
	case StepAccessToken:
		in.Step = reply.AccessToken
	}
	if in.Step != reply.API {
		in.Body, in.Format = r.head(), r.client.config.Dialect.TokenResponse.Format
	}
	r.Reply = reply.Parse(in)
	if r.redactor != nil {
		r.Reply.Message, r.Reply.Advice = r.redactor.redact(r.Reply.Message, true), r.redactor.redact(r.Reply.Advice, true)
	}
	r.Problem = r.Reply.Problem
}

// Refusal returns the StepError of a response that does not contain what the step needs, around a Refusal. why says what is
// wrong with it.
func (r *Response) Refusal(step Step, what string, why error) *StepError {
	p := r.Reply
	e := &StepError{
		Step: step, What: what, ProviderMessage: p.Message, Hint: r.hint(step), Cause: p.Cause, Wait: p.Wait,
		Err: &Refusal{Status: r.Status, Problem: p.Problem, Advice: p.Advice, parameterNamed: slices.Contains(p.Parameters, "oauth_callback"), why: why},
	}
	if step == StepRequest && e.ProviderMessage == "" {
		e.ProviderMessage = reply.Describe([]byte(r.redacted()), r.Header.Get("Content-Type"))
	}
	r.Exchange.ProviderMessage = e.ProviderMessage
	if first := r.Exchange.RedirectedFrom; first != "" {
		e.What += " (redirected from " + HostAndPath(first) + " to " + r.Exchange.HostAndPath() + ")"
	}
	if r.client.options.HintFromHeader != nil {
		e.Hint = cmp.Or(r.client.options.HintFromHeader(r.Header), e.Hint)
	}
	return e
}

// ok reports whether the response has a status of success.
func (r *Response) ok() bool { return r.Status/100 == 2 }

// mentionsCallback matches refusals of the callback. Twitter: "Desktop applications only support the oauth_callback value
// 'oob'", X: "Callback URL not approved", Yahoo: "Custom port is not allowed", WordPress: "Callback URL is invalid", others:
// "redirect URI".
var mentionsCallback = regexp.MustCompile(`(?i)callback|call back|\boob\b|out.of.band|redirect.?ur[il]|custom port`)

// baseStringCallback matches the callback in a base string, which some providers repeat when they refuse a signature.
var baseStringCallback = regexp.MustCompile(`(?i)oauth_callback(%3D|%253D|=)\S*`)

// callbackProblems are the values of oauth_problem that a callback can cause.
var callbackProblems = []string{"", "parameter_rejected", "parameter_absent", "oauth_callback_rejected", "callback_rejected", "invalid_callback"}

// markCallbackRefused marks the refusal of a request token if its text mentions the callback and the other kind of
// callback would send another oauth_callback.
func markCallbackRefused(c *Client, err error, callback string) {
	var refusal *Refusal
	var step *StepError
	mode := c.config.callbackMode()
	other := mode == "loopback" || mode != "oob" && callback == outOfBand
	if !other || !errors.As(err, &refusal) || !errors.As(err, &step) || !slices.Contains(callbackProblems, strings.ToLower(refusal.Problem)) {
		return
	}
	message := baseStringCallback.ReplaceAllString(step.ProviderMessage+" "+refusal.Problem, "")
	if !refusal.parameterNamed && !mentionsCallback.MatchString(message) {
		return
	}
	refusal.Callback = true
	switch {
	case c.options.HintFromHeader != nil: // the provider's hint is better
	case callback == outOfBand:
		step.Hint = "The provider may not support out-of-band callbacks. Register a callback on this machine with it, and try without --oob."
	default:
		step.Hint = "The provider may not accept " + callback + ". Register that callback with it, or use an out-of-band callback (--oob)."
	}
}

// Parts of hints, which a caller that knows better replaces.
const (
	HintReconnect   = "Reconnect"
	HintReadMessage = "Read the provider's message"
)

// problemHints say what to do about each value of oauth_problem.
var problemHints = map[string]string{
	"version_rejected":                  "Set version in the connector's dialect: the provider expects another oauth_version.",
	"parameter_absent":                  HintReadMessage + " for the missing parameter, and look for a dialect key that adds it.",
	"parameter_rejected":                HintReadMessage + " for the rejected parameter.",
	"timestamp_refused":                 "Check this machine's clock and try again.",
	"nonce_used":                        "Send it again: every request has a new nonce.",
	"signature_method_rejected":         "Set another signatureMethod in the connector's dialect.",
	"signature_invalid":                 "Check the consumer secret, and compare the base string on the signature screen with the provider's.",
	"consumer_key_unknown":              "Check the consumer key: the provider does not know it.",
	"consumer_key_rejected":             "The provider blocked this consumer key. Ask the provider, or register another one.",
	"consumer_key_refused":              "The provider refuses this consumer key for now, often because of a rate limit. Wait and try again.",
	"token_used":                        HintReconnect + ": this token was already used.",
	"token_expired":                     HintReconnect + ": the token has expired.",
	"token_revoked":                     HintReconnect + ": the access was revoked at the provider.",
	"token_rejected":                    HintReconnect + ": the provider no longer accepts this token.",
	"verifier_invalid":                  HintReconnect + " and copy the whole verifier: this is not the one that the provider issued.",
	"additional_authorization_required": HintReconnect + " after adding the missing permission to the application at the provider.",
	"permission_unknown":                "Open the authorization link and allow access: there is no decision yet.",
	"permission_denied":                 "Start again and allow access on the provider's page.",
	"user_refused":                      "Start again and allow access on the provider's page.",
}

// invalidTokens are the problems after which a token can never be used again.
var invalidTokens = map[string]bool{"token_used": true, "token_expired": true, "token_revoked": true, "token_rejected": true}

// InvalidatesToken reports whether the token cannot be used again after this oauth_problem.
func InvalidatesToken(problem string) bool { return invalidTokens[problem] }

// ProblemHint returns what to do about an oauth_problem, or "".
func ProblemHint(problem string) string { return problemHints[problem] }

// hint returns what to do about a refusal at this step: the most specific advice that its evidence supports.
func (r *Response) hint(step Step) string {
	p := r.Reply
	location := r.Header.Get("Location")
	if clock := r.clockHint(); clock != "" && (p.Problem == "timestamp_refused" || p.Problem == "" && p.Cause == "") {
		return clock
	}
	switch {
	case p.Cause == cause.RateLimited || p.Cause == cause.ServiceDown:
		if p.Wait > 0 {
			return "Wait " + text.Wait(p.Wait) + " before you try again."
		}
		return cause.Remedy(p.Cause)
	case location != "" && r.Status/100 == 3:
		return "The service redirects to " + text.Safe(location, 120) + ". If that is right, use that URL in the connector."
	case problemHints[p.Problem] != "":
		return problemHints[p.Problem]
	case p.Cause != "":
		return cause.Remedy(p.Cause)
	case step == StepRequestToken:
		return "Check the consumer key and secret, and the callback registered with the provider (or use an out-of-band callback: --oob). " + r.dialectHint()
	case step == StepAccessToken:
		return HintReconnect + ": a verifier can be used once, and only for a few minutes. " + r.dialectHint()
	}
	return HintReadMessage + ", and compare the signature screen with its documentation."
}

// clockTolerance is the clock difference that every provider accepts.
const clockTolerance = 2 * time.Minute

// clockHint returns the hint if this machine's clock is the likely cause, else "".
func (r *Response) clockHint() string {
	off := -r.Reply.Skew
	if !r.Reply.HasSkew {
		date, ok := reply.ServerDate(r.Header)
		if !ok {
			return ""
		}
		off = r.client.options.Now().Add(r.Exchange.ClockSkew).Sub(date)
	}
	if off.Abs() < clockTolerance {
		return ""
	}
	way := "ahead of"
	if off < 0 {
		way = "behind"
	}
	return fmt.Sprintf("Set this machine's clock, which is %s %s the provider's, and try again.", off.Abs().Round(time.Second), way)
}

// dialectHint returns which dialect keys may help if a token request was refused without a reason, or "" if the status
// says that something else is wrong.
func (r *Response) dialectHint() string {
	x, key := r.Exchange, "requestTokenMethod"
	if x.Step == StepAccessToken {
		key = "tokenMethod"
	}
	switch {
	case x.Step != StepRequestToken && x.Step != StepAccessToken:
		return ""
	case r.Status == http.StatusMethodNotAllowed:
		return fmt.Sprintf("Set %s in the connector's dialect: the service does not accept %s here.", key, text.Safe(x.Method, 20))
	case r.Status > http.StatusForbidden:
		return ""
	}
	return fmt.Sprintf("If these are right, the service may expect another signature method than %s, or the oauth parameters elsewhere than in the %s: "+
		"set signatureMethod or tokenPlacement in the connector's dialect.", x.SignatureMethod, x.Placement)
}
