package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"countersign/flow/oauth1"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// BeginOptions are a person's wishes for one authorization.
type BeginOptions struct {
	OutOfBand     bool          // have the provider show a verifier instead of calling back
	CallbackPort  int           // on this machine, as ssh -L needs one; 0: a free one. A port of the connector's own comes first
	BeforeRequest func()        // called when all is ready and the request token is about to be asked for; may be nil
	Timeout       time.Duration // for the person to come back from the provider's page; 0 means 5 minutes
}

// Begin starts the authorization of a connector with a person's values. The Pending that it gives must be waited for or
// closed.
func (m *Manager) Begin(ctx context.Context, s *Setup, o BeginOptions) (*Pending, error) {
	c, err := m.net.configure(ctx, s, "")
	if err != nil {
		return nil, err
	}
	if !c.dialect.RequiresAuthorization() {
		return nil, c.nothingToAuthorize()
	}
	if s.Connector.Sandbox() {
		if err := m.Sandboxes.Ensure(ctx, c.RequestTokenURI); err != nil {
			return nil, err
		}
	}
	p, err := m.net.client(c.Config, 0).Begin(ctx, oauth1.BeginOptions{
		OutOfBand: o.OutOfBand, CallbackPort: o.CallbackPort, BeforeRequest: o.BeforeRequest, Timeout: o.Timeout,
		// Once more, now that the callback is known: a mapping may put it into the config.
		Configure: func(callback string) (oauth1.Config, error) {
			c, err := m.net.configure(ctx, s, callback)
			return c.Config, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &Pending{Pending: p, net: m.net, sandbox: s.Connector.Sandbox()}, nil
}

// Pending is an authorization that waits for a person at the provider's page, which the sandbox's consent settles too.
type Pending struct {
	*oauth1.Pending

	net     *network
	sandbox bool
}

// AuthorizeURL is the link that the person follows: in a rehearsal, to the sandbox.
func (p *Pending) AuthorizeURL() string { return p.net.rehearsal.BrowserURL(p.Pending.AuthorizeURL()) }

// RequestToken is the request token, shortened.
func (p *Pending) RequestToken() string { return secret.Shorten(p.Pending.RequestToken()) }

// consentLimit bounds the response of the sandbox's page, in bytes.
const consentLimit = 64 << 10

// CanConsent reports whether the provider is the sandbox, in its own name or another, whose page can be answered from here.
func (p *Pending) CanConsent() bool { return p.sandbox || p.net.rehearsal != nil }

// Consent answers the sandbox's page in the browser's place. What the page would have sent the browser to, or shown, goes
// the way of a pasted text.
func (p *Pending) Consent(ctx context.Context, allow bool) error {
	doing := "answering the sandbox's page"
	decision := "deny"
	if allow {
		decision = "allow"
	}
	form := encodePairs([]Pair{{Name: "oauth_token", Value: p.Pending.RequestToken()}, {Name: "decision", Value: decision}, {Name: "account", Value: "anna"}})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.AuthorizeURL(), bytes.NewReader([]byte(form)))
	if err != nil {
		return &StepError{Step: StepAuthorize, What: doing, Err: oauth1.UnwrapURLError(err)}
	}
	req.Header.Set("Content-Type", oauth1.FormType)
	req.Header.Set("Accept", "application/json")
	client := http.Client{Transport: p.net.transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return oauth1.NoResponse(StepAuthorize, doing, oauth1.UnwrapURLError(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, consentLimit))
	if err != nil {
		return oauth1.NoResponse(StepAuthorize, doing, err)
	}
	var outcome struct {
		Callback, Verifier string
		Denied             bool // out-of-band, where no callback tells
	}
	if resp.StatusCode != http.StatusOK || json.Unmarshal(body, &outcome) != nil {
		return &StepError{
			Step: StepAuthorize, What: doing, Err: fmt.Errorf("the answer was %s", oauth1.StatusText(resp.StatusCode)),
			ProviderMessage: oauth1.PlainText(string(body), resp.Header.Get("Content-Type")), Hint: "start again: a request token is good for one answer",
		}
	}
	if outcome.Denied {
		return p.Deny()
	}
	return p.Enter(outcome.Callback + outcome.Verifier)
}

// Given reads from the connector's config what there is in place of a dance. It is nil where a person has to authorize a
// request token, which Begin gets. Nothing is asked of the service yet.
func (m *Manager) WithoutAuthorization(ctx context.Context, s *Setup) (*Unsaved, error) {
	c, err := m.net.configure(ctx, s, "")
	if err != nil || c.dialect.RequiresAuthorization() {
		return nil, err
	}
	conn := &Connection{conns: m.Connections, Connector: s.Connector, setup: s, unsaved: true, Entry: Entry{Name: s.Connector.Name}}
	if own := c.dialect.Token; own.Kind == "given" {
		conn.token = Token{Key: own.Key, Secret: NewSecret(own.Secret)}
		switch {
		case own.Key == "":
			return nil, c.Invalid("the access token is empty")
		case own.Secret == "" && !c.dialect.TokenResponse.EmptySecret:
			return nil, c.Invalid("the access token's secret is empty")
		}
	}
	return &Unsaved{conn: conn}, conn.prepare(ctx)
}

// Unsaved is a connection that no authorization gives: its calls are signed by the consumer alone, or by a token that the
// person has already. Test says whether the service takes what was given, Save makes a saved connection of it.
type Unsaved struct {
	conn   *Connection
	tested bool
	result TestResult
	err    error // the test's
}

// Token is the access token; it is empty where calls are signed by the consumer alone.
func (u *Unsaved) Token() Token { return u.conn.current() }

// Test runs the connector's test with what was given. A failed test is an error: the service refuses it, or could not be
// asked.
func (u *Unsaved) Test(ctx context.Context) (TestResult, error) {
	u.result, u.err = tester{u.conn}.timed(ctx)
	u.tested = !u.result.NoTest && ctx.Err() == nil
	return u.result, u.err
}

// Save stores it as a connection, with how the test went where there was one. replace lets it take the place of another of
// its name.
func (u *Unsaved) Save(ctx context.Context, name string, replace bool) (*Connection, error) {
	c := u.conn
	kept, err := c.conns.Save(ctx, c.setup, c.current(), name, replace)
	if err == nil && u.tested {
		err = tester{kept}.note(ctx, u.result, u.err)
	}
	return kept, err
}

// CallbackPort is the person's own choice of a port: COUNTERSIGN_CALLBACK_PORT, else the chosen one. 0 leaves it to
// the machine.
func CallbackPort(env func(string) string, chosen int) (int, error) {
	value := env("COUNTERSIGN_CALLBACK_PORT")
	if value == "" {
		return chosen, nil
	}
	port, err := strconv.ParseUint(value, 10, 16)
	if err != nil {
		return 0, &StepError{
			Step: StepConfig, What: "reading COUNTERSIGN_CALLBACK_PORT", Err: fmt.Errorf("%q is no port", text.Safe(value, 20)),
			Hint: "set it to a number from 1 to 65535, or leave it out for a free port each time",
		}
	}
	return int(port), nil
}
