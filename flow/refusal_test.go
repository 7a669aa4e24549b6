package flow_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"countersign/flow"
)

func TestRefusalTellsProgramsWhatItWas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   flow.Refusal
		text   string
	}{
		"a problem": {
			func(w http.ResponseWriter, _ *http.Request) {
				problem(w, "consumer_key_refused&oauth_problem_advice=wait%0Aa%1b%20while")
			},
			flow.Refusal{Status: http.StatusUnauthorized, Problem: "consumer_key_refused", Advice: "wait a while"},
			"401 Unauthorized",
		},
		"a problem in a success": {
			func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "oauth_problem=parameter_absent") },
			flow.Refusal{Status: http.StatusOK, Problem: "parameter_absent"},
			"the provider reported a problem",
		},
		"a page": {
			func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusServiceUnavailable)
				io.WriteString(w, "<h1>Back soon</h1>")
			},
			flow.Refusal{Status: http.StatusServiceUnavailable},
			"503 Service Unavailable",
		},
		"a success without a token": {
			func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "OK") },
			flow.Refusal{Status: http.StatusOK},
			"no oauth_token in the response",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newManager(t)
			_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, fakeProvider(t, c.answer), "")), flow.BeginOptions{})
			var refusal *flow.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("%v is no refusal", err)
			}
			if diff := cmp.Diff(c.want, *refusal, cmpopts.IgnoreUnexported(flow.Refusal{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if refusal.Error() != c.text || !strings.HasSuffix(flow.Explain(err).What, ": "+c.text) {
				t.Errorf("it reads %q and %q, want %q", refusal, flow.Explain(err).What, c.text)
			}
		})
	}
}

func TestWhatIsNoAnswerIsNoRefusal(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	m := newManager(t)
	_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, gone.URL, "")), flow.BeginOptions{})
	var refusal *flow.Refusal
	if err == nil || errors.As(err, &refusal) {
		t.Errorf("Begin gave %v, refusal %v", err, refusal)
	}
}

// A provider that goes away in the middle hangs up, with nothing said or half of it.
func TestAProviderThatHangsUpIsToldInWords(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"": "the service closed the connection without a response",
		"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\noauth_token=half": "connection lost: 16 B of 500 B received",
	} {
		base := fakeProvider(t, func(w http.ResponseWriter, _ *http.Request) {
			line, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = line.Write([]byte(said))
			_ = line.Close()
		})
		m := newManager(t)
		_, err := m.Begin(t.Context(), setupOf(t, m, connectorFolder(t, base, "")), flow.BeginOptions{OutOfBand: true})
		if e := flow.Explain(err); !strings.Contains(e.What, want) || !strings.Contains(e.Next, "Try again") {
			t.Errorf("%q: %+v", said, e)
		}
	}
}
