package oauth1

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"strings"
	"time"

	"countersign/flow/oauth1/cause"
	"countersign/flow/oauth1/reply"
	"countersign/internal/secret"
)

// Options configure a Client. Its zero value is ready to use.
type Options struct {
	Transport   http.RoundTripper // nil: NewTransport
	Now         func() time.Time  // nil: time.Now
	Random      io.Reader         // the source of nonces; nil: crypto/rand
	AllowHTTP   bool              // allow signed requests over plain http to other machines
	PageTimeout time.Duration     // how long the callback page waits to show whether the verifier was accepted; 0: 5 seconds
	SendOnce    bool              // no retry and no redirect
	Skew        time.Duration     // the provider's clock minus this machine's, if known

	// Observer is called with every exchange when it is complete. ctx is the context of its request.
	Observer func(ctx context.Context, x Exchange)
	// Redact is called with the secrets of a request before it is sent, so that a log can mask them.
	Redact func(secrets ...secret.Text)
	// HintFromHeader returns the provider's own hint about a refusal, which replaces the client's; "" if there is none.
	HintFromHeader func(http.Header) string
}

// Client signs and sends the requests of one consumer to one provider, and reads the responses.
type Client struct {
	config  Config
	options Options
	clock   *clock
}

// NewClient returns a client. It sends nothing yet.
func NewClient(c Config, o Options) *Client {
	if o.Transport == nil {
		o.Transport = NewTransport()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	o.PageTimeout = cmp.Or(o.PageTimeout, defaultPageTimeout)
	client := &Client{config: c, options: o, clock: &clock{}}
	client.clock.set(o.Skew)
	return client
}

// Skew returns how far the provider's clock is ahead of this machine's, as far as it is known.
func (c *Client) Skew() time.Duration { return c.clock.offset() }

// with returns the client with another config of the same provider.
func (c *Client) with(config Config) *Client {
	return &Client{config: config, options: c.options, clock: c.clock}
}

// NewTransport returns a transport like http.DefaultTransport, with limits for the response header.
func NewTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = time.Minute
	t.MaxResponseHeaderBytes = 256 << 10
	return t
}

// Attempt is one request that was sent once, to see what the provider says to it.
type Attempt struct {
	Exchange Exchange
	Reply    reply.Reply
	Header   http.Header
	Err      error // why there is no response
}

// OK reports whether the provider accepted the request.
func (a Attempt) OK() bool {
	return a.Err == nil && a.Exchange.Status >= 200 && a.Exchange.Status < 300 && a.Reply.Problem == "" && a.Reply.Cause == ""
}

// TryRequestToken asks for a request token once (RFC 5849 section 2.1) and throws it away. Nothing listens at the callback.
func (c *Client) TryRequestToken(ctx context.Context, callback string) Attempt {
	ctx, cancel := context.WithTimeout(ctx, TokenTimeout)
	defer cancel()
	a := c.try(ctx, c.requestTokenRequest(callback))
	if a.OK() && a.Reply.IsToken && !strings.EqualFold(a.Reply.Value("oauth_callback_confirmed"), "true") && !c.config.Dialect.UnconfirmedCallback {
		a.Reply.Cause = cause.CallbackUnconfirmed
	}
	if a.Err == nil && !a.Reply.IsToken && a.Reply.Cause == "" && a.Reply.Problem == "" {
		a.Reply.Problem = "no_token" // a successful status alone proves nothing
	}
	return a
}

// Try sends an API request once: no retry, no redirect.
func (c *Client) Try(ctx context.Context, r Request) Attempt { return c.try(ctx, c.outgoing(r)) }

func (c *Client) try(ctx context.Context, out outgoing) Attempt {
	once := *c
	once.options.SendOnce = true
	resp, err := once.do(ctx, "request failed", out)
	a := Attempt{Err: err}
	if resp != nil {
		a.Header, a.Exchange, a.Reply = resp.Header, *resp.Exchange, resp.Reply
	}
	return a
}
