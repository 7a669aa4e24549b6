package flow_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"countersign/flow"
)

// The words are those that people have met; all but the last few are about the callback.
var callbackRefusals = map[string]struct {
	status  int
	text    string
	problem string // oauth_problem and more, in the challenge
	is      bool
}{
	"Twitter, oob only":        {status: 401, text: "Desktop applications only support the oauth_callback value 'oob'", is: true},
	"Twitter, as XML":          {status: 401, text: `<?xml version="1.0"?><hash><error>Desktop applications only support the oauth_callback value 'oob'</error></hash>`, is: true},
	"X":                        {status: 403, text: `{"errors":[{"code":415,"message":"Callback URL not approved for this client application. Approved callback URLs can be adjusted in your application settings"}]}`, is: true},
	"WordPress":                {status: 500, text: "Callback URL is invalid", is: true},
	"Yahoo":                    {status: 401, problem: "parameter_rejected&oauth_problem_advice=Custom%20port%20is%20not%20allowed%20or%20the%20host%20is%20not%20registered", is: true},
	"the extension":            {status: 400, problem: "parameter_rejected&oauth_parameters_rejected=oauth_callback%3Dhttp%253A%252F%252F127.0.0.1", is: true},
	"the extension, in a body": {status: 400, text: "oauth_problem=parameter_rejected&oauth_parameters_rejected=oauth_callback", is: true},
	"a parameter absent":       {status: 400, problem: "parameter_absent&oauth_parameters_absent=oauth_callback", is: true},
	"no out-of-band":           {status: 400, text: "This service has no out-of-band flow", is: true},
	"a redirect URI":           {status: 400, text: `{"error":"redirect_uri mismatch"}`, is: true},

	"another parameter":         {status: 400, problem: "parameter_rejected&oauth_parameters_rejected=scope"},
	"a wrong signature":         {status: 401, problem: "signature_invalid&oauth_problem_advice=check%20the%20callback"},
	"a base string in the text": {status: 401, text: "Invalid signature. Expected: POST&https%3A%2F%2Fservice.example&oauth_callback%3Dhttp%253A%252F%252F127.0.0.1%253A8477%26oauth_nonce%3D1"},
	"an unknown key":            {status: 401, problem: "consumer_key_unknown"},
	"a page":                    {status: 503, text: "<h1>Back soon</h1>"},
}

func TestARefusedCallbackIsKnownByItsWords(t *testing.T) {
	t.Parallel()
	for name, c := range callbackRefusals {
		for kind, outOfBand := range map[string]bool{"loopback": false, "out-of-band": true} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				m := newManager(t)
				base := fakeProvider(t, func(w http.ResponseWriter, _ *http.Request) {
					if c.problem != "" {
						problem(w, c.problem)
						return
					}
					w.WriteHeader(c.status)
					io.WriteString(w, c.text)
				})
				_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, base, "")), flow.BeginOptions{OutOfBand: outOfBand})
				if got := errors.Is(err, flow.ErrCallbackRefused); got != c.is {
					t.Errorf("a refused callback: %v, want %v: %v", got, c.is, err)
				}
				if next := flow.Explain(err).Next; c.is && !strings.Contains(next, "--oob") {
					t.Errorf("do next: %s", next)
				}
			})
		}
	}
}

// Where the connector says what is sent as the callback, the other kind would send the same.
func TestNoOtherCallbackIsOfferedWhereNoneWouldBeSent(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]bool{"oob": false, "omit": true, "onAuthorize": true} {
		m := newManager(t)
		base := fakeProvider(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, "bad oauth_callback")
		})
		s := setupOf(t, m, connectorFolder(t, base, "dialect: {callback: "+mode+"}"))
		_, err := m.Begin(t.Context(), s, flow.BeginOptions{OutOfBand: true})
		if errors.Is(err, flow.ErrCallbackRefused) != want {
			t.Errorf("%s out-of-band: %v", mode, err)
		}
		if _, err = m.Begin(t.Context(), s, flow.BeginOptions{}); errors.Is(err, flow.ErrCallbackRefused) {
			t.Errorf("%s: %v", mode, err)
		}
	}
}

// A provider that takes only one kind is connected to by the offer.
func TestTheOtherCallbackIsTaken(t *testing.T) {
	t.Parallel()
	for _, wants := range []string{"oob", "http"} {
		p := newInsisting(t, insistence{
			name: "only " + wants, at: []flow.Step{flow.StepRequestToken}, problem: "parameter_rejected&oauth_parameters_rejected=" + url.QueryEscape("oauth_callback=x"),
			insists: func(a *arrived) bool { return strings.HasPrefix(a.oauth["oauth_callback"], wants) },
		})
		m := newManager(t)
		s := setupOf(t, m, p.connector(t, ""))
		must(t, s.Set("consumerKey", "sandbox-consumer-key"))
		must(t, s.Set("consumerSecret", "sandbox-consumer-secret"))
		outOfBand := wants != "oob"
		_, err := m.Begin(t.Context(), s, flow.BeginOptions{OutOfBand: outOfBand})
		if !errors.Is(err, flow.ErrCallbackRefused) {
			t.Fatalf("only %s: %v", wants, err)
		}
		begin(t, m, s, flow.BeginOptions{OutOfBand: !outOfBand})
	}
}
