package requestfile

import (
	"fmt"
	"slices"
	"strings"

	"countersign/internal/text"
)

// Expanded is a request as it is sent: its variables replaced, its body read where that is a file.
type Expanded struct {
	Method, Target string
	Header         []Pair
	Body           []byte
	BodyFile       string // where the body was read from
}

// Expand replaces a request's variables. file is the name of the file it is from: an error tells its line there.
func Expand(r Request, file string, scope *Scope) (Expanded, error) {
	e := Expanded{Method: r.Method, BodyFile: r.BodyFile}
	wrong := func(part string, err error) error {
		if r.Line > 0 {
			part = fmt.Sprintf("%s of the call at %s:%d", part, file, r.Line)
		}
		return &Error{What: "reading the " + part, Err: err, Hint: "write @name = value into the file, or use one of: " + scope.names()}
	}
	var err error
	if e.Target, err = scope.Expand(r.Target); err != nil {
		return e, wrong("target", err)
	}
	for _, h := range r.Header {
		name, err := scope.Expand(h.Name)
		if err == nil {
			h.Value, err = scope.Expand(h.Value)
		}
		if err != nil {
			return e, wrong("header "+text.Safe(h.Name, 40), err)
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
		return e, wrong("body", err)
	}
	e.Body = []byte(body)
	return e, nil
}

const (
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

// WithContentType adds a content type to headers that name none.
func WithContentType(header []Pair, kind string) []Pair {
	if kind == "" || slices.ContainsFunc(header, func(h Pair) bool { return strings.EqualFold(h.Name, "Content-Type") }) {
		return header
	}
	return append(header, Pair{Name: "Content-Type", Value: kind})
}

// IsAbsolute reports whether a target is an address by itself, and not one that holds another in its path or query.
func IsAbsolute(target string) bool {
	scheme, _, found := strings.Cut(target, "://")
	return found && !strings.ContainsAny(scheme, "/?#")
}
