package flow

import (
	"errors"
	"net/http"
	"time"
)

// Response is the service's answer to a signed call.
type Response struct {
	Status    int
	Header    http.Header
	Body      []byte // at most 64 MiB
	Truncated bool   // the body was longer
	Took      time.Duration
	Exchange  *Exchange // what was signed and sent

	trouble *Explanation
}

// StatusText is the status as people say it: "200 OK".
func (r *Response) StatusText() string { return statusText(r.Status) }

// Trouble explains an answer that is a refusal or no answer to the question; nil when there is nothing to explain.
func (r *Response) Trouble() *Explanation { return r.trouble }

// response makes a Response of an answer, with its explanation while the provider's words are at hand.
func (m *Manager) response(doing string, in *incoming, p problem) *Response {
	r := &Response{
		Status: in.status, Header: in.header, Body: in.body, Truncated: in.truncated, Took: in.exchange.Took, Exchange: in.exchange,
	}
	if in.status >= 300 || p.name != "" {
		e := Explain(m.refused(StepCall, doing, in, errors.New("the answer was "+statusText(in.status))))
		if in.status >= 400 && in.status != http.StatusUnauthorized && p.name == "" {
			e.Next = statusAdvice(in.status)
		}
		r.trouble = &e
	}
	m.trace.add(*in.exchange)
	return r
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
