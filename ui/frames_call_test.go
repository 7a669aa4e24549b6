package ui

import (
	"errors"
	"net/http"

	"countersign/flow"
)

// The pictures of a signed call.

func requested(e *env) *request {
	s := newRequest(e, connection())
	s.base = "https://api.photos.example"
	return s
}

func requestReady(e *env) []Screen { return over(requested(e), "") }

func requestHeaders(e *env) []Screen {
	s := requested(e)
	s.SetSize(80, 20)
	for _, k := range []string{"down", "down", "tab", "tab", "tab", "limit=10", "tab", "Accept: application/json"} {
		s.Update(keyMsg(k))
	}
	return over(s, "")
}

func answered(e *env, a *answer) *request {
	s := requested(e)
	s.send()
	s.Update(answeredMsg{task: s.sending.id, answer: a})
	return s
}

func goodAnswer() *answer {
	x := sampleExchange()
	body := []byte(`{"user":{"id":12037949754000000001,"name":"Anna Sample","city":"東京","url":"https://photos.example/people/anna/with/a/path/that/is/longer/than/a/line/of/any/terminal/in/these/tests/and/goes/on"},"stat":"ok"}`)
	return newAnswer(nil, flow.Request{Method: "GET", Target: "/me"}, "https://api.photos.example", &flow.Response{
		Status: 200, Took: x.Took, Body: body, Exchange: x,
		Header: http.Header{"Content-Type": {"application/json"}, "Date": {"Sat, 14 Mar 2026 12:00:00 GMT"}, "X-Note": {"\x1b[31mred", "second"}},
	}, nil)
}

func responseBody(e *env) []Screen { return over(answered(e, goodAnswer()), "") }

func responseHeaders(e *env) []Screen {
	s := answered(e, goodAnswer())
	s.Update(keyMsg("tab"))
	return over(s, "")
}

func responseRefused(e *env) []Screen {
	x := sampleExchange()
	x.Status = 401
	x.ProviderBase = x.BaseString[:40] + "http" + x.BaseString[40:]
	s := answered(e, newAnswer(nil, flow.Request{Method: "GET", Target: "/me"}, "https://api.photos.example", &flow.Response{
		Status: 401, Took: x.Took, Body: []byte("oauth_problem=signature_invalid"), Exchange: x, Header: http.Header{},
	}, nil))
	s.Update(keyMsg("tab"))
	s.Update(keyMsg("tab"))
	return over(s, "")
}

func responseNone(e *env) []Screen {
	err := &flow.StepError{Step: flow.StepCall, Doing: "calling GET api.photos.example", Err: errors.New("connection refused"), Hint: "check whether this machine reaches the service"}
	x := flow.Explain(err)
	return over(answered(e, &answer{method: "GET", url: "https://api.photos.example/me", failure: &x}), "")
}
