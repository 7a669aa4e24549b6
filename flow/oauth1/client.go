package oauth1

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"time"

	"countersign/internal/secret"
)

// Options say how a client works. Its zero fields mean the real thing.
type Options struct {
	Transport   http.RoundTripper // nil: NewTransport
	Now         func() time.Time  // nil: time.Now
	Random      io.Reader         // of nonces; nil: crypto/rand
	AllowHTTP   bool              // lets signed requests go over plain http to other machines
	PageTimeout time.Duration     // for which the browser's page waits to say what became of the verifier; 0: 5 seconds
	Skew        time.Duration     // of the provider's clock against this machine's, as far as it is known

	// Observer gets every exchange, once it is over and known what it comes to. ctx is that of the request. nil: nobody does.
	Observer func(ctx context.Context, x Exchange)
	// Redact gets the secrets of a request before it is sent, so that a log can keep them out. nil: nobody does.
	Redact func(secrets ...secret.Text)
	// Advice reads out of a response what to do about a refusal, where the provider says that better than a client can know:
	// one made for tests does. nil: none does.
	HintFromHeader func(http.Header) string
}

// Client signs and sends the requests of one consumer to one provider, and reads what comes back.
type Client struct {
	config  Config
	options Options
	clock   *clock
}

// NewClient makes a client. It sends nothing yet.
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
	o.PageTimeout = cmp.Or(o.PageTimeout, defaultPageHold)
	return &Client{config: c, options: o, clock: newClock(o.Skew)}
}

// Config is what the client was made with.
func (c *Client) Config() Config { return c.config }

// Skew is how far the provider's clock is ahead of this machine's, as far as it is known.
func (c *Client) Skew() time.Duration { return c.clock.offset() }

// with is the client with another config of the same provider.
func (c *Client) with(config Config) *Client {
	return &Client{config: config, options: c.options, clock: c.clock}
}

// NewTransport has time limits where net/http has none. The proxy of the environment is honoured.
func NewTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = time.Minute
	t.MaxResponseHeaderBytes = 256 << 10
	return t
}

func (c *Client) signer() signer {
	return signer{config: c.config, now: func() time.Time { return c.options.Now().Add(c.Skew()) }, random: c.options.Random}
}
