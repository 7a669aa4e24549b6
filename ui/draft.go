package ui

import (
	"encoding/json"
	"fmt"
	"mime"
	"strings"

	"countersign/flow"
)

// draft is a call as a person writes it: query one name=value a line, headers one Name: value a line.
type draft struct {
	name    string
	method  string
	target  string
	query   string
	headers string
	body    string
	changed bool // since it was offered
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
	textType = "text/plain; charset=utf-8"
)

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// drafts are a connection's ready calls, and an empty one behind them.
func drafts(ready []flow.ReadyCall) []draft {
	var out []draft
	for _, c := range ready {
		d := draft{name: flow.Safe(c.Name, 60), method: strings.ToUpper(c.Method), target: c.Target, body: c.Body}
		var lines []string
		for _, h := range c.Header {
			lines = append(lines, h.Name+": "+h.Value)
		}
		d.headers = strings.Join(lines, "\n")
		if d.method == "" {
			d.method = "GET"
		}
		out = append(out, d)
	}
	return append(out, draft{name: "a call of your own", method: "GET"})
}

// lineError is a mistake in a draft, and the part that it is in.
type lineError struct {
	part part
	line int // counted from 1
	what string
}

func (e *lineError) Error() string {
	return fmt.Sprintf("%s, line %d: %s", partNames[e.part], e.line, e.what)
}

// request turns the draft into what is sent. The error is a lineError.
func (d draft) request() (flow.Request, error) {
	r := flow.Request{Method: d.method, Target: strings.TrimSpace(d.target)}
	for i, line := range lines(d.query) {
		if line == "" {
			continue
		}
		name, value, _ := strings.Cut(line, "=")
		if name == "" {
			return r, &lineError{partQuery, i + 1, "a parameter is written name=value"}
		}
		r.Query = append(r.Query, flow.Pair{Name: name, Value: value})
	}
	for i, line := range lines(d.headers) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || strings.TrimSpace(name) == "" {
			return r, &lineError{partHeaders, i + 1, "a header is written Name: value"}
		}
		r.Header = append(r.Header, flow.Pair{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
	}
	if d.body == "" {
		return r, nil
	}
	if kind, _ := d.kind(); kind == formType && len(filled(d.body)) > 1 {
		for _, line := range filled(d.body) {
			name, value, _ := strings.Cut(line, "=")
			r.Form = append(r.Form, flow.Pair{Name: name, Value: value})
		}
		return r, nil
	}
	r.Body = []byte(d.body)
	return r, nil
}

// kind is what the body goes out as: what the headers say, else what it looks like; named tells which.
func (d draft) kind() (kind string, named bool) {
	for _, line := range lines(d.headers) {
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Type") {
			continue
		}
		if media, _, err := mime.ParseMediaType(value); err == nil {
			return media, true
		}
		return strings.TrimSpace(value), true
	}
	text := strings.TrimSpace(d.body)
	switch {
	case text == "":
		return "", false
	case json.Valid([]byte(text)):
		return jsonType, false
	case strings.Contains(text, "=") && !strings.ContainsAny(text, " \t\r\n<{"):
		return formType, false
	}
	return textType, false
}

// kindWord is the kind as the tabs call it.
func (d draft) kindWord() string {
	kind, _ := d.kind()
	switch {
	case d.body == "":
		return "–"
	case kind == formType:
		return "form"
	case strings.Contains(kind, "json"):
		return "JSON"
	case strings.HasPrefix(kind, "text/"):
		return "text"
	}
	return flow.Safe(kind, 20)
}

// nextKind writes the next kind of body into the headers: JSON, a form, text, or none again.
func (d draft) nextKind() draft {
	kinds := []string{jsonType, formType, textType, ""}
	next := kinds[0]
	if kind, named := d.kind(); named {
		for i, k := range kinds[:3] {
			if strings.HasPrefix(k, kind) {
				next = kinds[i+1]
			}
		}
	}
	var kept []string
	for _, line := range lines(d.headers) {
		if name, _, _ := strings.Cut(line, ":"); !strings.EqualFold(strings.TrimSpace(name), "Content-Type") {
			kept = append(kept, line)
		}
	}
	if next != "" {
		kept = append(kept, "Content-Type: "+next)
	}
	d.headers = strings.Trim(strings.Join(kept, "\n"), "\n")
	return d
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// filled are the lines that hold something.
func filled(text string) []string {
	var out []string
	for _, l := range lines(text) {
		if strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
	}
	return out
}
