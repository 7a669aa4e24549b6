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

// problem is a refusal in the words of the Problem Reporting extension (wiki.oauth.net/ProblemReporting), or what could be
// made out of an answer that does not know it.
type problem struct {
	name   string // oauth_problem; empty when the provider does not speak the extension
	advice string // oauth_problem_advice
	fields map[string]string
	base   string // the provider's own base string
}

// problem looks for a refusal in an answer. The data that a call gives is no place for one: whoever may write there could
// have a call sent again.
func (in *incoming) problem() problem {
	if in.exchange.Step == StepRequest && in.status < 300 {
		return findProblem(in.header, nil)
	}
	return findProblem(in.header, in.head())
}

// findProblem looks into the WWW-Authenticate header and into a body that may be a form. Unknown names are kept.
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

// names reports whether it is about a parameter of that name.
func (p problem) names(parameter string) bool {
	return strings.Contains(p.fields["oauth_parameters_rejected"], parameter) || strings.Contains(p.fields["oauth_parameters_absent"], parameter)
}

// said puts the provider's own words together.
func (p problem) said() string {
	if p.name == "" || p.advice == "" {
		return p.name + p.advice
	}
	return p.name + ": " + p.advice
}

// challengeParams reads the parameters of an OAuth challenge (RFC 7235 section 2.1; values percent-encoded as the
// extension has it). Other schemes give none.
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

// challengeValue takes a token or a quoted string off the front, and the comma behind it.
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

// problemHints say what to do about each value of oauth_problem.
var problemHints = map[string]string{
	"version_rejected":                  "the provider wants another oauth_version: set version in the connector's dialect",
	"parameter_absent":                  "the provider misses a parameter: see which in its words, and the connector's dialect for what adds it",
	"parameter_rejected":                "the provider does not take one of the parameters: see which in its words",
	"timestamp_refused":                 "compare this machine's clock with the provider's, set it right and try again",
	"nonce_used":                        "send it again: every request gets a new nonce",
	"signature_method_rejected":         "the provider wants another signature method: set signatureMethod in the connector's dialect",
	"signature_invalid":                 "check the consumer secret; the signature view shows the base string to compare",
	"consumer_key_unknown":              "check the consumer key: the provider does not know it",
	"consumer_key_rejected":             "the provider has shut this consumer key out: ask it why, or register another",
	"consumer_key_refused":              "the provider refuses this consumer key for now (often a limit of calls): wait and try again",
	"token_used":                        "this token was used up: connect again",
	"token_expired":                     "the token's time is over: connect again",
	"token_revoked":                     "the access was withdrawn at the provider: connect again",
	"token_rejected":                    "the provider does not know this token any more: connect again",
	"verifier_invalid":                  "the verifier is not the one that the provider gave out: connect again and take care to copy it whole",
	"additional_authorization_required": "the application needs more rights than it was granted: look at its settings at the provider, then connect again",
	"permission_unknown":                "the person has not decided yet: open the link and allow the access",
	"permission_denied":                 "access was refused at the provider's page: start again and allow it",
	"user_refused":                      "access was refused at the provider's page: start again and allow it",
}

// What advice says, for whoever knows a better word.
const (
	HintReconnect   = "connect again"
	HintReadMessage = "look at the provider's words"
)

// endedTokens are the problems of a token that is good for nothing any more.
var endedTokens = map[string]bool{"token_used": true, "token_expired": true, "token_revoked": true, "token_rejected": true}

// EndsToken reports whether a problem, by its name, is one of a token that is good for nothing any more.
func InvalidatesToken(problem string) bool { return endedTokens[problem] }

// ProblemHint is what to do about a problem by its name; empty when nobody knows.
func ProblemHint(problem string) string { return problemHints[problem] }

// hint is what to do about the problem when it met step; now is the time that was signed, by which a clock that is
// corrected already gets no blame.
func (p problem) hint(step Step, header http.Header, now time.Time) string {
	if p.name == "timestamp_refused" || p.name == "" {
		if off := clockOff(p, header, now); off != "" {
			return off
		}
	}
	if h, ok := problemHints[p.name]; ok {
		return h
	}
	switch step {
	case StepRequestToken:
		return "check the consumer key and secret, and the callback that is registered at the provider (or ask for a verifier out-of-band)"
	case StepAccessToken:
		return "connect again: a verifier is good once and for minutes only"
	}
	return HintReadMessage + "; the signature view shows what was signed"
}

// clockTolerance is what no provider minds.
const clockTolerance = 2 * time.Minute

// serverTime is the provider's time: the middle of the range that it accepts, else the Date of its answer.
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

// clockOff is the advice when this machine's clock is the likely cause.
func clockOff(p problem, header http.Header, now time.Time) string {
	server, ok := p.serverTime(header)
	off := now.Sub(server)
	if !ok || off.Abs() < clockTolerance {
		return ""
	}
	way := "ahead of"
	if off < 0 {
		way = "behind"
	}
	return fmt.Sprintf("this machine's clock is %s %s the provider's: set it right and try again", off.Abs().Round(time.Second), way)
}

// unsaid is what else to try after a token step was refused without a reason: services differ most in what is named here. It
// is empty where the status says that something else is wrong.
func (in *incoming) unsaid() string {
	ex, key := in.exchange, "requestTokenMethod"
	if ex.Step == StepAccessToken {
		key = "tokenMethod"
	}
	switch {
	case ex.Step != StepRequestToken && ex.Step != StepAccessToken:
		return ""
	case in.status == http.StatusMethodNotAllowed:
		return fmt.Sprintf("the service does not take %s here: set %s in the connector's dialect", text.Safe(ex.Method, 20), key)
	case in.status > http.StatusForbidden:
		return ""
	}
	return fmt.Sprintf("if these are right, the service may want another signature method than %s, or the oauth parameters elsewhere than in the %s: "+
		"set signatureMethod and tokenPlacement in the connector's dialect", ex.SignatureMethod, ex.Placement)
}
