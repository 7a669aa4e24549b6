package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/wire"
)

// realm is that of a WWW-Authenticate challenge.
const realm = "countersign sandbox"

// problem is a refused OAuth request in terms of the OAuth Problem Reporting extension. The status is 400 for a malformed
// request and 401 for failed authentication (RFC 5849 section 3.2).
type problem struct {
	status     int
	name       string                // oauth_problem
	advice     string                // oauth_problem_advice: what is wrong, and what to do
	companions []wire.Pair           // additional parameters of the extension
	base       string                // debug_sbs: the expected base string, with signature_invalid
	template   *personality.Template // the response; nil for the default
}

func (p *problem) Error() string { return p.name }

// write replies with the problem in the challenge and, with the long parts, in a form body.
func (p *problem) write(w http.ResponseWriter) {
	short := append(wire.Pairs("oauth_problem", p.name), p.companions...)
	var challenge strings.Builder
	fmt.Fprintf(&challenge, `OAuth realm="%s"`, realm)
	for _, c := range short {
		fmt.Fprintf(&challenge, `, %s="%s"`, c.Name, wire.Encode(c.Value))
	}
	w.Header().Set("WWW-Authenticate", challenge.String())

	body := append(short, wire.Pairs("oauth_problem_advice", p.advice)...)
	if p.base != "" {
		body = append(body, wire.Pairs("debug_sbs", p.base)...)
	}
	writeForm(w, p.status, body)
}

// absent is the problem of missing parameters.
func absent(advice string, names ...string) error {
	return &problem{
		status: http.StatusBadRequest, name: "parameter_absent", advice: advice,
		companions: wire.Pairs("oauth_parameters_absent", strings.Join(names, "&")),
	}
}

// rejected is the problem of an invalid parameter. An empty value is not repeated in the response.
func rejected(advice, name, value string) error {
	pair := wire.Encode(name)
	if value != "" {
		pair += "=" + wire.Encode(wire.Printable(value, 200))
	}
	return &problem{
		status: http.StatusBadRequest, name: "parameter_rejected", advice: advice,
		companions: wire.Pairs("oauth_parameters_rejected", pair),
	}
}

func malformedHeader(advice string) error {
	return &problem{status: http.StatusBadRequest, name: "parameter_rejected", advice: advice}
}

func unauthorized(name, advice string, companions ...wire.Pair) error {
	return &problem{status: http.StatusUnauthorized, name: name, advice: advice, companions: companions}
}

// failure is a refusal unrelated to OAuth, sent as JSON.
type failure struct {
	status int
	allow  string   // the Allow header, with 405
	Text   string   `json:"error"`
	Paths  []string `json:"paths,omitempty"`
}

func (f *failure) Error() string { return f.Text }

func (f *failure) write(w http.ResponseWriter) {
	if f.allow != "" {
		w.Header().Set("Allow", f.allow)
	}
	writeJSON(w, f.status, f)
}

func writeForm(w http.ResponseWriter, status int, pairs []wire.Pair) {
	w.Header().Set("Content-Type", formType)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(wire.Join(wire.Encoded(pairs)))) // the client may be gone
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	_ = out.Encode(answer) // as in writeForm
}
