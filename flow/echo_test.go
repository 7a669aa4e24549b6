package flow_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
)

// Some providers debug signatures by printing what they computed with.
func TestSecretsEchoedByARefusalAreNotRepeated(t *testing.T) {
	t.Parallel()
	secrets := []string{`sample "consumer" secret&1`, "sample-secret-2"}
	echo := func(w http.ResponseWriter, status int) {
		encoded, _ := json.Marshal(secrets)
		w.Header().Set("X-Debug", secrets[1])
		w.Header().Set("WWW-Authenticate", `OAuth oauth_problem_advice="key `+url.QueryEscape(secrets[0])+`"`)
		w.WriteHeader(status)
		fmt.Fprintf(w, "key was %s&%s or %s or %s", secrets[0], secrets[1], url.QueryEscape(secrets[0]), encoded)
	}
	status := http.StatusUnauthorized
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) { echo(w, status) })
	m := newManager(t)
	dir := connectorFolder(t, p.base, fmt.Sprintf("dialect: {revoke: {uri: '%s/revoke'}}", p.base))
	s := setupOf(t, m, dir)
	must(t, s.Set("consumerSecret", secrets[0]))
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
	must(t, err)

	resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
	must(t, err)
	shown := string(resp.Body) + dump(t, resp.Explanation()) + dump(t, resp.Header) + dump(t, m.Traffic.List())
	refused := c.Revoke(t.Context())
	shown += dump(t, flow.Explain(refused)) + refused.Error()
	for _, hidden := range []string{"sample-secret-2", "consumer\" secret", "consumer%22+secret", "consumer%22%20secret", `consumer\" secret`} {
		if strings.Contains(shown, hidden) {
			t.Errorf("%s is shown: %s", hidden, shown)
		}
	}
	if !strings.Contains(shown, "key was ••••") {
		t.Errorf("the provider's words are gone: %s", shown)
	}

	// What is data stays as it came.
	status = http.StatusOK
	resp, err = c.Send(t.Context(), flow.Request{Target: "/me"})
	must(t, err)
	if !strings.Contains(string(resp.Body), secrets[1]) {
		t.Errorf("the answer was changed: %s", resp.Body)
	}
}

func TestSecretsEchoedByATokenStepAreNotRepeated(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusOK, http.StatusUnauthorized} {
		base := fakeProvider(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "no good: sample-consumer-secret")
		})
		m := newManager(t)
		_, err := m.Begin(t.Context(), setupOf(t, m, filepath.Clean(connectorFolder(t, base, ""))), flow.BeginOptions{OutOfBand: true})
		if shown := err.Error() + dump(t, flow.Explain(err)) + dump(t, m.Traffic.List()); strings.Contains(shown, "sample-consumer-secret") || !strings.Contains(shown, "no good") {
			t.Errorf("%d: %s", status, shown)
		}
	}
}
