package flow

import (
	"cmp"
	"errors"
	"net/http"
	"time"
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
func (r *Response) TokenEnded() bool { return r.ended }

// StatusText is the status as people say it: "200 OK".
func (r *Response) StatusText() string { return statusText(r.Status) }

// Trouble explains an answer that is a refusal or no answer to the question; nil when there is nothing to explain.
func (r *Response) Trouble() *Explanation { return r.trouble }

// response makes a Response of an answer, with its explanation while the provider's words are at hand.
func (c *Connection) response(doing string, in *incoming, v verdict) *Response {
	r := in.response()
	r.verdict = v
	advised := c.conns.client.rehearsal.advice(in.header) // some services refuse with the status 200
	if !v.success || advised != "" {
		e := Explain(c.conns.client.refused(StepCall, doing, in, errors.New(cmp.Or(v.message, "the answer was "+statusText(in.status)))))
		e.Said = cmp.Or(v.said(), e.Said)
		e.Next = cmp.Or(advised, c.config.again(cmp.Or(v.advice(in.status), e.Next)))
		r.trouble = &e
		r.ended = v.key == keyDefunct || endedTokens[in.problem().name] && c.config.Dialect.Dances()
	}
	c.conns.client.traffic.add(*in.exchange)
	return r
}

func (in *incoming) response() *Response {
	return &Response{
		Status: in.status, Header: in.header, Body: in.body, Length: in.length, Truncated: in.truncated, Took: in.exchange.Took, Exchange: in.exchange,
	}
}

// cut is the error of an answer that did not come whole.
func (c *Connection) cut(doing string, e *cutOff) error {
	cut := &Cut{Response: e.in.response(), Err: e.cause}
	return &StepError{Step: StepCall, Doing: doing, Err: cut, Hint: cut.next()}
}
