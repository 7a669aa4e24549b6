package flow_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/sandbox"
)

// TestCatalogueAgainstAnother gives every connector the behaviour of another service, served at the addresses of its own: the
// first, in the order of the keys after its own, that disagrees in something which can be seen. It must fail, and the advice
// must name the difference: with the sandbox's word for it, and without wherever the service says what it misses.
func TestCatalogueAgainstAnother(t *testing.T) {
	for _, c := range catalogued(t) {
		t.Run(rowName(c), func(t *testing.T) {
			own, err := sandbox.LoadPersonality(c.Key)
			must(t, err)
			other, d := disagreeing(t, rehearse(t, c, own))
			t.Logf("%s as %s: %s", c.Key, other.Key, d.name)
			e := rehearse(t, c, other.WithEndpointsOf(own)).fails(t)
			if advice := e.ProviderMessage + " " + e.Next; !d.named(advice) {
				t.Errorf("the difference is the %s, and the advice is: %s", d.name, advice)
			}
			if !d.silent && other.Errors.Format != "problem" {
				return // the service's words tell nothing, and there is no other way to know
			}
			s := rehearseThrough(t, c, other.WithEndpointsOf(own), unadvised{http.DefaultTransport})
			e = s.fails(t)
			if advice := e.What + " " + e.ProviderMessage + " " + e.Next; !d.named(advice) {
				t.Errorf("the difference is the %s, and without the sandbox's advice there is: %s", d.name, advice)
			}
		})
	}
}

// unadvised takes the sandbox's advice off the answers, so that the program stands before it as before a real service.
type unadvised struct{ through http.RoundTripper }

func (u unadvised) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := u.through.RoundTrip(req)
	if err == nil {
		resp.Header.Del(sandbox.AdviceHeader)
	}
	return resp, err
}

// fails goes through the dance and the test until something fails, and explains it.
func (s *stage) fails(t *testing.T) flow.Explanation {
	t.Helper()
	err := s.run(t)
	if err == nil {
		t.Fatal("nothing fails")
	}
	return flow.Explain(err)
}

func (s *stage) run(t *testing.T) error {
	t.Helper()
	credentials, err := s.m.WithoutAuthorization(t.Context(), s.setup)
	if err != nil {
		return err
	}
	if credentials != nil {
		_, err = credentials.Test(t.Context())
		return err
	}
	p, err := s.m.Begin(t.Context(), s.setup, flow.BeginOptions{})
	if err != nil {
		return err
	}
	defer p.Close()
	end := visit(t, p.AuthorizeURL(), "allow")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	switch {
	case p.OutOfBand():
		if err := p.Enter(s.shown(end)); err != nil {
			return err
		}
	case strings.Contains(end.text, "Access allowed"):
		cancel() // the page keeps it to itself: nobody comes back
	}
	v, err := p.Wait(ctx)
	if err != nil {
		return err
	}
	token, err := v.AccessToken(t.Context())
	if err != nil {
		return err
	}
	conn, err := s.m.Connections.Save(t.Context(), s.setup, token, "rehearsed", false)
	must(t, err)
	_, err = conn.Test(t.Context())
	return err
}
