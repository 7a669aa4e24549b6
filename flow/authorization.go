package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/reply"
	"countersign/internal/secret"
	"countersign/internal/text"
)

// BeginOptions are the user's choices for one authorization.
type BeginOptions struct {
	OutOfBand     bool          // have the provider display a verifier instead of redirecting to a callback
	CallbackPort  int           // on this machine, as ssh -L needs one; 0: a free one. A port set by the connector takes precedence
	BeforeRequest func()        // called just before the request token is requested; may be nil
	Timeout       time.Duration // for the user to return from the provider's page; 0 means 5 minutes
}

// Begin starts an authorization: it requests a request token (RFC 5849 section 2.1). The Pending must be waited for or
// closed.
func (m *Manager) Begin(ctx context.Context, s *Setup, o BeginOptions) (*Pending, error) {
	c, err := m.net.configure(ctx, s, "")
	if err != nil {
		return nil, err
	}
	if !c.dialect.RequiresAuthorization() {
		return nil, &StepError{
			Step: StepRequestToken, What: fmt.Sprintf("%s has nothing to authorize", c.Provider), Err: errors.New("its connector asks for keys or tokens instead"),
			Hint: "Enter them: countersign connect does that.",
		}
	}
	if s.Connector.Sandbox() {
		if err := m.Sandboxes.Ensure(ctx, c.RequestTokenURI); err != nil {
			return nil, err
		}
	}
	p, err := m.net.client(c.Config, 0).Begin(ctx, oauth1.BeginOptions{
		OutOfBand: o.OutOfBand, CallbackPort: o.CallbackPort, BeforeRequest: o.BeforeRequest, Timeout: o.Timeout,
		// Once more, now that the callback is known: a mapping may use it.
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

// Pending is an authorization that waits for the user at the provider's page.
type Pending struct {
	*oauth1.Pending

	net     *network
	sandbox bool
}

// AuthorizeURL is the link for the user to open; in a rehearsal, it leads to the sandbox.
func (p *Pending) AuthorizeURL() string { return p.net.rehearsal.BrowserURL(p.Pending.AuthorizeURL()) }

// RequestToken is the request token, shortened for display.
func (p *Pending) RequestToken() string { return secret.Shorten(p.Pending.RequestToken()) }

// maxConsentResponse limits the response of the sandbox's page, in bytes.
const maxConsentResponse = 64 << 10

// CanConsent reports whether the provider is the sandbox, so that Consent works.
func (p *Pending) CanConsent() bool { return p.sandbox || p.net.rehearsal != nil }

// Consent submits the sandbox's consent page without a browser. The callback or verifier is then handled like pasted text.
func (p *Pending) Consent(ctx context.Context, allow bool) error {
	const what = "cannot submit the sandbox's consent page"
	decision := "deny"
	if allow {
		decision = "allow"
	}
	form := encodePairs([]Pair{{Name: "oauth_token", Value: p.Pending.RequestToken()}, {Name: "decision", Value: decision}, {Name: "account", Value: "anna"}})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.AuthorizeURL(), strings.NewReader(form))
	if err != nil {
		return &StepError{Step: StepAuthorize, What: what, Err: oauth1.UnwrapURLError(err)}
	}
	req.Header.Set("Content-Type", oauth1.FormType)
	req.Header.Set("Accept", "application/json")
	client := http.Client{Transport: p.net.transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return oauth1.NoResponse(StepAuthorize, what, oauth1.UnwrapURLError(err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxConsentResponse))
	if err != nil {
		return oauth1.NoResponse(StepAuthorize, what, err)
	}
	var outcome struct {
		Callback, Verifier string
		Denied             bool // out-of-band, where no callback says so
	}
	if resp.StatusCode != http.StatusOK || json.Unmarshal(body, &outcome) != nil {
		return &StepError{
			Step: StepAuthorize, What: what, Err: errors.New(oauth1.StatusText(resp.StatusCode)),
			ProviderMessage: reply.Describe(body, resp.Header.Get("Content-Type")), Hint: "Start again: a request token can be used once.",
		}
	}
	if outcome.Denied {
		return p.Deny()
	}
	return p.Enter(outcome.Callback + outcome.Verifier)
}

// WithoutAuthorization makes a connection from the entered values alone: for connectors that use ready-made tokens, or the
// consumer's keys without a token. It returns nil for a connector that needs Begin. Nothing is sent yet.
func (m *Manager) WithoutAuthorization(ctx context.Context, s *Setup) (*Unsaved, error) {
	c, err := m.net.configure(ctx, s, "")
	if err != nil || c.dialect.RequiresAuthorization() {
		return nil, err
	}
	conn := &Connection{conns: m.Connections, Connector: s.Connector, setup: s, unsaved: true, Entry: Entry{Name: s.Connector.Name}}
	if t := c.dialect.Token; t.Kind == "given" {
		conn.token = Token{Key: t.Key, Secret: NewSecret(t.Secret)}
		switch {
		case t.Key == "":
			return nil, c.Invalid("the access token is empty")
		case t.Secret == "" && !c.dialect.TokenResponse.EmptySecret:
			return nil, c.Invalid("the access token secret is empty")
		}
	}
	return &Unsaved{conn: conn}, conn.prepare(ctx)
}

// Unsaved is a connection that needs no authorization and is not saved yet.
type Unsaved struct {
	conn   *Connection
	tested bool
	result TestResult
	err    error // of the test
}

// Token is the access token; it is empty for requests signed without one.
func (u *Unsaved) Token() Token { return u.conn.current() }

// Test runs the connector's test. If the service refuses the values or can't be reached, that is an error.
func (u *Unsaved) Test(ctx context.Context) (TestResult, error) {
	u.result, u.err = tester{u.conn}.timed(ctx)
	u.tested = !u.result.NoTest && ctx.Err() == nil
	return u.result, u.err
}

// Save saves the connection with the test's result. replace lets it replace a connection with the same name.
func (u *Unsaved) Save(ctx context.Context, name string, replace bool) (*Connection, error) {
	saved, err := u.conn.conns.Save(ctx, u.conn.setup, u.conn.current(), name, replace)
	if err == nil && u.tested {
		err = tester{saved}.saveResult(ctx, u.result, u.err)
	}
	return saved, err
}

// CallbackPort is the port in COUNTERSIGN_CALLBACK_PORT, else the configured one. 0 means a free port.
func CallbackPort(env func(string) string, configured int) (int, error) {
	value := env("COUNTERSIGN_CALLBACK_PORT")
	if value == "" {
		return configured, nil
	}
	port, err := strconv.ParseUint(value, 10, 16)
	if err != nil {
		return 0, &StepError{
			Step: StepConfig, What: "invalid COUNTERSIGN_CALLBACK_PORT", Err: fmt.Errorf("%q is not a port number", text.Safe(value, 20)),
			Hint: "Set it to a number from 1 to 65535, or unset it to use a free port.",
		}
	}
	return int(port), nil
}
