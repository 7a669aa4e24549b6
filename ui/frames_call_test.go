package ui

import (
	"errors"
	"net/http"
	"time"

	"countersign/flow"
	"countersign/flow/oauth1"
)

// The pictures of a signed call.

func connection() *flow.Connection {
	return &flow.Connection{
		Entry: flow.Entry{Name: "photos", Account: "Anna Sample", Title: "Photos"},
		Connector: &flow.Connector{Key: "photos", Name: "Photos", Ready: []flow.ReadyCall{
			{Name: "who am I", Method: "GET", Target: "/me"},
			{Name: "search, with a query that is long", Method: "GET", Target: "/search?text=a%20harbour&sort=date&per_page=20&page=1&extras=tags"},
			{Name: "add a note", Method: "POST", Target: "/notes", Header: nil, Body: `{"text": "hello"}`},
		}},
	}
}

func requested(e *env) *request {
	s := newRequest(e, connection())
	s.base = "https://api.photos.example"
	return s
}

func fromHome(e *env, s Screen) []Screen {
	return []Screen{home(e, kept, flow.KeychainStatus{Kind: flow.KeychainOS, Ready: true}), s}
}

func requestReady(e *env) []Screen { return fromHome(e, requested(e)) }

func requestHeaders(e *env) []Screen {
	s := requested(e)
	s.SetSize(80, 20)
	for _, k := range []string{"down", "down", "tab", "tab", "tab", "limit=10", "tab", "Accept: application/json"} {
		s.Update(keyMsg(k))
	}
	return fromHome(e, s)
}

// sampleExchange is a signed call as flow records it.
func sampleExchange() *flow.Exchange {
	return &flow.Exchange{Exchange: oauth1.Exchange{
		Step: flow.StepCall, Method: "GET", URL: "https://api.photos.example/me", SignatureMethod: "HMAC-SHA1", Placement: "header",
		BaseURI: "https://api.photos.example/me",
		Parameters: []flow.Param{
			{Name: "oauth_consumer_key", Value: "sample-consumer-key"},
			{Name: "oauth_nonce", Value: "sample-nonce"},
			{Name: "oauth_signature_method", Value: "HMAC-SHA1"},
			{Name: "oauth_timestamp", Value: "1773489600"},
			{Name: "oauth_token", Value: "sample-access-token"},
		},
		BaseString: "GET&https%3A%2F%2Fapi.photos.example%2Fme&oauth_consumer_key%3Dsample-consumer-key%26oauth_nonce%3Dsample-nonce" +
			"%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1773489600%26oauth_token%3Dsample-access-token",
		Status: 200, Took: 183 * time.Millisecond,
	}}
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

func responseBody(e *env) []Screen { return fromHome(e, answered(e, goodAnswer())) }

func responseHeaders(e *env) []Screen {
	s := answered(e, goodAnswer())
	s.Update(keyMsg("tab"))
	return fromHome(e, s)
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
	return fromHome(e, s)
}

func responseNone(e *env) []Screen {
	err := &flow.StepError{Step: flow.StepCall, Doing: "calling GET api.photos.example", Err: errors.New("connection refused"), Hint: "check whether this machine reaches the service"}
	x := flow.Explain(err)
	return fromHome(e, answered(e, &answer{method: "GET", url: "https://api.photos.example/me", failure: &x}))
}
