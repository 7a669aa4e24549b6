package flow_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/flow/sandbox"
)

// assertNothingTold looks in the trace for what the provider gave out, wherever the dialect put it on the wire.
func (p *insisting) assertNothingTold(t *testing.T, m *flow.Manager) {
	t.Helper()
	shown := dump(t, m.Traffic.List())
	if len(p.secrets) == 0 && p.elderSecret() == "the sandbox's" {
		t.Error("there is no secret to look for")
	}
	for _, secret := range append(p.secrets, p.elderSecret(), sandbox.ConsumerSecret, "sample-verifier") {
		if len(secret) > 6 && strings.Contains(shown, secret) { // a PIN may stand there by chance
			t.Errorf("the trace shows %s", secret)
		}
	}
}

func (p *insisting) elderSecret() string {
	if e, ok := p.behind.(*elder); ok {
		return e.secret
	}
	return "the sandbox's"
}

func orGate(refused string) string {
	if refused == "" {
		return complaint
	}
	return refused
}

func (a *arrived) callback() *url.URL {
	u, err := url.Parse(a.oauth["oauth_callback"])
	if err != nil {
		return &url.URL{}
	}
	return u
}

func callbackAt(port int) string { return fmt.Sprintf("http://127.0.0.1:%d/callback", port) }

func registered(port int) *elder {
	return &elder{registered: callbackAt(port), verifier: "sample-verifier", secret: "sample-secret"}
}

func signedBy(method string) func(*arrived) bool {
	return func(a *arrived) bool { return a.oauth["oauth_signature_method"] == method }
}

// inReply changes the form of one step's answer, and puts text before it.
func inReply(step flow.Step, change func(url.Values), before ...string) func(*arrived, *answer) {
	return func(a *arrived, said *answer) {
		if a.step != step {
			return
		}
		reply, _ := url.ParseQuery(said.Body.String())
		change(reply)
		said.Body = bytes.NewBufferString(strings.Join(before, "") + reply.Encode())
	}
}

// markCall remembers the calls that were taken, by their path.
func markCall(a *arrived, said *answer) {
	if said.Code == http.StatusOK {
		a.provider.mark(a.URL.Path)
	}
}

// afterCallOf takes calls once path was called by its method, and refuses all before.
func afterCallOf(path, method string) func(*arrived) bool {
	return func(a *arrived) bool {
		return a.URL.Path == path && a.Method == method || a.provider.marked(path)
	}
}

// untilCallOf takes calls until path was called by its method, and refuses all after.
func untilCallOf(path, method string) func(*arrived) bool {
	return func(a *arrived) bool {
		return (a.URL.Path != path || a.Method == method) && !a.provider.marked(path)
	}
}

// revoked revokes the access and sees that it is gone.
func revoked(ctx context.Context, c *flow.Connection) error {
	if err := c.Revoke(ctx); err != nil {
		return err
	}
	resp, err := c.Send(ctx, flow.Request{Target: "/echo"})
	if err == nil && (resp.Explanation() == nil || !strings.Contains(resp.Explanation().ProviderMessage, "token_revoked")) {
		return fmt.Errorf("the token is good all the same: %+v", resp.Explanation())
	}
	return err
}
