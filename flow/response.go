package flow

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"countersign/flow/oauth1"
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
func (r *Response) StatusText() string { return oauth1.StatusText(r.Status) }

// Trouble explains an answer that is a refusal or no answer to the question; nil when there is nothing to explain.
func (r *Response) Trouble() *Explanation { return r.trouble }

func newResponse(in *oauth1.Response) *Response {
	return &Response{Status: in.Status, Header: in.Header, Body: in.Body, Length: in.Length, Truncated: in.Truncated, Took: in.Took}
}

// explain says what to do about an answer that is a refusal, while the provider's words are at hand.
func (c *Connection) explain(r *Response, doing string, in *oauth1.Response) {
	v := r.verdict
	advised := c.conns.net.rehearsal.advice(in.Header) // some services refuse with the status 200
	if v.success && advised == "" {
		return
	}
	e := Explain(in.Refusal(StepCall, doing, errors.New(cmp.Or(v.message, "the answer was "+oauth1.StatusText(in.Status)))))
	e.Said = cmp.Or(v.said(), e.Said)
	e.Next = cmp.Or(advised, c.provider.again(cmp.Or(v.advice(in.Status), e.Next)))
	r.trouble = &e
	r.ended = v.key == keyDefunct || oauth1.EndsToken(in.Problem) && c.provider.dialect.Dances()
}

// Cut is the cause of a StepError after an answer that began and did not end. What had come stands in Response, whose body is
// not to be taken for a whole one.
type Cut struct {
	Response *Response
	Err      error // why
}

func (e *Cut) cut() *oauth1.Cut {
	return &oauth1.Cut{Response: &oauth1.Response{Body: e.Response.Body, Length: e.Response.Length}, Err: e.Err}
}

func (e *Cut) Error() string { return e.cut().Error() }

func (e *Cut) Unwrap() error { return e.Err }

// Stopped reports whether it was the person who ended it.
func (e *Cut) Stopped() bool { return e.cut().Stopped() }
