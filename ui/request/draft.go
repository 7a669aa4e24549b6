package request

import (
	"fmt"
	"strings"

	"countersign/flow"
	"countersign/flow/history"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/ui/kit"
)

// draft is a request being edited. Query and form have one name=value per line, headers one Name: value per line. A line
// that starts with offMark is turned off.
type draft struct {
	name        string
	method      string
	target      string
	query       string
	headers     string
	kind        bodyKind
	body        string
	file        string          // path of the file with the body
	asText      [partCount]bool // parts shown as text instead of rows
	vars        []flow.Pair     // variables of its .http file
	missingBody string          // describes a body that the history does not store
	changed     bool            // edited
	sent        string          // content when it was last sent
}

// content is everything that can be edited.
func (d *draft) content() string {
	return strings.Join([]string{d.method, d.target, d.query, d.headers, kindNames[d.kind], d.body, d.file}, "\x00")
}

// offMark starts a line that is not sent.
const offMark = "# "

// nameLimit is the longest name shown, in characters.
const nameLimit = 60

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// drafts are the saved requests of a connection, followed by an empty one.
func drafts(saved []flow.SavedRequest) []draft {
	var out []draft
	for _, c := range saved {
		out = append(out, draftOf(c))
	}
	return append(out, draft{name: "new request", method: "GET"})
}

func draftOf(c flow.SavedRequest) draft {
	d := draft{name: text.Safe(c.Name, nameLimit), method: strings.ToUpper(c.Method), target: c.Target, body: c.Body, file: c.BodyFile, vars: c.Variables}
	var lines []string
	for _, h := range c.Header {
		lines = append(lines, h.Name+": "+h.Value)
	}
	d.headers = strings.Join(lines, "\n")
	if d.method == "" {
		d.method = "GET"
	}
	d.kind = d.guessKind()
	d.decodeForm()
	return d
}

// historyDraft is a request from the history.
func historyDraft(p history.Entry) draft {
	c := p.Request()
	c.Target, c.Body = p.Target, p.Body
	d := draftOf(c)
	d.name = "from history: " + text.Safe(p.Method+" "+p.Target, 50)
	var query []string
	for _, q := range p.Query {
		query = append(query, q.Name+"="+q.Value)
	}
	d.query = strings.Join(query, "\n")
	if p.BodyMissing() {
		d.missingBody = text.Size(int(p.BodySize)) + " of " + text.Safe(p.BodyType, 60)
		d.kind = d.kindOfType()
	}
	return d
}

// partError is an error in one part of a draft.
type partError struct {
	part part
	line int // from 1; 0: none
	what string

	variable bool // the error is about a variable
}

// message is the error, with a hint about variables if that helps.
func (e *partError) message(keys *kit.Keys) string {
	if !e.variable {
		return e.Error()
	}
	return e.Error() + ". Press " + keys.Label(keyVariables) + " for the list of variables."
}

func (e *partError) Error() string {
	if e.line == 0 {
		return fmt.Sprintf("%s: %s", partNames[e.part], e.what)
	}
	return fmt.Sprintf("%s, line %d: %s", partNames[e.part], e.line, e.what)
}

// request makes a request of the draft and replaces its variables. It does not read a body file. The error is a
// *partError.
func (d draft) request(scope *requestfile.Scope) (flow.Request, error) {
	r := flow.Request{Method: d.method}
	var err error
	if r.Target, err = fill(scope, partTarget, 0, strings.TrimSpace(d.target)); err != nil {
		return r, err
	}
	if r.Query, err = pairsOf(scope, partQuery, d.query); err != nil {
		return r, err
	}
	if r.Header, err = pairsOf(scope, partHeaders, d.headers); err != nil {
		return r, err
	}
	return r, d.addBody(scope, &r)
}

// fill replaces the variables in text. It refuses text that the history masked.
func fill(scope *requestfile.Scope, p part, line int, text string) (string, error) {
	if history.HasMask(text) {
		return "", &partError{p, line, "not stored in the history. Enter it again, or turn the row off.", false}
	}
	out, err := scope.Expand(text)
	if err != nil {
		return "", &partError{p, line, err.Error(), true}
	}
	return out, nil
}

// pairsOf parses the lines of a query, headers or a form.
func pairsOf(scope *requestfile.Scope, p part, text string) ([]flow.Pair, error) {
	var pairs []flow.Pair
	for i, line := range lines(text) {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, offMark) {
			continue
		}
		name, value, found := strings.Cut(line, separator(p))
		if p == partHeaders {
			name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		}
		switch {
		case p == partHeaders && (!found || name == "" || strings.ContainsAny(name, " \t")):
			return nil, &partError{p, i + 1, "expected Name: value", false}
		case name == "":
			return nil, &partError{p, i + 1, "expected name=value", false}
		}
		var err error
		if name, err = fill(scope, p, i+1, name); err == nil {
			value, err = fill(scope, p, i+1, value)
		}
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, flow.Pair{Name: name, Value: value})
	}
	return pairs, nil
}

// separator separates a name from its value.
func separator(p part) string {
	if p == partHeaders {
		return ":"
	}
	return "="
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// activeLines are the lines that are neither empty nor turned off.
func activeLines(text string) []string {
	var out []string
	for _, l := range lines(text) {
		if strings.TrimSpace(l) != "" && !strings.HasPrefix(l, offMark) {
			out = append(out, l)
		}
	}
	return out
}
