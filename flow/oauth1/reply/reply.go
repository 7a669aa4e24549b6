package reply

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/flow/oauth1/cause"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// MaxBody is how much of a body is read, in bytes: an error may be megabytes long.
const MaxBody = 64 << 10

const (
	maxMessage = 300 // characters of a provider's message
	maxName    = 60
)

// Step says what the request asked for, since the same words mean different things.
type Step int

// The kinds of request.
const (
	API Step = iota
	RequestToken
	AccessToken // also a refresh
)

// Input is a response to read.
type Input struct {
	Step   Step
	Status int // 0: there was no status line
	Header http.Header
	Body   []byte
	Format string    // "form" or "json" where the dialect says so; otherwise the body decides
	Sent   time.Time // the request's oauth_timestamp; zero if unknown
	Now    time.Time // this computer's time
}

// Field is one named value of a reply, decoded. Name is the innermost name; Path includes those around it ("errors.0.message").
type Field struct {
	Name, Value, Path string

	prose bool // "name: value" in a text of no format, where the value may be any word
}

// Reply is what a response says. Its texts are safe to print and contain no secret, except for Fields and Token.
type Reply struct {
	Status  int
	Fields  []Field // of the body, in order
	IsToken bool    // the body has an oauth_token and reports no problem
	Markup  bool    // an HTML page

	Problem    string   // oauth_problem, or the one that the description amounts to; "" if none
	Named      bool     // the provider named the problem; otherwise it was inferred
	Advice     string   // oauth_problem_advice
	Parameters []string // that are absent or rejected
	Cause      cause.ID // "" if nothing is proven
	BaseString string   // the provider's, in the form of RFC 5849 section 3.4.1; "" if it sent none
	Message    string   // the refusal in the provider's words, one line
	Skew       time.Duration
	HasSkew    bool          // the reply shows both times
	Wait       time.Duration // until the request may be sent again; 0 if unknown
}

// Parse reads a response.
func Parse(in Input) Reply {
	body := decode(in.Body, in.Header.Get("Content-Type"))
	r := Reply{Status: in.Status}
	challenges := challengeFields(in.Header)
	for _, f := range challenges {
		if r.BaseString == "" {
			r.BaseString, _ = cutBaseString(f.Value)
		}
	}
	data := in.Step == API && in.Status >= 200 && in.Status < 300 // what the user asked for, which anybody may have written
	format := in.Format
	if in.Status >= 300 { // refusals come in any format
		format = ""
	}
	p := parseBody(body, format)
	r.Fields, r.Markup = p.fields, p.html
	if data && !p.reportsError() {
		p = parsed{}
	}
	if r.BaseString == "" {
		r.BaseString = p.baseString
	}
	r.BaseString = text.SafeLines(secretInBase.ReplaceAllString(r.BaseString, "${1}"+secret.Dots))
	r.IsToken = p.value("oauth_token") != "" && p.value("oauth_problem") == ""
	if !r.IsToken || in.Status >= 300 {
		r.findProblem(in, challenges, p)
	}
	r.findWait(in)
	return r
}

// Value is the first field of that name; "" if there is none.
func (r Reply) Value(name string) string { return parsed{fields: r.Fields}.value(name) }

// parsed is a body taken apart.
type parsed struct {
	text       string // readable: markup removed, entities decoded, the base string cut out
	fields     []Field
	baseString string
	html       bool
	structured bool // JSON or XML
	json       bool
}

func (p parsed) value(name string) string {
	for _, f := range p.fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// reportsError recognizes an error that came with a successful status, by its shape: an error among the outermost names of a
// JSON or XML body, or a form with oauth_problem. MediaWiki, BrickLink and Withings refuse requests this way.
func (p parsed) reportsError() bool {
	if !p.structured {
		return p.value("oauth_problem") != "" && strings.HasPrefix(p.text, "oauth_problem")
	}
	for _, f := range p.fields {
		if code, err := strconv.Atoi(f.Value); err == nil && code >= 400 && code < 600 && strings.EqualFold(f.Path, "status.code") {
			return true
		}
		outer := strings.SplitN(strings.ToLower(f.Path), ".", 3) // XML has a root around everything
		for _, name := range outer[:min(len(outer), 2)] {
			if slices.Contains([]string{"error", "errors", "fault", "meta", "oauth_problem"}, name) {
				return true
			}
		}
	}
	return false
}

// hideFields masks the values of a body's secret fields in a text, however they are encoded there.
func (p parsed) hideFields(s string) string {
	for _, f := range p.fields {
		if len(f.Value) < 3 || !hide(f.Name, f.Value) || f.prose && !random(f.Value) {
			continue
		}
		for _, spelling := range []string{f.Value, url.QueryEscape(f.Value), url.PathEscape(f.Value), html.EscapeString(f.Value)} {
			s = strings.ReplaceAll(s, spelling, secret.Dots)
		}
	}
	return s
}
