package history

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/specs"
)

// Entry is a saved request, without secrets, and without bodies unless the settings save them.
type Entry struct {
	ID           string        `json:"id"`
	At           time.Time     `json:"at"`
	Method       string        `json:"method"`
	Target       string        `json:"target"`
	Query        pairList      `json:"query,omitempty"`
	Header       pairList      `json:"header,omitempty"`
	BodyType     string        `json:"bodyType,omitempty"` // empty: there was no body
	BodySize     int64         `json:"bodySize,omitempty"`
	BodyFile     string        `json:"bodyFile,omitempty"` // the file it was read from
	Body         string        `json:"body,omitempty"`     // empty also when it was not saved
	Status       int           `json:"status,omitempty"`   // 0: there was no response
	Took         time.Duration `json:"took"`
	Size         int64         `json:"size,omitempty"` // of the response body
	ResponseBody string        `json:"answer,omitempty"`
	Failure      string        `json:"failure,omitempty"` // why there was no response
}

// pairList is [["name", "value"], …] in JSON.
type pairList []requestfile.Pair

// MarshalJSON implements json.Marshaler.
func (l pairList) MarshalJSON() ([]byte, error) {
	out := make([][2]string, len(l))
	for i, p := range l {
		out[i] = [2]string{p.Name, p.Value}
	}
	return json.Marshal(out)
}

// UnmarshalJSON implements json.Unmarshaler.
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

// dots replace a secret.
const dots = "••••••••"

// HasMask reports whether a value contained a secret.
func HasMask(value string) bool { return strings.Contains(value, dots) }

// BodyMissing reports whether the request had a body that was not saved.
func (e Entry) BodyMissing() bool { return e.BodyType != "" && e.BodyFile == "" && e.Body == "" }

// Request is the entry as a request to send or save. Masked values are still masked.
func (e Entry) Request() requestfile.Request {
	r := requestfile.Request{Name: e.Method + " " + e.Target, Method: e.Method, Target: e.Target, Body: e.Body, BodyFile: e.BodyFile}
	if len(e.Query) > 0 {
		var query []oauth1.Param
		for _, p := range e.Query {
			query = append(query, oauth1.Param(p))
		}
		r.Target = oauth1.WithQuery(e.Target, oauth1.EncodeParams(query))
	}
	for _, h := range requestfile.WithContentType(e.Header, e.BodyType) {
		r.Header = append(r.Header, specs.Header(h))
	}
	return r
}

var (
	maskedParameter = regexp.MustCompile(`([^?&=]+)=[^&]*` + dots + `[^&]*`)
	notInNames      = regexp.MustCompile(`[^A-Za-z0-9]+`)
	encodedDots     = signature.Encode(dots)
)

// SavedRequest returns the entry as a saved request. Each masked value becomes a variable, such as {{api_key}}, which must be
// filled in before sending.
func (e Entry) SavedRequest(name string) requestfile.Request {
	r := e.Request()
	r.Name = name
	variable := func(name string) string {
		return "{{" + strings.Trim(notInNames.ReplaceAllString(name, "_"), "_") + "}}"
	}
	r.Target = maskedParameter.ReplaceAllStringFunc(strings.ReplaceAll(r.Target, encodedDots, dots), func(pair string) string {
		name, _, _ := strings.Cut(pair, "=")
		return name + "=" + variable(name)
	})
	r.Target = strings.ReplaceAll(r.Target, dots, variable("secret"))
	for i, h := range r.Header {
		if HasMask(h.Value) {
			r.Header[i].Value = variable(h.Name)
		}
	}
	r.Body = strings.ReplaceAll(r.Body, dots, variable("secret"))
	return r
}

// Missing lists what has to be entered again before the request can be sent: "header Cookie", "query parameter api_key".
func (e Entry) Missing() []string {
	var missing []string
	named := maskedParameter.FindAllStringSubmatch(e.Target, -1)
	for _, parameter := range named {
		missing = append(missing, "query parameter "+text.Safe(parameter[1], 40))
	}
	if HasMask(e.Target) && named == nil {
		missing = append(missing, "part of the target")
	}
	for part, list := range map[string]pairList{"query parameter ": e.Query, "header ": e.Header} {
		for _, pair := range list {
			if HasMask(pair.Value) {
				missing = append(missing, part+text.Safe(pair.Name, 40))
			}
		}
	}
	slices.Sort(missing)
	switch {
	case e.BodyMissing():
		missing = append(missing, "body")
	case HasMask(e.Body):
		missing = append(missing, "part of the body")
	}
	return missing
}
