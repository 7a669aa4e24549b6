package flow_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"countersign/flow"
)

// revocable is a connection to a fake whose answer at the revocation's address is answer.
func revocable(t *testing.T, m *flow.Manager, answer http.HandlerFunc) (*provider, *flow.Connection) {
	t.Helper()
	p := newProvider(t, answer)
	return p, connected(t, m, p, fmt.Sprintf("dialect: {revoke: {uri: '%s/revoke'}, headers: {User-Agent: sample/1}, realm: sample, realmOn: token}", p.base))
}

func TestRevocationIsSignedByTheToken(t *testing.T) {
	t.Parallel()
	agent := make(chan string, 1)
	m := newManager(t)
	p, c := revocable(t, m, func(_ http.ResponseWriter, r *http.Request) { agent <- r.UserAgent() })
	if !c.CanRevoke() {
		t.Fatal("revocation is not offered")
	}
	must(t, c.Revoke(t.Context()))
	token, realm, name := p.seen("/revoke", "oauth_token"), p.seen("/revoke", "realm"), <-agent
	if len(token) != 1 || token[0] != "token-2" || realm[0] != "sample" || name != "sample/1" {
		t.Errorf("revoked %v in the realm %v as %q", token, realm, name)
	}
	trace := m.Traffic.List()
	if last := trace[len(trace)-1]; last.Status != http.StatusOK || !strings.HasSuffix(last.URL, "/revoke") {
		t.Errorf("the trace ends with %s %d", last.URL, last.Status)
	}
	if _, err := m.Connections.Open(t.Context(), "sample"); err != nil {
		t.Errorf("the connection is forgotten: %v", err)
	}
}

func TestRevocationIsNotOfferedWithoutAnAddress(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(http.ResponseWriter, *http.Request) {})
	c := connected(t, newManager(t), p, "")
	if c.CanRevoke() {
		t.Error("revocation is offered")
	}
	if e := flow.Explain(c.Revoke(t.Context())); !strings.Contains(e.What, "no revocation endpoint") || !strings.Contains(e.Next, "provider's website") {
		t.Errorf("explanation: %+v", e)
	}
}

func TestRefusedRevocationIsExplained(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusOK, http.StatusFound, http.StatusForbidden} {
		_, c := revocable(t, newManager(t), func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `OAuth oauth_problem="permission_denied"`)
			w.WriteHeader(status)
		})
		err := c.Revoke(t.Context())
		var refusal *flow.Refusal
		if !errors.As(err, &refusal) || refusal.Status != status || refusal.Problem != "permission_denied" {
			t.Errorf("%d: %v", status, err)
		}
		if e := flow.Explain(err); !strings.Contains(e.What, "revoke the access") || !strings.Contains(e.Next, "provider's website") {
			t.Errorf("%d: %+v", status, e)
		}
	}
}

func TestCancelStopsTheRevocation(t *testing.T) {
	t.Parallel()
	_, c := revocable(t, newManager(t), func(http.ResponseWriter, *http.Request) { t.Error("it was sent") })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Revoke(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Revoke gave %v", err)
	}
}
