package reply

import (
	"cmp"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"countersign/flow/oauth1/cause"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// synonyms are names that some providers have for the problems of the extension.
var synonyms = map[string]string{
	"invalid_signature": "signature_invalid", "bad_signature": "signature_invalid", "signature_mismatch": "signature_invalid",
	"invalid_token": "token_rejected", "token_invalid": "token_rejected", "unknown_token": "token_rejected", "token_not_found": "token_rejected",
	"invalid_consumer": "consumer_key_unknown", "invalid_consumer_key": "consumer_key_unknown", "consumer_key_invalid": "consumer_key_unknown",
	"unknown_consumer": "consumer_key_unknown", "unknown_consumer_key": "consumer_key_unknown", "consumer_unknown": "consumer_key_unknown",
	"invalid_timestamp": "timestamp_refused", "timestamp_invalid": "timestamp_refused", "timestamp_expired": "timestamp_refused",
	"expired_timestamp": "timestamp_refused", "timestamp_rejected": "timestamp_refused",
	"invalid_nonce": "nonce_used", "nonce_rejected": "nonce_used", "nonce_duplicate": "nonce_used", "used_nonce": "nonce_used",
	"invalid_verifier": "verifier_invalid", "expired_token": "token_expired", "revoked_token": "token_revoked",
	"unsupported_signature_method": "signature_method_rejected", "invalid_signature_method": "signature_method_rejected",
	"missing_parameter": "parameter_absent", "missing_required_parameter": "parameter_absent", "invalid_callback": "parameter_rejected",
	"oauth_callback_rejected": "parameter_rejected", "callback_rejected": "parameter_rejected",
}

var (
	identifier  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*$`)
	problemWord = regexp.MustCompile(`(?i)\b[a-z]+([_-][a-z]+)+\b`)
	camel       = regexp.MustCompile(`([a-z])([A-Z])`)
)

// known gives a problem's name in the extension; "" for anything else.
func known(name string) string {
	if !strings.ContainsAny(name, "_- ") {
		name = camel.ReplaceAllString(name, "${1}_$2")
	}
	name = strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(name)))
	if s := synonyms[name]; s != "" {
		return s
	}
	if cause.Known(name) {
		return name
	}
	return ""
}

// messageNames are fields that say what is wrong.
var messageNames = []string{"oauth_problem_advice", "error_description", "message", "msg", "info", "description", "detail", "details", "reason", "error"}

// findProblem reads a refusal: the named problem and its companions, else what its words amount to.
func (r *Reply) findProblem(in Input, challenges []Field, p parsed) {
	fields := append(slices.Clone(challenges), p.fields...)
	value := func(list []Field, names ...string) string {
		for _, name := range names {
			if v := strings.TrimSpace(parsed{fields: list}.value(name)); v != "" {
				return v
			}
		}
		return ""
	}
	named := cmp.Or(value(fields, "oauth_problem"), value(challenges, "error"))
	r.Advice = p.safe(value(fields, "oauth_problem_advice", "oauth_error_message"))
	var lists []string
	for _, f := range fields { // a JSON array is several fields of one name
		if strings.EqualFold(f.Name, "oauth_parameters_absent") || strings.EqualFold(f.Name, "oauth_parameters_rejected") {
			lists = append(lists, f.Value)
		}
	}
	r.Parameters = parameterNames(lists...)
	var parts []string
	say := func(s string) {
		s = p.safe(s)
		if s != "" && !slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(part, s) }) {
			parts = append(parts, s)
		}
	}
	if named != "" {
		r.Problem, r.Named = cmp.Or(known(named), known(firstWord(named))), true
		if r.Problem == "" && identifier.MatchString(named) {
			r.Problem = text.Safe(named, maxName)
		}
		say(named)
		for _, name := range slices.Concat(messageNames, []string{"oauth_acceptable_timestamps", "oauth_acceptable_versions"}) {
			say(value(fields, name))
		}
		say(strings.Join(r.Parameters, ", "))
	} else {
		say(p.readable())
		if len(parts) == 0 { // the words are in attributes
			for _, name := range messageNames {
				say(value(p.fields, name))
			}
		}
		for _, name := range []string{"error_description", "realm_error"} {
			say(value(challenges, name))
		}
	}
	if r.BaseString == "" { // in a form of its own
		r.BaseString = text.SafeLines(secretInBase.ReplaceAllString(value(fields, "debug_sbs", "oauth_signature_base_string", "base_string"), "${1}"+secret.Dots))
	}
	r.Message = text.Safe(strings.Join(parts, ": "), maxMessage)
	evidence := strings.Join(append(parts, allText(p)...), " . ") // so that no phrase spans two of them
	if r.Problem == "" && in.Status != http.StatusTooManyRequests {
		r.inferProblem(in, evidence)
	}
	r.skew(in, value(fields, "oauth_acceptable_timestamps"), evidence)
	r.Cause = r.findCause(in, evidence)
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return strings.TrimRight(word, ":,;.")
}

var unicodeEscapes = regexp.MustCompile(`\\\\|(?:\\u[0-9A-Fa-f]{4})+`)

// decodeUnicode decodes the \u escapes of a JSON text, except for those that its syntax needs.
func decodeUnicode(s string) string {
	return unicodeEscapes.ReplaceAllStringFunc(s, func(escapes string) string {
		plain, err := strconv.Unquote(`"` + escapes + `"`)
		if err != nil || strings.ContainsAny(plain, "\"\\") || strings.ContainsFunc(plain, unicode.IsControl) {
			return escapes
		}
		return plain
	})
}

// readable is the text without markup and encoding.
func (p parsed) readable() string {
	s := p.text
	if p.json {
		return maskJSON(decodeUnicode(s))
	}
	s = PlainText(s)
	if isForm(s) {
		if plain := unescape(s); plain != s && !strings.Contains(s, "&") {
			s = plain
		}
	}
	return html.UnescapeString(s)
}

// allText is what a body says, field by field.
func allText(p parsed) []string {
	var all []string
	for _, f := range p.fields {
		if !IsSecretName(f.Name) {
			all = append(all, f.Value)
		}
	}
	if !p.structured {
		all = append(all, PlainText(p.text))
	}
	return all
}

// parameterNames takes lists apart: providers separate them by ampersands, encoded ones, commas or spaces.
func parameterNames(lists ...string) []string {
	var names []string
	for _, list := range lists {
		for _, name := range strings.FieldsFunc(strings.ReplaceAll(list, "%26", "&"), func(c rune) bool { return strings.ContainsRune("&,;| \t\r\n", c) }) {
			name, _, _ = strings.Cut(name, "=")
			if name = text.Safe(name, maxName); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// inferProblem finds a problem by a known name within the text, else by the text's meaning.
func (r *Reply) inferProblem(in Input, evidence string) {
	if in.Status >= 200 && in.Status < 300 && in.Step == API && evidence == "" {
		return
	}
	for _, word := range problemWord.FindAllString(evidence, -1) {
		if name := known(word); name != "" {
			r.Problem = name
			return
		}
	}
	if p := match(in.Step, evidence); p != nil {
		r.Problem = p.problem
	}
}

// match finds the first phrase with a text's meaning. Only API requests need a permission.
func match(step Step, evidence string) *phrase {
	for i := range phrases {
		if (phrases[i].cause != cause.Permission || step == API) && phrases[i].pattern.MatchString(evidence) {
			return &phrases[i]
		}
	}
	return nil
}

// findCause names the most specific cause that the reply alone proves; "" if it proves none.
func (r *Reply) findCause(in Input, evidence string) cause.ID {
	switch {
	case in.Status == http.StatusTooManyRequests:
		return cause.RateLimited
	case in.Status == http.StatusProxyAuthRequired:
		return cause.Proxy
	case in.Status == http.StatusServiceUnavailable, in.Status == http.StatusBadGateway, in.Status == http.StatusGatewayTimeout:
		return cause.ServiceDown
	}
	tokenStep := in.Step == AccessToken
	if id := cause.OfProblem(r.Problem, tokenStep); id != "" {
		return id
	}
	if r.Problem == "parameter_absent" || r.Problem == "parameter_rejected" {
		about := strings.Join(r.Parameters, " ") + " " + r.Message
		switch {
		case strings.Contains(about, "oauth_callback") && r.Problem == "parameter_absent":
			return cause.CallbackMissing
		case strings.Contains(about, "oauth_callback"):
			return cause.CallbackRefused
		case strings.Contains(about, "oauth_verifier"):
			return cause.VerifierWrong
		case strings.Contains(about, "oauth_version"):
			return cause.VersionParameter
		case strings.Contains(about, "oauth_body_hash"):
			return cause.BodyHash
		}
	}
	if p := match(in.Step, evidence); p != nil && p.cause != "" {
		return p.cause
	}
	if r.Problem != "" {
		return ""
	}
	switch {
	case in.Status >= 300 && in.Status < 400 && in.Header.Get("Location") != "":
		return cause.Redirected
	case in.Status == http.StatusMethodNotAllowed:
		return cause.HTTPMethod
	case in.Step != API && (r.Markup && in.Status != http.StatusUnauthorized || in.Status == http.StatusNotFound || in.Status == http.StatusGone):
		return cause.EndpointWrong
	}
	return ""
}

// safe makes a part of the body printable: one line, without control characters and without the secrets that the body's
// structure or the text's shape gives away.
func (p parsed) safe(s string) string { return text.Safe(Mask(p.hideFields(s)), maxMessage) }

// Describe is a body as a reader would see it, in one line and without secrets.
func Describe(body []byte, contentType string) string {
	p := parseBody(decode(body, contentType), "")
	return p.safe(p.readable())
}
