package flow_test

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/oauth1"
	"countersign/flow/sandbox"
)

// givenFolder is a connector that takes a ready token, for a service at base, which has a test.
func givenFolder(t *testing.T, base, dialect string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sample")
	write(t, filepath.Join(dir, "spec.yml"), specWith("mapping", "  test: {implementationType: javascript}"))
	write(t, filepath.Join(dir, "auth", "test.js"), "export default async ({apiClient}) => ({account: (await apiClient.get('/me')).name})\n")
	write(t, filepath.Join(dir, "auth", "make-api-client.map.yml"), "baseUri: "+base+"\n")
	write(t, filepath.Join(dir, "auth", "get-oauth-config.map.yml"), `consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
dialect: {`+dialect+"}\n")
	return dir
}

const givenToken = "token: {key: {$var: connectionInput.accessToken}, secret: {$var: connectionInput.accessTokenSecret}}"

// takesToken is a service that knows one token, which it named itself.
func takesToken(t *testing.T) string {
	t.Helper()
	return fakeProvider(t, func(w http.ResponseWriter, r *http.Request) {
		switch a := readArrived(r); {
		case !(&elder{secret: "sample-given-secret"}).genuine(a):
			problem(w, "signature_invalid")
		case a.oauth["oauth_token"] != "sample-given-token":
			problem(w, "token_rejected")
		default:
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(`{"name": "anna"}`))
		}
	})
}

func TestAReadyTokenIsTestedThenKept(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	s := givenSetup(t, m, takesToken(t))
	must(t, s.Set("accessToken", "sample-given-token"))
	must(t, s.Set("accessTokenSecret", "sample-consumer-secret")) // a slip
	given, err := m.WithoutAuthorization(t.Context(), s)
	must(t, err)
	if _, err := given.Test(t.Context()); err == nil || !strings.Contains(flow.Explain(err).ProviderMessage, "signature_invalid") {
		t.Errorf("a wrong secret passed: %v", err)
	}
	if list, err := m.Connections.List(t.Context()); err != nil || len(list) != 0 {
		t.Fatalf("a test kept %+v, %v", list, err)
	}

	must(t, s.Set("accessTokenSecret", "sample-given-secret"))
	given, err = m.WithoutAuthorization(t.Context(), s)
	must(t, err)
	result, err := given.Test(t.Context())
	if err != nil || result.Account != "anna" || given.Token().Key != "sample-given-token" {
		t.Fatalf("got %+v, %v, %v", result, err, given.Token())
	}
	kept, err := given.Save(t.Context(), "tokens", false)
	must(t, err)
	list, err := m.Connections.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Account != "anna" || list[0].Tested.IsZero() || kept.CanRefresh() {
		t.Errorf("kept %+v, %v; renewable: %v", list, err, kept.CanRefresh())
	}

	// From now on it is a connection like any other.
	c, err := m.Connections.Open(t.Context(), "tokens")
	must(t, err)
	resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
	if err != nil || resp.Explanation() != nil {
		t.Errorf("calling gave %+v, %v", resp, err)
	}
	if result, err := c.Test(t.Context()); err != nil || result.Account != "anna" {
		t.Errorf("testing gave %+v, %v", result, err)
	}
	must(t, m.Connections.Delete(t.Context(), "tokens"))
}

func givenSetup(t *testing.T, m *flow.Manager, base string) *flow.Setup {
	t.Helper()
	c, err := m.Connectors.Load(givenFolder(t, base, givenToken))
	must(t, err)
	s := flow.NewSetup(c)
	must(t, s.Set("consumerSecret", sandbox.ConsumerSecret)) // the one that elders know
	return s
}

// Nobody can authorize such a connection again.
func TestAReadyTokenThatIsRefusedWantsANewOne(t *testing.T) {
	t.Parallel()
	answer := func(w http.ResponseWriter) { problem(w, "token_expired") }
	base := fakeProvider(t, func(w http.ResponseWriter, _ *http.Request) { answer(w) })
	for _, test := range []struct{ dialect, want, plain string }{
		{givenToken, "Enter new tokens", "Compare the tokens with those on the service's website"},
		{"token: none", "Enter new keys", "Compare the keys with those on the service's website"},
	} {
		m := newManager(t)
		connector, err := m.Connectors.Load(givenFolder(t, base, test.dialect))
		must(t, err)
		s := flow.NewSetup(connector)
		for _, f := range s.Missing() {
			must(t, s.Set(f.Key, "sample-"+f.Key))
		}
		given, err := m.WithoutAuthorization(t.Context(), s)
		must(t, err)
		answer = func(w http.ResponseWriter) { problem(w, "token_expired") }
		_, err = given.Test(t.Context())
		if x := flow.Explain(err); !strings.Contains(x.Next, test.want) || strings.Contains(x.Next, oauth1.HintReconnect) || x.ProviderMessage == "" {
			t.Errorf("%s: explained as %+v", test.dialect, x)
		}
		answer = func(w http.ResponseWriter) { w.WriteHeader(http.StatusUnauthorized) }
		_, err = given.Test(t.Context())
		if x := flow.Explain(err); !strings.Contains(x.Next, test.plain) {
			t.Errorf("%s: explained as %+v", test.dialect, x)
		}
		_, err = m.Begin(t.Context(), s, flow.BeginOptions{})
		var step *flow.StepError
		if x := flow.Explain(err); !errors.As(err, &step) || !strings.Contains(x.What, "nothing to authorize") || x.Next == "" {
			t.Errorf("%s: a dance began: %+v", test.dialect, x)
		}
	}
}

func TestAReadyTokenHasToBeThere(t *testing.T) {
	t.Parallel()
	m := newManager(t)
	s := givenSetup(t, m, "https://service.example")
	if missing := s.Missing(); len(missing) != 2 {
		t.Errorf("it asks for %+v", missing)
	}
	must(t, s.Set("accessToken", "sample-given-token"))
	_, err := m.WithoutAuthorization(t.Context(), s)
	if x := flow.Explain(err); !strings.Contains(x.What, "dialect.token.secret is missing") || x.Next == "" {
		t.Errorf("got %+v", x)
	}
	if given, err := m.WithoutAuthorization(t.Context(), sandboxSetup(t, m)); given != nil || err != nil {
		t.Errorf("the sandbox is given: %v, %v", given, err)
	}
}
