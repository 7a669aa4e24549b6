package oauth1

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"countersign/internal/text"
)

// ErrCallbackRefused marks a Refusal at the request token that speaks of the callback: the other kind of callback,
// out-of-band or on this machine, may be taken. It is read out of a provider's free words, so that front ends may offer the
// other kind, and do nothing by themselves.
var ErrCallbackRefused = errors.New("the provider does not take this callback")

// Refusal is the cause of a StepError after an answer that did not give what the step needs: for programs, which need not
// read the texts. What it holds is safe to print.
type Refusal struct {
	Status   int    // of the answer; 200 too, when the refusal stands in its body
	Problem  string // oauth_problem, such as "token_rejected" (wiki.oauth.net/ProblemReporting); empty where the provider names none
	Advice   string // oauth_problem_advice; may be empty
	Callback bool   // errors.Is(err, ErrCallbackRefused)

	parameterNamed bool  // oauth_parameters_rejected or _absent names oauth_callback
	why            error // what the answer lacks, in our words
}

func (r *Refusal) Error() string { return r.why.Error() }

func (r *Refusal) Unwrap() error { return r.why }

// Is knows a refused callback.
func (r *Refusal) Is(target error) bool { return target == ErrCallbackRefused && r.Callback }

// NoResponse is the error of a request that got no answer.
func NoResponse(step Step, doing string, err error) error {
	e := &StepError{Step: step, What: doing, Err: err}
	switch {
	case hungUp(err):
		when := "before it answered"
		if cut := new(cutOff); errors.As(err, &cut) {
			when, err = "in the middle of its answer", cut.cause
		}
		e.Err = fmt.Errorf("the other side hung up %s: %w", when, err)
		e.Hint = "try again; if it stays, check the network, and the address in the connector"
	case errors.Is(err, errPlainHTTP):
		e.Hint = "write the https address into the connector"
	case errors.Is(err, errPlaintext):
		e.Hint = "call the service's own https addresses only, or choose another signatureMethod in the connector's dialect"
	}
	return e
}

// hungUp reports whether the connection was there, and ended without an answer: Go says EOF of that.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// newRefusal is the error of an answer that is no success, a Refusal with the provider's words and what they call for.
func newRefusal(c *Client, step Step, doing string, in *incoming, err error) *StepError {
	p := in.problem()
	e := &StepError{
		Step: step, What: doing, Err: &Refusal{Status: in.status, Problem: p.name, Advice: p.advice, parameterNamed: p.names("oauth_callback"), why: err},
		ProviderMessage: p.said(), Hint: p.hint(step, in.header, c.options.Now().Add(in.exchange.ClockSkew)),
	}
	if e.ProviderMessage == "" {
		e.ProviderMessage = in.said()
		in.exchange.ProviderMessage = e.ProviderMessage
	}
	if more := in.unsaid(); more != "" && p.name == "" && clockOff(p, in.header, c.options.Now().Add(in.exchange.ClockSkew)) == "" {
		e.Hint += "; " + more
	}
	if c.options.HintFromHeader != nil {
		e.Hint = cmp.Or(c.options.HintFromHeader(in.header), e.Hint)
	}
	if location := in.header.Get("Location"); location != "" && in.status/100 == 3 {
		e.Hint = "the service moved to " + text.Safe(location, 120) + ": write that address into the connector, if it is right"
	}
	return e
}

// said is the body in a reader's words. A reply that holds a token is not repeated: errors get logged.
func (in *incoming) said() string {
	text := PlainText(in.redacted(), in.header.Get("Content-Type"))
	if in.status < 300 && IsSecretName(text) || in.givesSecret() {
		return ""
	}
	return text
}

// givesSecret reports whether there is a token secret in the body, however it is spelt and whatever the status.
func (in *incoming) givesSecret() bool {
	text := strings.TrimSpace(string(in.head()))
	fields, err := replyFields(text, "")
	return strings.Contains(text, `"oauth_token_secret"`) || err == nil && slices.ContainsFunc(fields, func(f Param) bool { return f.Name == "oauth_token_secret" && f.Value != "" })
}

// speaksOfCallback finds a callback, or the value that asks for none, in the words of a refusal. Twitter said "Desktop
// applications only support the oauth_callback value 'oob'", X says "Callback URL not approved", Yahoo "Custom port is not
// allowed", WordPress "Callback URL is invalid", others "redirect URI".
var speaksOfCallback = regexp.MustCompile(`(?i)callback|call back|\boob\b|out.of.band|redirect.?ur[il]|custom port`)

// baseStringCallback is the callback in a base string, which some repeat in any refusal of a signature.
var baseStringCallback = regexp.MustCompile(`(?i)oauth_callback(%3D|%253D|=)\S*`)

// callbackProblems are those values of oauth_problem that a callback can be behind; every other one blames something else.
var callbackProblems = []string{"", "parameter_rejected", "parameter_absent", "oauth_callback_rejected", "callback_rejected", "invalid_callback"}

// blameCallback marks a refused request token whose words speak of the callback, and says what to do about it. It does so
// only where the other kind would send another oauth_callback.
func blameCallback(c *Client, err error, callback string) {
	var refusal *Refusal
	var step *StepError
	mode := c.config.callbackMode()
	other := mode == "loopback" || mode != "oob" && callback == outOfBand
	if !other || !errors.As(err, &refusal) || !errors.As(err, &step) || !slices.Contains(callbackProblems, strings.ToLower(refusal.Problem)) {
		return
	}
	if !refusal.parameterNamed && !speaksOfCallback.MatchString(baseStringCallback.ReplaceAllString(step.ProviderMessage+" "+refusal.Problem, "")) {
		return
	}
	refusal.Callback = true
	if c.options.HintFromHeader != nil { // which knows better
		return
	}
	step.Hint = "it seems not to take " + callback + ": register that at the provider, or go on out-of-band (--oob)"
	if callback == outOfBand {
		step.Hint = "it seems to know no out-of-band: try a callback on this machine (without --oob), and register that at the provider"
	}
}
