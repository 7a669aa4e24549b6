package oauth1

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"syscall"

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

// connectionClosed reports whether the other side closed the connection before the response was complete.
func connectionClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// Refusal returns the StepError of a response that does not contain what the step needs, around a Refusal. why says
// what is wrong with it.
func (r *Response) Refusal(step Step, what string, why error) *StepError {
	p, now := r.problem(), r.client.options.Now().Add(r.Exchange.ClockSkew)
	e := &StepError{
		Step: step, What: what, ProviderMessage: p.message(), Hint: p.hint(step, r.Header, now),
		Err: &Refusal{Status: r.Status, Problem: p.name, Advice: p.advice, parameterNamed: p.names("oauth_callback"), why: why},
	}
	if e.ProviderMessage == "" {
		e.ProviderMessage = r.message()
		r.Exchange.ProviderMessage = e.ProviderMessage
	}
	if p.name == "" && clockHint(p, r.Header, now) == "" {
		e.Hint = strings.TrimSpace(e.Hint + " " + r.dialectHint())
	}
	if r.client.options.HintFromHeader != nil {
		e.Hint = cmp.Or(r.client.options.HintFromHeader(r.Header), e.Hint)
	}
	if location := r.Header.Get("Location"); location != "" && r.Status/100 == 3 {
		e.Hint = "The service redirects to " + text.Safe(location, 120) + ". If that is right, use that URL in the connector."
	}
	return e
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

// refuse returns the Refusal of a response and records it in the exchange.
func (r *Response) refuse(step Step, what string, why error) *StepError {
	err := r.Refusal(step, what, why)
	r.Exchange.Failure = text.Safe(err.Error(), MaxQuoted)
	return err
}

// checkComplete returns the error of a response that is not a success, or longer than limit bytes.
func (r *Response) checkComplete(limit int) error {
	switch {
	case !r.ok():
		return errors.New(StatusText(r.Status))
	case r.Truncated:
		return fmt.Errorf("response longer than %d KiB", limit>>10)
	}
	return nil
}

// ok reports whether the response has a status of success.
func (r *Response) ok() bool { return r.Status/100 == 2 }

// message returns the text of the body for an error, or "" if it may contain a token, because errors are logged.
func (r *Response) message() string {
	text := PlainText(r.redacted(), r.Header.Get("Content-Type"))
	if r.ok() && IsSecretName(text) || r.hasTokenSecret() {
		return ""
	}
	return text
}

// hasTokenSecret reports whether the body contains a token secret, whatever the status.
func (r *Response) hasTokenSecret() bool {
	text := strings.TrimSpace(string(r.head()))
	fields, err := replyFields(text, "")
	return strings.Contains(text, `"oauth_token_secret"`) ||
		err == nil && slices.ContainsFunc(fields, func(f Param) bool { return f.Name == "oauth_token_secret" && f.Value != "" })
}

// mentionsCallback matches refusals of the callback. Twitter: "Desktop applications only support the oauth_callback
// value 'oob'", X: "Callback URL not approved", Yahoo: "Custom port is not allowed", WordPress: "Callback URL is
// invalid", others: "redirect URI".
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
