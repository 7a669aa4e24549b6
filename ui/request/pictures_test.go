package request

import (
	"errors"
	"net/http"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/response"
	"countersign/ui/uitest"
)

func requested(e *kit.Env) *request {
	s := New(e, uitest.Connection())
	s.base = "https://api.photos.example"
	return s
}

func requestReady(e *kit.Env) []kit.Screen { return uitest.Stack(requested(e), "") }

func requestHeaders(e *kit.Env) []kit.Screen {
	s := requested(e)
	s.SetSize(80, 20)
	for _, k := range []string{"down", "down", "tab", "tab", "tab", "limit=10", "tab", "Accept: application/json"} {
		s.Update(uitest.KeyMsg(k))
	}
	return uitest.Stack(s, "")
}

func responded(e *kit.Env, a *response.Result) *request {
	s := requested(e)
	s.send()
	s.Update(responseMsg{task: s.sending.ID, result: a})
	return s
}

func goodResult() *response.Result {
	x := uitest.SampleExchange()
	body := []byte(`{"user":{"id":12037949754000000001,"name":"Anna Sample","city":"東京","url":"https://photos.example/people/anna/with/a/path/that/is/longer/than/a/line/of/any/terminal/in/these/tests/and/goes/on"},"stat":"ok"}`)
	return response.NewResult(nil, flow.Request{Method: "GET", Target: "/me"}, "https://api.photos.example", &flow.Response{
		Status: 200, Took: x.Took, Body: body, Exchange: x,
		Header: http.Header{"Content-Type": {"application/json"}, "Date": {"Sat, 14 Mar 2026 12:00:00 GMT"}, "X-Note": {"\x1b[31mred", "second"}},
	}, nil)
}

func responseBody(e *kit.Env) []kit.Screen { return uitest.Stack(responded(e, goodResult()), "") }

func responseHeaders(e *kit.Env) []kit.Screen {
	s := responded(e, goodResult())
	s.Update(uitest.KeyMsg("tab"))
	return uitest.Stack(s, "")
}

func responseRefused(e *kit.Env) []kit.Screen {
	x := uitest.SampleExchange()
	x.Status = 401
	x.ProviderBaseString = x.BaseString[:40] + "http" + x.BaseString[40:]
	s := responded(e, response.NewResult(nil, flow.Request{Method: "GET", Target: "/me"}, "https://api.photos.example", &flow.Response{
		Status: 401, Took: x.Took, Body: []byte("oauth_problem=signature_invalid"), Exchange: x, Header: http.Header{},
	}, nil))
	s.Update(uitest.KeyMsg("tab"))
	s.Update(uitest.KeyMsg("tab"))
	return uitest.Stack(s, "")
}

func responseNone(e *kit.Env) []kit.Screen {
	err := &flow.StepError{Step: flow.StepRequest, What: "GET api.photos.example failed", Err: errors.New("connection refused"), Hint: "Check your network connection and the URL in the connector."}
	x := flow.Explain(err)
	return uitest.Stack(responded(e, &response.Result{Method: "GET", URL: "https://api.photos.example/me", Failure: &x}), "")
}
