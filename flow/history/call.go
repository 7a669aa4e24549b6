package history

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"countersign/flow/oauth1/signature"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/specs"
)

// Call is a request that was sent, as the history saves it: without secrets, and without bodies unless the settings say so.
type Entry struct {
	ID           string        `json:"id"`
	At           time.Time     `json:"at"`
	Method       string        `json:"method"`
	Target       string        `json:"target"`
	Query        pairList      `json:"query,omitempty"`
	Header       pairList      `json:"header,omitempty"`
	BodyType     string        `json:"bodyType,omitempty"` // empty: there was no body
	BodySize     int64         `json:"bodySize,omitempty"`
	BodyFile     string        `json:"bodyFile,omitempty"` // it was sent from there
	Body         string        `json:"body,omitempty"`     // empty also when it was not kept
	Status       int           `json:"status,omitempty"`   // 0: no answer came
	Took         time.Duration `json:"took"`
	Size         int64         `json:"size,omitempty"` // of the answer's body
	ResponseBody string        `json:"answer,omitempty"`
	Failure      string        `json:"failure,omitempty"` // why no answer came
}

// pairList is written as [["name", "value"], …].
type pairList []requestfile.Pair

// MarshalJSON writes the pairs.
func (l pairList) MarshalJSON() ([]byte, error) {
	out := make([][2]string, len(l))
	for i, p := range l {
		out[i] = [2]string{p.Name, p.Value}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads them.
func (l *pairList) UnmarshalJSON(data []byte) error {
	var in [][2]string
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	for _, p := range in {
		*l = append(*l, requestfile.Pair{Name: p[0], Value: p[1]})
	}
	return nil
}

// savedBody bounds a body in the history, in bytes; a longer one is not saved.
const savedBody = 64 << 10

// dots are in place of a secret.
const dots = "••••••••"

// Hidden reports whether a value of the history had a secret in it, which dots stand for.
func HasMask(value string) bool { return strings.Contains(value, dots) }

// BodyLost reports whether there was a body that the history does not hold.
func (p Entry) BodyMissing() bool { return p.BodyType != "" && p.BodyFile == "" && p.Body == "" }

// Request is the call as a request that can be sent or saved. What was masked has dots in it.
func (p Entry) Request() requestfile.Request {
	target := p.Target
	if len(p.Query) > 0 {
		target = withQuery(target, p.Query)
	}
	call := requestfile.Request{Name: p.Method + " " + p.Target, Method: p.Method, Target: target, Body: p.Body, BodyFile: p.BodyFile}
	for _, h := range requestfile.WithContentType(p.Header, p.BodyType) {
		call.Header = append(call.Header, specs.Header(h))
	}
	return call
}

// withQuery adds parameters to a target, which may have a query already.
func withQuery(target string, query []requestfile.Pair) string {
	target, _, _ = strings.Cut(target, "#")
	mark := "?"
	switch {
	case strings.HasSuffix(target, "?"), strings.HasSuffix(target, "&"):
		mark = ""
	case strings.Contains(target, "?"):
		mark = "&"
	}
	for _, p := range query {
		target += mark + signature.Encode(p.Name) + "=" + signature.Encode(p.Value)
		mark = "&"
	}
	return target
}

var hiddenParameter = regexp.MustCompile(`([^?&=]+)=[^&]*` + dots + `[^&]*`)

// Saved is the call as a saved request. A variable of its name stands where a value was masked, so that whoever sends it
// gives it one.
func (p Entry) SavedRequest(name string) requestfile.Request {
	call := p.Request()
	call.Name = name
	blank := func(name string) string {
		return "{{" + strings.Trim(notInNames.ReplaceAllString(name, "_"), "_") + "}}"
	}
	call.Target = hiddenParameter.ReplaceAllStringFunc(strings.ReplaceAll(call.Target, encodedDots, dots), func(pair string) string {
		name, _, _ := strings.Cut(pair, "=")
		return name + "=" + blank(name)
	})
	call.Target = strings.ReplaceAll(call.Target, dots, blank("secret"))
	for i, h := range call.Header {
		if HasMask(h.Value) {
			call.Header[i].Value = blank(h.Name)
		}
	}
	call.Body = strings.ReplaceAll(call.Body, dots, blank("secret"))
	return call
}

var (
	notInNames  = regexp.MustCompile(`[^A-Za-z0-9]+`)
	encodedDots = signature.Encode(dots)
)

// Lost lists, in words, what has to be written again before the call can be sent.
func (p Entry) Missing() []string {
	var lost []string
	named := hiddenParameter.FindAllStringSubmatch(p.Target, -1)
	for _, parameter := range named {
		lost = append(lost, "the target's "+text.Safe(parameter[1], 40))
	}
	if HasMask(p.Target) && named == nil {
		lost = append(lost, "a part of the target")
	}
	for part, list := range map[string]pairList{"the query's ": p.Query, "the header ": p.Header} {
		for _, pair := range list {
			if HasMask(pair.Value) {
				lost = append(lost, part+text.Safe(pair.Name, 40))
			}
		}
	}
	slices.Sort(lost)
	switch {
	case p.BodyMissing():
		lost = append(lost, "the body")
	case HasMask(p.Body):
		lost = append(lost, "a value of the body")
	}
	return lost
}
