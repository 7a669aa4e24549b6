package flow_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
)

func TestScriptCannotPrintSecrets(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]string{
		"thrown":   `export default async ({ credentials }) => { throw new Error(JSON.stringify(credentials)) }`,
		"logged":   `export default async ({ credentials }) => { console.log(JSON.stringify(credentials)); return true }`,
		"returned": `export default async ({ credentials }) => ({ account: credentials.oauth_token_secret })`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
			m := newManager(t)
			dir := connectorFolder(t, p.base, "")
			write(t, filepath.Join(dir, "auth", "test.js"), code)
			spec := filepath.Join(dir, "spec.yml")
			write(t, spec, strings.Replace(readFile(t, spec), "  makeApiClient:", "  test: {implementationType: javascript}\n  makeApiClient:", 1))
			s := setupOf(t, m, dir)
			pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
			must(t, pending.Enter("sample-verifier"))
			c, err := m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
			must(t, err)

			result, failed := c.Test(t.Context())
			list, err := m.Connections.List(t.Context())
			must(t, err)
			shown := dump(t, result) + dump(t, list) + dump(t, flow.Explain(failed))
			if failed != nil {
				shown += failed.Error()
			}
			if strings.Contains(shown, "sample-secret-2") || !strings.Contains(shown, "••••") {
				t.Errorf("shown: %s", shown)
			}
		})
	}
}

func TestTokenRenewedByAnotherProgramIsTaken(t *testing.T) {
	t.Parallel()
	var p *provider
	p = newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		tokens := p.seen("/me", "oauth_token")
		if tokens[len(tokens)-1] == "token-2" {
			problem(w, "token_expired")
		}
	})
	p.reply = "&oauth_session_handle=sample-handle"
	m := newManager(t)
	early := connected(t, m, p, "")
	late, err := m.Connections.Open(t.Context(), "sample") // as another program would
	must(t, err)
	for _, c := range []*flow.Connection{late, early} {
		resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
		must(t, err)
		if resp.Status != http.StatusOK {
			t.Fatalf("%s: %+v", resp.StatusText(), resp.Explanation())
		}
	}
	if n := len(p.seen("/access", "path")); n != 2 { // the exchange, and one renewal
		t.Errorf("%d calls of the token endpoint: the handle was spent twice", n)
	}
}
