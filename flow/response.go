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

// Response is the service's answer to a signed call.
type Response struct {
	Status    int
	Header    http.Header
	Body      []byte // at most 200 MiB
	Length    int64  // of the body, as the service announced it; -1: it did not
	Truncated bool   // the body was longer
	Took      time.Duration
	Exchange  *Exchange // what was signed and sent

	verdict verdict
	trouble *Explanation
	ended   bool
}

// TokenEnded reports whether the service honours the access token no more, so that connecting again is what helps.
func (r *Response) NeedsReconnect() bool { return r.ended }

// StatusText is the status as people say it: "200 OK".
func (r *Response) StatusText() string { return oauth1.StatusText(r.Status) }

// Trouble explains an answer that is a refusal or no answer to the question; nil when there is nothing to explain.
func (r *Response) Explanation() *Explanation { return r.trouble }

func newResponse(in *oauth1.Response) *Response {
	return &Response{Status: in.Status, Header: in.Header, Body: in.Body, Length: in.Length, Truncated: in.Truncated, Took: in.Took}
}

// explain says what to do about an answer that is a refusal, while the provider's words are at hand.
func (r *Response) explain(doing string, in *oauth1.Response, p provider, rehearsal *Rehearsal) {
	v := r.verdict
	advised := rehearsal.Advice(in.Header) // some services refuse with the status 200
	if v.success && advised == "" {
		return
	}
	e := Explain(in.Refusal(StepRequest, doing, errors.New(cmp.Or(v.message, "the answer was "+oauth1.StatusText(in.Status)))))
	e.ProviderMessage = cmp.Or(v.said(), e.ProviderMessage)
	e.Next = cmp.Or(advised, p.again(cmp.Or(v.advice(in.Status), e.Next)))
	r.trouble = &e
	r.ended = v.key == keyDefunct || oauth1.InvalidatesToken(in.Problem) && p.dialect.RequiresAuthorization()
}

// Cut is the cause of a StepError after an answer that began and did not end. What had come stands in Response, whose body is
// not to be taken for a whole one.
type InterruptedError struct {
	Response *Response
	Err      error // why
}

func (e *InterruptedError) cut() *oauth1.InterruptedError {
	return &oauth1.InterruptedError{Response: &oauth1.Response{Body: e.Response.Body, Length: e.Response.Length}, Err: e.Err}
}

func (e *InterruptedError) Error() string { return e.cut().Error() }

func (e *InterruptedError) Unwrap() error { return e.Err }

// Stopped reports whether it was the person who ended it.
func (e *InterruptedError) Canceled() bool { return e.cut().Canceled() }

// The error keys that the connectors' format knows: what a failed call means for the connection.
const (
	keyExpired   = "access_token_expired" // renew the token and call again
	keyDefunct   = "connection_is_defunct"
	keyRateLimit = "rate_limit_exceeded"
)

// parsedLimit is up to where a body is taken apart for handlers and scripts, in bytes. What is made of JSON is many times as
// large; of a longer answer handlers see the status and the headers, and scripts nothing.
const parsedLimit = 16 << 20

// verdict is what the answer to a call comes to: by the first of makeApiClient's responseHandlers that matches it, else by
// its status. A handler may call a 404 a success, and a 200 a failure.
type verdict struct {
	success bool
	handled bool   // a handler said so
	key     string // of a failure: one of the above, one of the connector's own, or none
	message string // of a failure, safe to print; may be empty
	data    any    // in place of the body: what a success gives, what a failure adds; nil when the handler says nothing
	problem bool   // the provider named its problem, so that the advice for it holds
}

// judge says what an answer comes to.
func judge(in *oauth1.Response, handlers []specs.ResponseHandler) (verdict, error) {
	if len(handlers) > 0 {
		vars := map[string]any{"response": responseVariable(plainResponse(in.Status, in.Header, in.Body))}
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

// byStatus is the verdict that goes without saying. A 401 whose problem has another name is no matter of the token's time.
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

// handled is the verdict of a handler that matches.
func handled(h specs.ResponseHandler, vars map[string]any) (verdict, error) {
	v := verdict{success: h.Success, handled: true}
	if h.Success {
		data, err := evalHandler(h.Data, vars)
		v.data = data
		return v, err
	}
	failure, err := evalHandler(h.Error, vars)
	if object, ok := failure.(map[string]any); ok {
		v.key, v.message, v.data = sayValue(object["key"]), sayValue(object["message"]), object["data"]
	}
	return v, err
}

// evalHandler evaluates a part of a handler; nil when it was not given or its value is missing.
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

// sayValue is a value of the service's as a person reads it: text as it is, else JSON.
func sayValue(v any) string {
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

// said is what a handler adds to its error, as the other side's words.
func (v verdict) said() string {
	if !v.handled {
		return ""
	}
	return sayValue(v.data)
}

// advice is what to do about a failed call; empty where the step's own advice is the better one.
func (v verdict) advice(status int) string {
	switch {
	case v.key == keyDefunct:
		return "connect again: the service does not honour this connection any more"
	case v.handled && v.key == keyExpired:
		return oauth1.ProblemHint("token_expired")
	case v.key == keyRateLimit && !v.problem:
		return statusAdvice(http.StatusTooManyRequests)
	case v.handled && status < 400:
		return "the connector takes this answer for a failure: look at the answer, and at the responseHandlers of its makeApiClient"
	case status >= 400 && status != http.StatusUnauthorized && !v.problem:
		return statusAdvice(status)
	}
	return ""
}

// statusAdvice is what to do about an answer that says nothing of OAuth: the signature was most likely right.
func statusAdvice(status int) string {
	switch {
	case status == http.StatusForbidden:
		return "the token is good but may not do this: look at the rights that the application was given at the provider"
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return "check the method and the target against the service's documentation"
	case status == http.StatusTooManyRequests:
		return "the service limits its calls: wait before the next one"
	case status >= 500:
		return "the service has a fault of its own: try again later"
	}
	return "the service did not take the request: check its parameters and body"
}

// plainResponse is an answer as scripts and formulas see it: header names in lower case, the body's JSON, or its text when
// it is none; no data when there is too much of it.
func plainResponse(status int, header http.Header, body []byte) script.Response {
	r := script.Response{Status: status, Header: map[string]string{}}
	for name := range header {
		r.Header[strings.ToLower(name)] = header.Get(name)
	}
	switch {
	case len(body) > parsedLimit:
	case json.Unmarshal(body, &r.Data) != nil:
		r.Data = string(body)
	}
	return r
}

// responseVariable is the variable response of handlers. The format's generations spell the status in two ways.
func responseVariable(r script.Response) map[string]any {
	return map[string]any{"status": r.Status, "statusCode": r.Status, "headers": r.Header, "data": r.Data}
}

// forScript is the answer to a script's call, with the handlers' data in place of the body. A failure that a handler found
// is an error, with the handler's message.
func (r *Response) forScript() (script.Response, error) {
	answer := plainResponse(r.Status, r.Header, r.Body)
	if len(r.Body) > parsedLimit && r.verdict.data == nil {
		return answer, fmt.Errorf("the answer has %s, more than a script is given", text.Size(int64(len(r.Body))))
	}
	if !r.verdict.handled {
		return answer, nil
	}
	if r.verdict.data != nil {
		answer.Data = r.verdict.data
	}
	if answer.OK = r.verdict.success; answer.OK {
		return answer, nil
	}
	return answer, fmt.Errorf("%s", cmp.Or(r.verdict.message, "the answer was "+oauth1.StatusText(r.Status)))
}
