package ui

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"countersign/flow"
)

const (
	// shownLimit is how much of a body is shown, in bytes; the command line gives all of it.
	shownLimit = 256 << 10
	// prettyLimit is up to where JSON is indented, in bytes: of more, only the beginning is shown anyway.
	prettyLimit = 4 << 20
)

// answer is what came of a signed call, made ready to be shown.
type answer struct {
	method, url string
	response    *flow.Response    // nil when no answer came
	failure     *flow.Explanation // why none came
	exchange    *flow.Exchange    // nil when nothing was sent
	body        string            // pretty when it is JSON, safe to print
}

// newAnswer makes what a call came back with ready to be shown. It is made in the command, since a large body takes a
// while to be made pretty.
func newAnswer(m *flow.Manager, r flow.Request, base string, response *flow.Response, err error) *answer {
	a := &answer{method: r.Method, url: r.Target, response: response}
	if !strings.Contains(r.Target, "://") {
		a.url = strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(r.Target, "/")
	}
	if response == nil {
		x := flow.Explain(err)
		a.failure = &x
		if trace := m.Trace(); len(trace) > 0 && trace[len(trace)-1].Step == flow.StepCall {
			a.exchange = &trace[len(trace)-1]
		}
		return a
	}
	a.body = prettyBody(response.Body, response.Header.Get("Content-Type"))
	if a.exchange = response.Exchange; a.exchange != nil {
		a.url = a.exchange.URL
	}
	return a
}

// prettyBody makes a body fit to read: JSON indented as it stands (its numbers and the order of its keys are the
// service's), text as it is, and a word about what is neither.
func prettyBody(body []byte, contentType string) string {
	switch {
	case len(body) == 0:
		return "the body is empty"
	case !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0:
		return fmt.Sprintf("%s of %s, which is no text", size(len(body)), cmp.Or(flow.Safe(contentType, 60), "an unknown type"))
	}
	var out bytes.Buffer
	if len(body) <= prettyLimit && json.Indent(&out, body, "", "  ") == nil {
		body = out.Bytes()
	}
	rest := len(body) - shownLimit
	if rest > 0 {
		body = body[:shownLimit]
	}
	text := strings.TrimRight(flow.SafeLines(string(body)), "\n")
	if rest > 0 {
		text += "\n… " + size(rest) + " more: countersign request gives all of it"
	}
	return text
}

func headerText(h http.Header) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			lines = append(lines, name+": "+value)
		}
	}
	return strings.Join(lines, "\n")
}
