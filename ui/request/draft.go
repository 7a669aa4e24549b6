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

// draft is a call as a person writes it: query one name=value a line, headers one Name: value a line, a form like a query.
// A line behind offMark is switched off.
type draft struct {
	name    string
	method  string
	target  string
	query   string
	headers string
	kind    bodyKind
	body    string
	file    string          // the path of a body from a file
	plain   [partCount]bool // the parts that are written as text rather than in rows
	vars    []flow.Pair     // what its .http file says of {{name}}
	lost    string          // what its body was, when the history did not keep that
	changed bool            // since it was offered
	sent    string          // what words gave when it was last sent
}

// words are all that a person wrote of the call.
func (d *draft) words() string {
	return strings.Join([]string{d.method, d.target, d.query, d.headers, kindWords[d.kind], d.body, d.file}, "\x00")
}

// offMark stands before a line that is not sent.
const offMark = "# "

// nameLimit is how much of a call's name is shown, in characters.
const nameLimit = 60

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// drafts are a connection's ready calls, and an empty one behind them.
func drafts(ready []flow.SavedRequest) []draft {
	var out []draft
	for _, c := range ready {
		out = append(out, draftOf(c))
	}
	return append(out, draft{name: "a call of your own", method: "GET"})
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
	d.kind = d.looksLike()
	d.takeForm()
	return d
}

// pastDraft is a call of the history.
func pastDraft(p history.Entry) draft {
	c := p.Request()
	c.Target, c.Body = p.Target, p.Body
	d := draftOf(c)
	d.name = "again: " + text.Safe(p.Method+" "+p.Target, 50)
	var query []string
	for _, q := range p.Query {
		query = append(query, q.Name+"="+q.Value)
	}
	d.query = strings.Join(query, "\n")
	if p.BodyMissing() {
		d.lost = text.Size(int(p.BodySize)) + " of " + text.Safe(p.BodyType, 60)
		d.kind = d.typed()
	}
	return d
}

// lineError is a mistake in a draft, and the part that it is in.
type lineError struct {
	part part
	line int // counted from 1
	what string

	unknown bool // it names a variable that there is not
}

// told is the mistake with the way to the list of variables, where that helps.
func (e *lineError) told(keys *kit.Keys) string {
	if !e.unknown {
		return e.Error()
	}
	return e.Error() + "; " + keys.Label(keyVariables) + " lists those that there are"
}

func (e *lineError) Error() string {
	if e.line == 0 {
		return fmt.Sprintf("%s: %s", partNames[e.part], e.what)
	}
	return fmt.Sprintf("%s, line %d: %s", partNames[e.part], e.line, e.what)
}

// request turns the draft into what is sent, its variables replaced; a body from a file is still to be read. The error is a
// lineError.
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

// fill replaces the variables of a text, and refuses what the history masked.
func fill(scope *requestfile.Scope, p part, line int, text string) (string, error) {
	if history.HasMask(text) {
		return "", &lineError{p, line, "what the dots stand for was not kept: write it again, or switch the row off", false}
	}
	out, err := scope.Expand(text)
	if err != nil {
		return "", &lineError{p, line, err.Error(), true}
	}
	return out, nil
}

// pairsOf reads the lines of a query, of headers or of a form.
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
			return nil, &lineError{p, i + 1, "a header is written Name: value", false}
		case name == "":
			return nil, &lineError{p, i + 1, "a parameter is written name=value", false}
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

// separator stands between a name and its value.
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

// sent are the lines that hold something and are not switched off.
func sent(text string) []string {
	var out []string
	for _, l := range lines(text) {
		if strings.TrimSpace(l) != "" && !strings.HasPrefix(l, offMark) {
			out = append(out, l)
		}
	}
	return out
}
