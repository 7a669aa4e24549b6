package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/wire"
)

// realm is what the sandbox calls itself in a challenge.
const realm = "countersign sandbox"

// problem is a refused OAuth request, in the words of the OAuth Problem
// Reporting extension. Statuses follow RFC 5849 section 3.2: 400 for what is
// malformed or missing, 401 for what is not believed.
type problem struct {
	status     int
	name       string                // oauth_problem
	advice     string                // oauth_problem_advice: what was wrong, what to do
	companions []wire.Pair           // what the extension adds to some problems
	base       string                // debug_sbs: the base string expected, with signature_invalid
	template   *personality.Template // the answer, where this refusal has one of its own
}

func (p *problem) Error() string { return p.name }

// write answers with the problem in the challenge and, with all that belongs to
// it, in a form body. The long parts stand in the body alone.
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

// absent says that parameters are missing.
func absent(advice string, names ...string) error {
	return &problem{
		status: http.StatusBadRequest, name: "parameter_absent", advice: advice,
		companions: wire.Pairs("oauth_parameters_absent", strings.Join(names, "&")),
	}
}

// rejected says that a parameter won't do. An empty value keeps it out of the answer.
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

// failure is a refusal that OAuth has no word for; it is answered as JSON.
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
	// A peer that has gone needs no answer: the error is of no use to anyone.
	_, _ = w.Write([]byte(wire.Join(wire.Encoded(pairs))))
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	_ = out.Encode(answer) // as in writeForm
}
