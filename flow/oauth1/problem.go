package oauth1

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"countersign/flow/oauth1/signature"
	"countersign/internal/text"
)

// problem is a refusal as the Problem Reporting extension defines it (wiki.oauth.net/ProblemReporting).
type problem struct {
	name   string // oauth_problem; empty if the provider does not support the extension
	advice string // oauth_problem_advice
	fields map[string]string
	base   string // the provider's base string
}

// problem returns the refusal in a response. The body of a successful API response is not searched: other users may
// control its content, and a refusal may cause a retry.
func (r *Response) problem() problem {
	if r.Exchange.Step == StepRequest && r.Status < 300 {
		return findProblem(r.Header, nil)
	}
	return findProblem(r.Header, r.head())
}

// findProblem searches the WWW-Authenticate header, and the body if it may be a form.
func findProblem(header http.Header, body []byte) problem {
	p := problem{fields: map[string]string{}}
	for _, challenge := range header.Values("WWW-Authenticate") {
		p.read(challengeParams(challenge))
	}
	if text := strings.TrimSpace(string(body)); strings.Contains(text, "oauth_problem=") {
		p.read(signature.ParseForm(text))
	}
	return p
}

func (p *problem) read(params []Param) {
	for _, f := range params {
		switch f.Name {
		case "oauth_problem":
			p.name = text.Safe(f.Value, 60)
		case "oauth_problem_advice":
			p.advice = text.Safe(f.Value, MaxQuoted)
		case "debug_sbs":
			p.base = text.SafeLines(f.Value)
		default:
			p.fields[f.Name] = text.Safe(f.Value, MaxQuoted)
		}
	}
}

// names reports whether the problem is about this parameter.
func (p problem) names(parameter string) bool {
	return strings.Contains(p.fields["oauth_parameters_rejected"], parameter) || strings.Contains(p.fields["oauth_parameters_absent"], parameter)
}

// message returns the name and the advice.
func (p problem) message() string {
	if p.name == "" || p.advice == "" {
		return p.name + p.advice
	}
	return p.name + ": " + p.advice
}

// challengeParams returns the parameters of an OAuth challenge (RFC 7235 section 2.1) with percent-encoded values, or
// none for other schemes.
func challengeParams(challenge string) []Param {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(challenge), " ")
	if !strings.EqualFold(scheme, "OAuth") {
		return nil
	}
	var params []Param
	for rest != "" {
		var name, value string
		name, rest, _ = strings.Cut(rest, "=")
		value, rest = challengeValue(strings.TrimLeft(rest, " \t"))
		decoded := signature.ParseForm("v=" + strings.ReplaceAll(strings.ReplaceAll(value, "+", "%2B"), "&", "%26"))
		if name = strings.TrimSpace(name); name != "" {
			params = append(params, Param{Name: name, Value: decoded[0].Value})
		}
	}
	return params
}

// challengeValue splits off a token or a quoted string and the comma after it.
func challengeValue(text string) (value, rest string) {
	if !strings.HasPrefix(text, `"`) {
		value, rest, _ = strings.Cut(text, ",")
		return strings.TrimSpace(value), rest
	}
	var b strings.Builder
	i := 1
	for ; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		b.WriteByte(text[i])
	}
	_, rest, _ = strings.Cut(text[min(i, len(text)):], ",")
	return b.String(), rest
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

// hint returns what to do about the problem at this step. now is the time that was signed: a corrected clock is not
// blamed.
func (p problem) hint(step Step, header http.Header, now time.Time) string {
	if p.name == "timestamp_refused" || p.name == "" {
		if hint := clockHint(p, header, now); hint != "" {
			return hint
		}
	}
	if hint, ok := problemHints[p.name]; ok {
		return hint
	}
	switch step {
	case StepRequestToken:
		return "Check the consumer key and secret, and the callback registered with the provider (or use an out-of-band callback: --oob)."
	case StepAccessToken:
		return HintReconnect + ": a verifier can be used once, and only for a few minutes."
	}
	return HintReadMessage + ", and compare the signature screen with its documentation."
}

// clockTolerance is the clock difference that every provider accepts.
const clockTolerance = 2 * time.Minute

// serverTime returns the provider's time: the middle of the range that it accepts, else the Date of its response.
func (p problem) serverTime(header http.Header) (time.Time, bool) {
	from, to, _ := strings.Cut(p.fields["oauth_acceptable_timestamps"], "-")
	lo, err1 := strconv.ParseInt(from, 10, 64)
	hi, err2 := strconv.ParseInt(to, 10, 64)
	if err1 == nil && err2 == nil && lo <= hi {
		return time.Unix(lo+(hi-lo)/2, 0), true
	}
	date, err := http.ParseTime(header.Get("Date"))
	return date, err == nil
}

// clockHint returns the hint if this machine's clock is the likely cause, else "".
func clockHint(p problem, header http.Header, now time.Time) string {
	server, ok := p.serverTime(header)
	off := now.Sub(server)
	if !ok || off.Abs() < clockTolerance {
		return ""
	}
	way := "ahead of"
	if off < 0 {
		way = "behind"
	}
	return fmt.Sprintf("Set this machine's clock, which is %s %s the provider's, and try again.", off.Abs().Round(time.Second), way)
}
