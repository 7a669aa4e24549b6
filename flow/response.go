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

	verdict verdict
	trouble *Explanation
}

// StatusText is the status as people say it: "200 OK".
func (r *Response) StatusText() string { return statusText(r.Status) }

// Trouble explains an answer that is a refusal or no answer to the question; nil when there is nothing to explain.
func (r *Response) Trouble() *Explanation { return r.trouble }

// response makes a Response of an answer, with its explanation while the provider's words are at hand.
func (c *Connection) response(doing string, in *incoming, v verdict) *Response {
	r := &Response{
		Status: in.status, Header: in.header, Body: in.body, Truncated: in.truncated, Took: in.exchange.Took, Exchange: in.exchange,
		verdict: v,
	}
	advised := c.m.rehearsal.advice(in.header) // some services refuse with the status 200
	if !v.success || advised != "" {
		e := Explain(c.m.refused(StepCall, doing, in, errors.New(orElse(v.message, "the answer was "+statusText(in.status)))))
		e.Said = orElse(v.said(), e.Said)
		e.Next = orElse(advised, c.config.again(orElse(v.advice(in.status), e.Next)))
		r.trouble = &e
	}
	c.m.trace.add(*in.exchange)
	return r
}
