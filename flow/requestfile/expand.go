package requestfile

import (
	"fmt"
	"slices"
	"strings"

	"countersign/internal/text"
)

// Expanded is a request ready to be sent: variables replaced, body read.
type Expanded struct {
	Method, Target string
	Header         []Pair
	Body           []byte
	BodyFile       string // the file that Body was read from, if any
}

// Expand replaces the variables of a request. An error names the line in file, where the request comes from one.
func Expand(r Request, file string, scope *Scope) (Expanded, error) {
	e := Expanded{Method: r.Method, BodyFile: r.BodyFile}
	fail := func(part string, err error) (Expanded, error) {
		if r.Line > 0 {
			part = fmt.Sprintf("%s of the request at %s:%d", part, file, r.Line)
		}
		return e, &Error{
			What: "cannot expand the " + part, Err: err,
			Hint: "define it in the file (@name = value), or use one of: " + scope.names(),
		}
	}
	var err error
	if e.Target, err = scope.Expand(r.Target); err != nil {
		return fail("target", err)
	}
	for _, h := range r.Header {
		name, err := scope.Expand(h.Name)
		if err == nil {
			h.Value, err = scope.Expand(h.Value)
		}
		if err != nil {
			return fail("header "+text.Safe(h.Name, 40), err)
		}
		e.Header = append(e.Header, Pair{Name: name, Value: h.Value})
	}
	if r.BodyFile != "" {
		content, b, err := ReadBody(r.BodyFile)
		if err != nil {
			return e, err
		}
		e.Body, e.Header = content, WithContentType(e.Header, b.Type)
		return e, nil
	}
	body, err := scope.Expand(r.Body)
	if err != nil {
		return fail("body", err)
	}
	e.Body = []byte(body)
	return e, nil
}

const (
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

// WithContentType adds a Content-Type header unless there is one.
func WithContentType(header []Pair, contentType string) []Pair {
	if contentType == "" || slices.ContainsFunc(header, func(h Pair) bool { return strings.EqualFold(h.Name, "Content-Type") }) {
		return header
	}
	return append(header, Pair{Name: "Content-Type", Value: contentType})
}

// IsAbsolute reports whether a target is an absolute URL. One that only contains a URL in its path or query is not.
func IsAbsolute(target string) bool {
	scheme, _, found := strings.Cut(target, "://")
	return found && !strings.ContainsAny(scheme, "/?#")
}
