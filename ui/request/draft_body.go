package request

import (
	"encoding/json"
	"errors"
	"mime"
	"net/url"
	"strings"

	"countersign/flow"
	"countersign/flow/history"
	"countersign/flow/requestfile"
	"countersign/internal/text"
)

// bodyKind is how a body is edited, and its Content-Type unless a header names another.
type bodyKind int

const (
	bodyNone bodyKind = iota
	bodyForm
	bodyJSON
	bodyText
	bodyFile
	bodyKinds
)

var kindNames = [bodyKinds]string{"–", "form", "JSON", "text", "file"}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
	textType = "text/plain; charset=utf-8"
)

// guessKind guesses the kind of a body from its type and content.
func (d draft) guessKind() bodyKind {
	text := strings.TrimSpace(d.body)
	switch {
	case d.file != "":
		return bodyFile
	case text == "":
		return bodyNone
	}
	if _, named := d.contentType(); named {
		return d.kindOfType()
	}
	switch {
	case json.Valid([]byte(text)):
		return bodyJSON
	case strings.Contains(text, "=") && !strings.ContainsAny(text, " \t\r\n<{"):
		return bodyForm
	}
	return bodyText
}

// kindOfType is the kind that the Content-Type header names.
func (d draft) kindOfType() bodyKind {
	switch kind, _ := d.contentType(); {
	case kind == formType:
		return bodyForm
	case strings.Contains(kind, "json"):
		return bodyJSON
	}
	return bodyText
}

// contentType is the media type from the headers.
func (d draft) contentType() (kind string, named bool) {
	for _, line := range activeLines(d.headers) {
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "Content-Type") {
			continue
		}
		if media, _, err := mime.ParseMediaType(value); err == nil {
			return media, true
		}
		return strings.TrimSpace(value), true
	}
	return "", false
}

// decodeForm decodes a form into lines. A body that is not a form, or that lines cannot express, stays text.
func (d *draft) decodeForm() {
	if d.kind != bodyForm {
		return
	}
	if text, ok := formLines(d.body); ok {
		d.body = text
		return
	}
	d.asText[partBody] = true
}

// formLines decodes a=1&b=2 into name=value lines. Text of several lines is returned as it is.
func formLines(text string) (string, bool) {
	trimmed := strings.TrimSpace(text)
	if strings.Contains(trimmed, "\n") && !strings.Contains(trimmed, "\n&") {
		return text, true
	}
	trimmed = strings.ReplaceAll(strings.ReplaceAll(trimmed, "\r", ""), "\n&", "&") // as some editors wrap it
	if strings.ContainsAny(trimmed, "\n<") || strings.HasPrefix(trimmed, "{\"") {
		return text, false
	}
	var out []string
	for _, pair := range strings.Split(trimmed, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err1 := url.QueryUnescape(name)
		value, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil || name == "" || strings.ContainsAny(name, "=\n\r") || strings.ContainsAny(value, "\n\r") || strings.HasPrefix(name, offMark) {
			return text, false
		}
		out = append(out, name+"="+value)
	}
	return strings.Join(out, "\n"), true
}

// addBody adds the body to a request.
func (d draft) addBody(scope *requestfile.Scope, r *flow.Request) (err error) {
	kind, body := "", ""
	switch d.kind {
	case bodyNone:
		return nil
	case bodyFile:
		if r.BodyFile, err = fill(scope, partBody, 0, strings.TrimSpace(d.file)); err == nil && r.BodyFile == "" {
			err = &partError{partBody, 0, "missing file path", false}
		}
		return err
	case bodyForm:
		if !d.encoded() {
			r.Form, err = pairsOf(scope, partBody, d.body)
			return err
		}
		kind = formType
	case bodyJSON:
		kind = jsonType
	case bodyText:
		kind = textType
	}
	if body, err = fillBody(scope, d.body); err != nil || body == "" {
		return err
	}
	r.Body, r.Header = []byte(body), requestfile.WithContentType(r.Header, kind)
	return nil
}

// fillBody is fill for text of several lines.
func fillBody(scope *requestfile.Scope, text string) (string, error) {
	if history.HasMask(text) {
		line := strings.Count(text[:strings.Index(text, "•")], "\n") + 1
		return "", &partError{partBody, line, "not stored in the history. Enter it again.", false}
	}
	out, err := scope.Expand(text)
	var unknown *requestfile.UnknownVariable
	if errors.As(err, &unknown) {
		return "", &partError{partBody, unknown.Line, err.Error(), true}
	}
	return out, err
}

// encoded reports whether the form is text that is sent unchanged: one encoded line, or not a form at all.
func (d draft) encoded() bool {
	text := strings.TrimSpace(d.body)
	if !d.asText[partBody] || text == "" {
		return false
	}
	one := !strings.Contains(text, "\n")
	return one && strings.Contains(text, "&") || strings.ContainsRune("{[<\"", rune(text[0]))
}

// nextKind changes to the next kind of body, and removes a Content-Type header of another kind.
func (d draft) nextKind() draft {
	d.kind = (d.kind + 1) % bodyKinds
	d.changed, d.missingBody = true, ""
	if media, named := d.contentType(); named && d.kindOfType() != d.kind && (d.kind == bodyForm || d.kind == bodyJSON || media == formType || media == jsonType || media == "text/plain") {
		var rest []string
		for _, line := range lines(d.headers) {
			if name, _, _ := strings.Cut(line, ":"); !strings.EqualFold(strings.TrimSpace(name), "Content-Type") {
				rest = append(rest, line)
			}
		}
		d.headers = strings.Join(rest, "\n")
	}
	return d
}

// jsonError returns the first syntax error in JSON and its position. It does not check bodies above checkLimit.
func jsonError(body string) (what string, line, column int) {
	const checkLimit = 1 << 20
	if strings.TrimSpace(body) == "" || len(body) > checkLimit {
		return "", 0, 0
	}
	var whole json.RawMessage
	err := json.Unmarshal([]byte(body), &whole)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return "", 0, 0
	}
	at := min(max(int(syntax.Offset)-1, 0), len(body))
	if strings.Contains(syntax.Error(), "unexpected end") {
		at = len(body)
	}
	before := body[:at]
	return text.Safe(syntax.Error(), 100), strings.Count(before, "\n") + 1, len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
}
