package flow_test

import (
	"errors"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/rehearsal"
)

func TestRehearsalReachesThisMachineOnly(t *testing.T) {
	r, err := rehearsal.Start(t.Context(), "flickr", nil)
	must(t, err)
	m := newManager(t, func(o *flow.Options) { o.Rehearsal = r })
	setup := flow.NewSetup(connectorOf(t, m, "flickr"))
	must(t, r.Fill(setup))
	p := begin(t, m, setup, flow.BeginOptions{})
	if !p.CanConsent() || !strings.HasPrefix(p.AuthorizeURL(), "http://"+r.Address()+"/services/oauth/authorize?") {
		t.Errorf("the page is at %s", p.AuthorizeURL())
	}
	must(t, p.Consent(t.Context(), true))
	conn, err := m.Connections.Save(t.Context(), setup, exchange(t, p), "rehearsed", false)
	must(t, err)
	if _, err := conn.Test(t.Context()); err != nil {
		t.Error(err)
	}
	_, err = conn.Send(t.Context(), flow.Request{Target: "https://elsewhere.example/"})
	if err == nil || !strings.Contains(err.Error(), "elsewhere.example: a rehearsal only reaches this machine") {
		t.Errorf("a call to another host gives %v", err)
	}
}

func TestRefusedConsentOfARehearsal(t *testing.T) {
	r, err := rehearsal.Start(t.Context(), "flickr", nil)
	must(t, err)
	m := newManager(t, func(o *flow.Options) { o.Rehearsal = r })
	setup := flow.NewSetup(connectorOf(t, m, "flickr"))
	must(t, r.Fill(setup))
	p := begin(t, m, setup, flow.BeginOptions{})
	if err := p.Consent(t.Context(), false); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("got %v", err)
	}
}

func TestUnknownServiceNamesNearOnes(t *testing.T) {
	t.Parallel()
	for wrong, near := range map[string]string{"Flikr": "Did you mean flickr?", "wordpress": "wordpress-oauth1", "e-trade": "etrade"} {
		_, err := rehearsal.ServiceOf(wrong)
		if !errors.Is(err, rehearsal.ErrUnknownService) || !strings.Contains(flow.Explain(err).Next, near) {
			t.Errorf("%s: got %v, next %q", wrong, err, flow.Explain(err).Next)
		}
	}
	if _, err := rehearsal.ServiceOf("nothing-like-it"); err == nil || strings.Contains(flow.Explain(err).Next, "Did you mean") {
		t.Errorf("got %v, next %q", err, flow.Explain(err).Next)
	}
}

func connectorOf(t *testing.T, m *flow.Manager, key string) *flow.Connector {
	t.Helper()
	c, err := m.Connectors.Load(key)
	must(t, err)
	return c
}
