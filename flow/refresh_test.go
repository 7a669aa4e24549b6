package flow_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"countersign/flow"
)

// refreshing is a connection whose connector has the refreshCredentials given, and puts what it keeps into headers.
func refreshing(t *testing.T, m *flow.Manager, p *provider, script string) *flow.Connection {
	t.Helper()
	return withFiles(t, m, p, map[string]string{
		"spec.yml":                     specWith("mapping", "  refreshCredentials: {implementationType: javascript}"),
		"auth/refresh-credentials.js":  script,
		"auth/make-api-client.map.yml": "baseUri: BASE\nheaders: {X-Grant: {$var: credentials.grant}, X-User: {$var: credentials.user_id}}\n",
	})
}

func TestRefreshCredentialsRenews(t *testing.T) {
	t.Parallel()
	headers := make(chan string, 10)
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/refresh":
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"token":"token-new","secret":"sample-secret-new","grant":"`+r.URL.Query().Get("grant")+`"}`)
		case strings.Contains(r.Header.Get("Authorization"), `"token-2"`):
			w.WriteHeader(http.StatusUnauthorized)
		default:
			headers <- r.Header.Get("X-Grant") + " " + r.Header.Get("X-User")
		}
	})
	p.reply = "&grant=first&user_id=7&spare=x"
	now := time.Now().UTC().Truncate(time.Second)
	m := newManager(t, func(o *flow.Options) { o.Now = func() time.Time { return now } })
	refreshing(t, m, p, `export default async ({ apiClient, credentials, connectorParameters, connectionInput }) => {
  const fresh = await apiClient.get('/refresh', { grant: credentials.grant + '+' + connectorParameters.consumerKey + '+' + typeof connectionInput });
  return { ...credentials, oauth_token: fresh.token, oauth_token_secret: fresh.secret, grant: fresh.grant, spare: null, expires_in: 600 };
}`)
	for range 2 { // the second time as kept
		c, err := m.Connections.Open(t.Context(), "sample")
		must(t, err)
		resp, err := c.Send(t.Context(), flow.Request{Target: "/me"})
		must(t, err)
		if resp.Status != http.StatusOK {
			t.Fatalf("%s: %+v", resp.StatusText(), resp.Explanation())
		}
		if got := <-headers; got != "first+sample-key+object 7" {
			t.Errorf("called with headers %s", got)
		}
		if secret := flow.SecretsOf(c)[0]; secret != "sample-secret-new" {
			t.Errorf("the secret is %s", secret)
		}
	}
	if tokens := strings.Join(p.seen("/me", "oauth_token"), " "); tokens != "token-2 token-new token-new" {
		t.Errorf("called with %s", tokens)
	}
	if tokens := strings.Join(p.seen("/refresh", "oauth_token"), " "); tokens != "token-2" {
		t.Errorf("refreshed with %s", tokens)
	}
	list, err := m.Connections.List(t.Context())
	must(t, err)
	if !list[0].Expires.Equal(now.Add(10 * time.Minute)) {
		t.Errorf("listed as expiring %v", list[0].Expires)
	}
	if shown := dump(t, m.Traffic.List()); strings.Contains(shown, "sample-secret-new") {
		t.Error("the trace tells the new secret")
	}
}

func TestRefreshCredentialsSaysWhenTheTokenEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	for answer, want := range map[string]time.Time{
		`{}`:                                     {},
		`{ expires_in: 60 }`:                     now.Add(time.Minute),
		`{ oauth_expires_in: '60' }`:             now.Add(time.Minute),
		`{ expires_in: -1 }`:                     {},
		`{ expires_at: '2030-01-02T04:04:05Z' }`: now.Add(time.Hour),
		`{ expiresAt: Date.UTC(2030, 0, 2, 4, 4, 5) }`:         now.Add(time.Hour),
		`{ expires_at: Date.UTC(2030, 0, 2, 4, 4, 5) / 1000 }`: now.Add(time.Hour),
		`{ expires_at: '2029-01-02T04:04:05Z' }`:               {},
		`{ expires_at: 'soon' }`:                               {},
	} {
		m := newManager(t, func(o *flow.Options) { o.Now = func() time.Time { return now } })
		c := refreshing(t, m, newProvider(t, nil), "export default () => ("+answer+")")
		must(t, c.Refresh(t.Context()))
		list, err := m.Connections.List(t.Context())
		must(t, err)
		if !list[0].Expires.Equal(want) {
			t.Errorf("%s: expires %v, want %v", answer, list[0].Expires, want)
		}
	}
}

func TestFailedRefreshKeepsTheCredentials(t *testing.T) {
	t.Parallel()
	refuse := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, "no more")
	}
	for script, want := range map[string]string{
		"export default () => null":                                               "did not return an object",
		"export default () => ({ oauth_token: '' })":                              "empty oauth_token",
		"export default () => ({ oauth_token: 'x', more: [1] })":                  "an object or a list as more",
		"export default () => { throw new Error('sample trouble') }":              "sample trouble",
		"export default async ({ apiClient }) => await apiClient.get('/refresh')": "403 Forbidden",
	} {
		c := refreshing(t, newManager(t), newProvider(t, refuse), script)
		before := flow.SecretsOf(c)[0]
		err := c.Refresh(t.Context())
		var step *flow.StepError
		if !errors.As(err, &step) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "cannot refresh the access token") || step.Hint == "" {
			t.Errorf("%s: %v, want %s", script, err, want)
		}
		if flow.SecretsOf(c)[0] != before {
			t.Errorf("%s: the secret changed", script)
		}
	}
}

func TestForgetTellsTheServiceInTheWayOfTheOption(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	m := newManager(t)
	c := withFiles(t, m, p, map[string]string{
		"spec.yml":                   specWith("mapping", "  options: {web: {}, partner: {disconnect: {implementationType: javascript}}}"),
		"auth/partner/disconnect.js": "export default async ({ apiClient }) => { await apiClient.delete('/end') }",
	})
	must(t, m.Connections.Delete(t.Context(), "sample"))
	if told := p.seen("/end", "method"); len(told) != 0 {
		t.Errorf("the option without disconnect told %v", told)
	}
	partner, err := c.Connector.WithOption("partner")
	must(t, err)
	s := flow.NewSetup(partner)
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	_, err = m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
	must(t, err)
	must(t, m.Connections.Delete(t.Context(), "sample"))
	if told := p.seen("/end", "method"); len(told) != 1 || told[0] != http.MethodDelete {
		t.Errorf("told %v", told)
	}
}

// forgettable is a connection whose connector has the disconnect given.
func forgettable(t *testing.T, m *flow.Manager, p *provider, script string) {
	t.Helper()
	withFiles(t, m, p, map[string]string{
		"spec.yml": specWith("mapping", "  disconnect: {implementationType: javascript}"), "auth/disconnect.js": script,
	})
}

func TestForgetTellsTheServiceFirst(t *testing.T) {
	t.Parallel()
	bodies := make(chan map[string]any, 1)
	p := newProvider(t, func(_ http.ResponseWriter, r *http.Request) {
		var body map[string]any
		_ = json.NewDecoder(r.Body).Decode(&body)
		bodies <- body
	})
	p.reply = "&user_id=7"
	m := newManager(t)
	forgettable(t, m, p, "export default async ({ apiClient, credentials }) => { await apiClient.post('/end', { user: credentials.user_id }) }")
	must(t, m.Connections.Delete(t.Context(), "sample"))
	if body := <-bodies; body["user"] != "7" || strings.Join(p.seen("/end", "oauth_token"), " ") != "token-2" {
		t.Errorf("told %v by %v", body, p.seen("/end", "oauth_token"))
	}
	if _, err := m.Connections.Open(t.Context(), "sample"); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("Open of a forgotten one gave %v", err)
	}
	if err := m.Connections.Delete(t.Context(), "sample"); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("forgetting it again gave %v", err)
	}
}

func TestFailedDisconnectKeepsNothing(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"export default () => { throw new Error('sample trouble') }":               "sample trouble",
		"export default async ({ apiClient }) => { await apiClient.post('/end') }": "500 Internal Server Error",
	} {
		m := newManager(t)
		forgettable(t, m, newProvider(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }), script)
		err := m.Connections.Delete(t.Context(), "sample")
		if e := flow.Explain(err); !errors.Is(err, flow.ErrNotDisconnected) || !strings.Contains(e.What, want) || !strings.Contains(e.Next, "provider's website") {
			t.Errorf("%s: %+v", script, e)
		}
		if list, err := m.Connections.List(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("still kept: %v, %v", list, err)
		}
	}
}
