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

// Result is the outcome of a signed request, or of one whose response is still arriving.
type Result struct {
	Method, URL string
	Attempt     int               // counts the responses to one request
	Response    *flow.Response    // nil if there is none
	Receiving   bool              // the rest of the response is still arriving
	Failure     *flow.Explanation // why the response is missing or incomplete
	stopped     bool              // the user stopped it
	Exchange    *flow.Exchange    // nil if nothing was sent, or the exchange is not finished
}

// NewResult makes the result of a request from what Connection.Send returned.
func NewResult(m *flow.Manager, r flow.Request, base string, response *flow.Response, err error) *Result {
	a := newResult(r, base)
	if response == nil {
		x := flow.Explain(err)
		a.Failure = &x
		var interrupted *flow.InterruptedError
		if errors.As(err, &interrupted) {
			response, a.stopped = interrupted.Response, interrupted.Canceled()
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

// NewPartialResult makes the result of a request whose response is still arriving.
func NewPartialResult(r flow.Request, base string, p flow.Progress) *Result {
	a := newResult(r, base)
	a.Attempt, a.Receiving = p.Attempt, true
	a.Response = &flow.Response{Status: p.Status, Header: p.Header, Body: p.Body, Length: p.Length}
	return a
}

func newResult(r flow.Request, base string) *Result {
	a := &Result{Method: r.Method, URL: r.Target}
	if !strings.Contains(r.Target, "://") {
		a.URL = strings.TrimSuffix(base, "/") + "/" + strings.TrimPrefix(r.Target, "/")
	}
	return a
}

func (a *Result) body() []byte {
	if a.Response == nil {
		return nil
	}
	return a.Response.Body
}

func (a *Result) contentType() string {
	if a.Response == nil {
		return ""
	}
	return a.Response.Header.Get("Content-Type")
}

// received says how much of the body has arrived, and of how much if that is not all.
func (a *Result) received() string {
	size := text.Size(len(a.body()))
	switch {
	case a.Response.Truncated:
		return size + " and more"
	case (a.Receiving || a.Failure != nil) && a.Response.Length >= 0:
		return size + " of " + text.Size(a.Response.Length)
	case a.Receiving:
		return size + " so far"
	}
	return size
}

// extensions are the file name extensions of media types.
var extensions = map[string]string{
	"application/json": ".json", "application/xml": ".xml", "text/xml": ".xml", "text/html": ".html", "text/csv": ".csv", "text/plain": ".txt",
	"application/pdf": ".pdf", "application/zip": ".zip", "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
	"image/svg+xml": ".svg", "application/x-www-form-urlencoded": ".txt",
}

// fileName suggests a file name for the body: the last segment of the URL, with the extension of its type. It ignores
// Content-Disposition, because the service should not choose where we write.
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

// headerLines are the header fields, sorted by name.
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
