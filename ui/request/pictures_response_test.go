package request

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/response"
	"countersign/ui/uitest"
	"countersign/ui/viewer"
)

const (
	sampleJSON = `{"photos":[{"id":1,"title":"The harbour at night","tags":["harbour","night"],"public":true},` +
		`{"id":2,"title":"東京, rain","tags":[],"public":false,"place":null},{"id":3.50,"title":"A \"quoted\" one","tags":["a"],"public":true}],"total":3}`
	// samplePNG is the head of an image of 640×480.
	samplePNG = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x80\x00\x00\x01\xe0\x08\x02\x00\x00\x00\xba\xb3\x4b\xb3"
)

// drive runs commands and hands the messages of the viewer to the screen.
func drive(s kit.Screen, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			drive(s, c)
		}
	case viewer.Msg:
		drive(s, s.Update(msg))
	}
}

// sampleTimes add up to 183 ms.
func sampleTimes() flow.Timings {
	return flow.Timings{
		DNS: 640 * time.Microsecond, Connect: 12 * time.Millisecond, TLS: 48 * time.Millisecond, FirstByte: 101 * time.Millisecond,
		Body: 21*time.Millisecond + 360*time.Microsecond,
	}
}

func sampleResponse(kind, text string) *flow.Response {
	x := uitest.SampleExchange()
	x.Timings = sampleTimes()
	return &flow.Response{
		Status: http.StatusOK, Took: x.Took, Body: []byte(text), Length: int64(len(text)), Exchange: x,
		Header: http.Header{"Content-Type": {kind}, "Date": {"Sat, 14 Mar 2026 12:00:00 GMT"}},
	}
}

func resultOf(responseVal *flow.Response, err error) *response.Result {
	return response.NewResult(nil, flow.Request{Method: "GET", Target: "/me"}, "https://api.photos.example", responseVal, err)
}

// body is a screen with a response of this type, after some keys.
func body(kind, text string, keys ...string) func(e *kit.Env) []kit.Screen {
	return func(e *kit.Env) []kit.Screen {
		s := requested(e)
		s.SetSize(80, 20)
		s.send()
		drive(s, s.Update(responseMsg{task: s.sending.ID, result: resultOf(sampleResponse(kind, text), nil)}))
		for _, k := range keys {
			drive(s, s.Update(uitest.KeyMsg(k)))
		}
		return uitest.Stack(s, "")
	}
}

// halfReceived is a screen with the first part of a response.
func halfReceived(e *kit.Env, length int64) *request {
	s := requested(e)
	s.SetSize(80, 20)
	s.send()
	half := flow.Progress{Attempt: 1, Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Length: length, Body: halfBody()}
	drive(s, s.response.Show(response.NewPartialResult(flow.Request{Method: "GET", Target: "/me"}, s.base, half)))
	s.response.Sending = response.Sending{Started: uitest.Noon.Add(-2500 * time.Millisecond), ResponseStarted: uitest.Noon.Add(-2 * time.Second), Frame: 3}
	s.onResponse = true
	return s
}

// halfBody is 1.2 MB of JSON that ends within a line.
func halfBody() []byte {
	line := []byte(`{"id": 1, "title": "The harbour at night"},` + "\n")
	return append([]byte(`{"photos": [`+"\n"), bytes.Repeat(line, 1_200_000/len(line))...)
}

func responseArriving(e *kit.Env) []kit.Screen { return uitest.Stack(halfReceived(e, 5_000_000), "") }

func responseStopped(e *kit.Env) []kit.Screen {
	return interrupted(e, context.Canceled)
}

func responseBrokenOff(e *kit.Env) []kit.Screen {
	return interrupted(e, errors.New("unexpected EOF"))
}

func interrupted(e *kit.Env, cause error) []kit.Screen {
	s := halfReceived(e, 5_000_000)
	response := sampleResponse("application/json", string(halfBody()))
	response.Length, response.Took = 5_000_000, 2500*time.Millisecond
	a := resultOf(nil, &flow.StepError{
		Step: flow.StepRequest, What: "GET api.photos.example/me failed", Err: &flow.InterruptedError{Response: response, Err: cause},
		Hint: "Send it again, or request less data.",
	})
	a.Attempt = 1
	drive(s, s.Update(responseMsg{task: s.sending.ID, result: a}))
	return uitest.Stack(s, "")
}

// responseWaiting is a request sent again, with a slow response.
func responseWaiting(e *kit.Env) []kit.Screen {
	s := responded(e, goodResult())
	s.send()
	s.response.Sending.Started = uitest.Noon.Add(-1400 * time.Millisecond)
	return uitest.Stack(s, "")
}

func responseLongHeaders(e *kit.Env) []kit.Screen {
	response := sampleResponse("text/plain", "ok")
	response.Header = http.Header{
		"Set-Cookie":              {"session=sample; Path=/; HttpOnly", "theme=dark; Path=/"},
		"Content-Security-Policy": {strings.Repeat("img-src https://photos.example; ", 12)},
		"X-Unbroken":              {strings.Repeat("0123456789abcdef", 16)},
		"X-Hostile":               {"\x1b[31mred\u202e"},

		"X-A-Header-Whose-Name-Is-Longer-Than-Any": {"short"},
	}
	s := responded(e, resultOf(response, nil))
	s.Update(uitest.KeyMsg("tab"))
	return uitest.Stack(s, "")
}

func responseReused(e *kit.Env) []kit.Screen {
	response := sampleResponse("application/json", sampleJSON)
	response.Exchange.Timings = flow.Timings{Reused: true, FirstByte: 150 * time.Millisecond, Body: 33 * time.Millisecond}
	response.Exchange.Started = uitest.Noon
	s := responded(e, resultOf(response, nil))
	s.Update(uitest.KeyMsg("shift+tab"))
	return uitest.Stack(s, "")
}
