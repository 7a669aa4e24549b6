package response

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

// Answer is what came of a signed call, made ready to be shown; or of what is still coming.
type Result struct {
	Method, URL string
	Attempt     int               // which of the answers to the call
	Response    *flow.Response    // what came; nil when nothing did
	Receiving   bool              // and there is more of it
	Failure     *flow.Explanation // why none came, or not all of it
	stopped     bool              // it was the person who did not want all of it
	Exchange    *flow.Exchange    // nil when nothing was sent, or it is not over
}

// NewAnswer makes what a call came back with ready to be shown.
func NewResult(m *flow.Manager, r flow.Request, base string, response *flow.Response, err error) *Result {
	a := asked(r, base)
	if response == nil {
		x := flow.Explain(err)
		a.Failure = &x
		if cut, ok := asCut(err); ok {
			response, a.stopped = cut.Response, cut.Canceled()
		}
	}
	switch a.Response = response; {
	case response != nil && response.Exchange != nil:
		a.Exchange = response.Exchange
		a.URL = a.Exchange.URL
	case response == nil && m != nil:
		if trace := m.Traffic.List(); len(trace) > 0 && trace[len(trace)-1].Step == flow.StepRequest {
			a.Exchange = &trace[len(trace)-1]
		}
	}
	return a
}

// Arriving is an answer of which there is more to come.
func NewPartialResult(r flow.Request, base string, here flow.Progress) *Result {
	a := asked(r, base)
	a.Attempt, a.Receiving = here.Attempt, true
	a.Response = &flow.Response{Status: here.Status, Header: here.Header, Body: here.Body, Length: here.Length}
	return a
}

func asked(r flow.Request, base string) *Result {
	a := &Result{Method: r.Method, URL: r.Target}
	if !strings.Contains(r.Target, "://") {
		a.URL = strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(r.Target, "/")
	}
	return a
}

// body is what came of it.
func (a *Result) body() []byte {
	if a.Response == nil {
		return nil
	}
	return a.Response.Body
}

// contentType is what the service calls the body.
func (a *Result) contentType() string {
	if a.Response == nil {
		return ""
	}
	return a.Response.Header.Get("Content-Type")
}

// came says how much of the body is here, and of how many where that is not all.
func (a *Result) came() string {
	words := text.Size(len(a.body()))
	switch {
	case a.Response.Truncated:
		return words + " and more"
	case (a.Receiving || a.Failure != nil) && a.Response.Length >= 0:
		return words + " of " + text.Size(a.Response.Length)
	case a.Receiving:
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
func (a *Result) fileName() string {
	address, _, _ := strings.Cut(a.URL, "?")
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
	if a.Failure != nil || a.Response != nil && a.Response.Truncated {
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

func asCut(err error) (cut *flow.InterruptedError, ok bool) {
	ok = errors.As(err, &cut)
	return cut, ok
}
