package flow

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"countersign/flow/oauth1"
	"countersign/internal/text"
	"countersign/specs"
	"countersign/specs/mapping"
	"countersign/specs/script"
)

// Response is the service's response to a signed request.
type Response struct {
	Status    int
	Header    http.Header
	Body      []byte // at most 200 MiB
	Length    int64  // Content-Length; -1 if there was none
	Truncated bool   // the body was longer
	Took      time.Duration
	Exchange  *Exchange // what was signed and sent

	verdict        verdict
	explanation    *Explanation
	needsReconnect bool
}

// NeedsReconnect reports whether the service no longer accepts the access token.
func (r *Response) NeedsReconnect() bool { return r.needsReconnect }

// StatusText is the status as in "200 OK".
func (r *Response) StatusText() string { return oauth1.StatusText(r.Status) }

// Explanation explains a refusal; nil for a success.
func (r *Response) Explanation() *Explanation { return r.explanation }

func newResponse(in *oauth1.Response) *Response {
	return &Response{Status: in.Status, Header: in.Header, Body: in.Body, Length: in.Length, Truncated: in.Truncated, Took: in.Took}
}

// explain fills in the explanation of a refusal, while the provider's message is at hand.
func (r *Response) explain(what string, in *oauth1.Response, p provider, rehearsal *Rehearsal) {
	v := r.verdict
	advice := rehearsal.Advice(in.Header) // some services refuse with status 200
	if v.success && advice == "" {
		return
	}
	e := Explain(in.Refusal(StepRequest, what, v.failure(in.Status)))
	e.ProviderMessage = cmp.Or(v.providerMessage(), e.ProviderMessage)
	e.Next = cmp.Or(advice, p.hintFor(cmp.Or(v.hint(in.Status), e.Next)))
	r.explanation = &e
	r.needsReconnect = v.key == keyDefunct || oauth1.InvalidatesToken(in.Problem) && p.dialect.RequiresAuthorization()
}

// InterruptedError is the cause of a StepError if a response began and did not end. Response has the part that arrived.
type InterruptedError struct {
	Response *Response
	Err      error // why
}

func (e *InterruptedError) inner() *oauth1.InterruptedError {
	return &oauth1.InterruptedError{Response: &oauth1.Response{Body: e.Response.Body, Length: e.Response.Length}, Err: e.Err}
}

func (e *InterruptedError) Error() string { return e.inner().Error() }

func (e *InterruptedError) Unwrap() error { return e.Err }

// Canceled reports whether the user canceled the request.
func (e *InterruptedError) Canceled() bool { return e.inner().Canceled() }

// The error keys of the connector format: what a failed request means for the connection.
const (
	keyExpired   = "access_token_expired" // refresh the token and send the request again
	keyDefunct   = "connection_is_defunct"
	keyRateLimit = "rate_limit_exceeded"
)

// maxParsed limits the bodies that are parsed for handlers and scripts, in bytes: parsed JSON takes many times as much memory.
// For longer bodies handlers see status and headers only, and scripts fail.
const maxParsed = 16 << 20

// verdict says whether a request succeeded: according to the first of makeApiClient's responseHandlers that matches, else
// to the status. A handler may call a 404 a success, and a 200 a failure.
type verdict struct {
	success bool
	handled bool   // by a handler
	key     string // of a failure: one of the above, the connector's own, or ""
	message string // of a failure, safe to print; may be empty
	data    any    // replaces the body of a success, or details a failure; may be nil
	problem bool   // the response names an oauth_problem, whose hint applies
}

func judge(in *oauth1.Response, handlers []specs.ResponseHandler) (verdict, error) {
	if len(handlers) > 0 {
		r := plainResponse(in.Status, in.Header, in.Body)
		// The format's generations have two names for the status.
		vars := map[string]any{"response": map[string]any{"status": r.Status, "statusCode": r.Status, "headers": r.Header, "data": r.Data}}
		for _, h := range handlers {
			matches, err := evalHandler(h.Match, vars)
			if err != nil {
				return verdict{}, err
			}
			if mapping.Truthy(matches) {
				return handled(h, vars)
			}
		}
	}
	return byStatus(in.Status, in.Problem), nil
}

