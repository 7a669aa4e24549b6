package ui

import (
	"errors"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"countersign/flow"
	"countersign/internal/text"
)

// answer is what came of a signed call, made ready to be shown; or of what is still coming.
type answer struct {
	method, url string
	try         int               // which of the answers to the call
	response    *flow.Response    // what came; nil when nothing did
	coming      bool              // and there is more of it
	failure     *flow.Explanation // why none came, or not all of it
	stopped     bool              // it was the person who did not want all of it
	exchange    *flow.Exchange    // nil when nothing was sent, or it is not over
}

// newAnswer makes what a call came back with ready to be shown.
func newAnswer(m *flow.Manager, r flow.Request, base string, response *flow.Response, err error) *answer {
	a := asked(r, base)
	if response == nil {
		x := flow.Explain(err)
		a.failure = &x
		if cut, ok := asCut(err); ok {
			response, a.stopped = cut.Response, cut.Stopped()
		}
	}
	switch a.response = response; {
	case response != nil && response.Exchange != nil:
		a.exchange = response.Exchange
		a.url = a.exchange.URL
	case response == nil && m != nil:
		if trace := m.Traffic.List(); len(trace) > 0 && trace[len(trace)-1].Step == flow.StepCall {
			a.exchange = &trace[len(trace)-1]
		}
	}
	return a
}

// arriving is an answer of which there is more to come.
func arriving(r flow.Request, base string, here flow.Arrival) *answer {
	a := asked(r, base)
	a.try, a.coming = here.Try, true
	a.response = &flow.Response{Status: here.Status, Header: here.Header, Body: here.Body, Length: here.Length}
	return a
}

func asked(r flow.Request, base string) *answer {
	a := &answer{method: r.Method, url: r.Target}
	if !strings.Contains(r.Target, "://") {
		a.url = strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(r.Target, "/")
	}
	return a
}

// body is what came of it.
func (a *answer) body() []byte {
	if a.response == nil {
		return nil
	}
	return a.response.Body
}

// contentType is what the service calls the body.
func (a *answer) contentType() string {
	if a.response == nil {
		return ""
	}
	return a.response.Header.Get("Content-Type")
}

// came says how much of the body is here, and of how many where that is not all.
func (a *answer) came() string {
	words := text.Size(len(a.body()))
	switch {
	case a.response.Truncated:
		return words + " and more"
	case (a.coming || a.failure != nil) && a.response.Length >= 0:
		return words + " of " + text.Size(a.response.Length)
	case a.coming:
		return words + " so far"
	}
	return words
}

// extensions are how files of these types end.
var extensions = map[string]string{
	"application/json": ".json", "application/xml": ".xml", "text/xml": ".xml", "text/html": ".html", "text/csv": ".csv", "text/plain": ".txt",
	"application/pdf": ".pdf", "application/zip": ".zip", "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
	"image/svg+xml": ".svg", "application/x-www-form-urlencoded": ".txt",
}

// fileName suggests what the body may be called: the last part of its address, with an ending that fits its type. What the
// service would call it is not asked: a name of its choice is no name to write a file under.
func (a *answer) fileName() string {
	address, _, _ := strings.Cut(a.url, "?")
	_, address, _ = strings.Cut(address, "://")
	name := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)) {
			return r
		}
		return '-'
	}, path.Base(address))
	if name = strings.Trim(name, ".-"); name == "" || !strings.Contains(address, "/") {
		name = "body"
	}
	if len(name) > 80 {
		name = name[:80]
	}
	kind, _, _ := strings.Cut(strings.ToLower(a.contentType()), ";")
	if ending := extensions[strings.TrimSpace(kind)]; path.Ext(name) == "" {
		name += ending
	}
	if a.failure != nil || a.response != nil && a.response.Truncated {
		name += ".part"
	}
	return name
}

// headerLines are a header's names and values, by name.
func headerLines(h http.Header) []flow.Pair {
	var lines []flow.Pair
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			lines = append(lines, flow.Pair{Name: name, Value: value})
		}
	}
	return lines
}

func headerText(h http.Header) string {
	var lines []string
	for _, p := range headerLines(h) {
		lines = append(lines, p.Name+": "+p.Value)
	}
	return strings.Join(lines, "\n")
}

func asCut(err error) (cut *flow.Cut, ok bool) {
	ok = errors.As(err, &cut)
	return cut, ok
}
