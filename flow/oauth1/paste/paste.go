package paste

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"countersign/flow/oauth1/signature"
)

// Limit is the longest verifier that is accepted, in bytes: the longest seen is a hash of 64.
const Limit = 1024

// Param is a parameter of an address, decoded.
type Param = signature.Param

// Result is what a paste contains. Exactly one of Verifier, Params and Choices is set; all are empty if there is no verifier.
type Result struct {
	Verifier string   // a verifier without an address
	Params   []Param  // of an address or a text with protocol parameters; whether they are ours is the caller's to say
	Choices  []string // several verifiers: ask which
	Address  bool     // there is an address in it, but no protocol parameter
}

var (
	parameter = regexp.MustCompile(`(?i)(oauth_verifier|oauth_token|oauth_problem|oauth_problem_advice|denied|error)["']?\s*(=|:)\s*["'` + "`" + `]?([^&\s"'<>\x60;,)\]}#]*)`)
	address   = regexp.MustCompile(`(?i)https?://[^\s"'<>)\]}\x60]+`)
	label     = regexp.MustCompile(`(?i)\b(?:verifier|verification code|code|pin)\b["']?\s*(?:is\s*:?|[:=])\s*["'\x60]?([A-Za-z0-9._~+/=-]{4,})`)
	word      = regexp.MustCompile(`^[A-Za-z0-9._~%+/=|!*:@$-]+$`)
	groups    = regexp.MustCompile(`^\d+([ -]\d+)+$`)
	wrapping  = "\"'`<>()[]{}.,;*"
)

// Read finds the verifier. digits says that the service's verifiers are digits, which people paste in groups.
func Read(pasted string, digits bool) Result {
	s := clean(pasted)
	if s == "" {
		return Result{}
	}
	var found []Param
	for _, reading := range readings(s) {
		if found = params(reading); has(found, "oauth_verifier") {
			return one(found)
		}
	}
	for _, reading := range readings(s) {
		if found = params(reading); len(found) > 0 {
			return Result{Params: found}
		}
	}
	if at := address.FindString(s); at != "" {
		if u, err := url.Parse(at); err == nil { // what the connector calls its parameters is the caller's to know
			if list := query(u); len(list) > 0 {
				return Result{Params: list}
			}
		}
		return Result{Address: true}
	}
	return bare(s, digits)
}

// params finds protocol parameters anywhere in a text.
func params(s string) []Param {
	var list []Param
	for _, m := range parameter.FindAllStringSubmatch(s, -1) {
		name, value := strings.ToLower(m[1]), m[3]
		if m[2] == ":" && name == "error" || name == "denied" && m[2] == ":" {
			continue // prose
		}
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		if name == "oauth_verifier" || name == "oauth_token" {
			value = strings.TrimRight(value, wrapping+"/")
		}
		p := Param{Name: name, Value: strings.TrimSpace(value)}
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	if !has(list, "oauth_verifier") && !has(list, "oauth_token") && !has(list, "oauth_problem") {
		list = slices.DeleteFunc(list, func(p Param) bool { return !strings.Contains(s, "?") && !strings.HasPrefix(s, p.Name+"=") })
	}
	return list
}

func query(u *url.URL) []Param {
	var list []Param
	for _, pair := range strings.FieldsFunc(u.RawQuery, func(r rune) bool { return r == '&' }) {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		list = append(list, Param{Name: name, Value: value})
	}
	return list
}

func has(list []Param, name string) bool {
	return slices.ContainsFunc(list, func(p Param) bool { return p.Name == name && p.Value != "" })
}

// one makes sure that there is a single verifier.
func one(list []Param) Result {
	var verifiers []string
	for _, p := range list {
		if p.Name == "oauth_verifier" && p.Value != "" && !slices.Contains(verifiers, p.Value) {
			verifiers = append(verifiers, p.Value)
		}
	}
	if len(verifiers) > 1 {
		return Result{Choices: verifiers}
	}
	return Result{Params: list}
}

// bare reads a verifier without an address.
func bare(s string, digits bool) Result {
	if m := label.FindStringSubmatch(s); m != nil {
		return Result{Verifier: strings.TrimRight(m[1], wrapping+"/")}
	}
	s = strings.TrimSuffix(s, "#_=_") // some providers append it
	s = strings.TrimSpace(strings.TrimRight(strings.Trim(s, wrapping+" "), "/"))
	if groups.MatchString(s) && (digits || strings.Contains(s, " ")) {
		return Result{Verifier: strings.NewReplacer(" ", "", "-", "").Replace(s)}
	}
	if len(s) > Limit || !word.MatchString(s) {
		return Result{}
	}
	return Result{Verifier: s}
}