// byStatus is the verdict without handlers. A 401 with an oauth_problem other than token_expired is not about expiry.
func byStatus(status int, problem string) verdict {
	v := verdict{success: status >= 200 && status < 300 && problem == "", problem: problem != ""}
	switch {
	case problem == "token_expired", problem == "" && status == http.StatusUnauthorized:
		v.key = keyExpired
	case status == http.StatusTooManyRequests:
		v.key = keyRateLimit
	}
	return v
}

// handled is the verdict of a matching handler.
func handled(h specs.ResponseHandler, vars map[string]any) (verdict, error) {
	v := verdict{success: h.Success, handled: true}
	if h.Success {
		data, err := evalHandler(h.Data, vars)
		v.data = data
		return v, err
	}
	failure, err := evalHandler(h.Error, vars)
	if object, ok := failure.(map[string]any); ok {
		v.key, v.message, v.data = displayValue(object["key"]), displayValue(object["message"]), object["data"]
	}
	return v, err
}

// evalHandler evaluates a part of a handler; nil if it is absent or its value is missing.
func evalHandler(m *mapping.Mapping, vars map[string]any) (any, error) {
	if m == nil {
		return nil, nil
	}
	value, err := m.Eval(vars)
	if value == mapping.Missing {
		value = nil
	}
	return value, err
}

// displayValue is a string as it is, anything else as JSON, and empty for nil.
func displayValue(v any) string {
	if v == nil {
		return ""
	}
	value, isText := v.(string)
	if !isText {
		encoded, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		value = string(encoded)
	}
	return text.Safe(value, oauth1.MaxQuoted)
}

// providerMessage is a handler's error data.
func (v verdict) providerMessage() string {
	if !v.handled {
		return ""
	}
	return displayValue(v.data)
}

func (v verdict) failure(status int) error {
	if v.message == "" && v.handled && status < 400 {
		return errors.New("failure reported by the connector's responseHandlers")
	}
	return errors.New(cmp.Or(v.message, oauth1.StatusText(status)))
}

// hint is what to do about a failed request; empty if the protocol's hint is better.
func (v verdict) hint(status int) string {
	switch {
	case v.key == keyDefunct:
		return oauth1.HintReconnect + ": the service no longer accepts this connection."
	case v.handled && v.key == keyExpired:
		return oauth1.ProblemHint("token_expired")
	case v.key == keyRateLimit && !v.problem:
		return statusHint(http.StatusTooManyRequests)
	case v.handled && status < 400:
		return "Read the response: the connector's responseHandlers (makeApiClient) call it a failure."
	case status >= 400 && status != http.StatusUnauthorized && !v.problem:
		return statusHint(status)
	}
	return ""
}

// statusHint is for responses that do not mention OAuth: the signature was most likely valid.
func statusHint(status int) string {
	switch {
	case status == http.StatusForbidden:
		return "Check the application's permissions at the provider: the token is valid but may not do this."
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return "Check the method and the target in the service's documentation."
	case status == http.StatusTooManyRequests:
		return "Wait before the next request: the service limits their rate."
	case status >= 500:
		return "Try again later: the service has a problem."
	}
	return "Check the request's parameters and body."
}

// plainResponse is a response for scripts and formulas: header names in lower case, the body as parsed JSON or as text. There
// is no data if the body is too long.
func plainResponse(status int, header http.Header, body []byte) script.Response {
	r := script.Response{Status: status, Header: map[string]string{}}
	for name := range header {
		r.Header[strings.ToLower(name)] = header.Get(name)
	}
	switch {
	case len(body) > maxParsed:
	case json.Unmarshal(body, &r.Data) != nil:
		r.Data = string(body)
	}
	return r
}

// forScript is the response for a script, with a handler's data in place of the body. A failure according to a handler is an
// error with the handler's message.
func (r *Response) forScript() (script.Response, error) {
	out := plainResponse(r.Status, r.Header, r.Body)
	if len(r.Body) > maxParsed && r.verdict.data == nil {
		return out, fmt.Errorf("the response of %s is too large for a script", text.Size(int64(len(r.Body))))
	}
	if !r.verdict.handled {
		return out, nil
	}
	if r.verdict.data != nil {
		out.Data = r.verdict.data
	}
	if out.OK = r.verdict.success; out.OK {
		return out, nil
	}
	return out, r.verdict.failure(r.Status)
}
