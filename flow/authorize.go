package flow

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// outOfBand is the callback that asks the provider to show a verifier (RFC 5849 section 2.1); it is case-sensitive.
const outOfBand = "oob"

// Pending is a dance that waits for a person at the provider's page (RFC 5849 section 2.2). Three things may settle it,
// whichever comes first: the callback, a pasted text, the sandbox's consent. What came first stays; a verifier that
// arrived is never dropped.
type Pending struct {
	client   *client
	config   Config
	sandbox  bool
	callback string // the listener's URL, or oob
	listener *listener
	reply    tokenReply
	deadline time.Time
	timer    *time.Timer

	once     sync.Once
	settled  chan struct{}
	verified *Verified
	err      error

	awaited   atomic.Bool   // somebody waits, who will exchange what comes
	exchanged chan bool     // whether the verifier gave an access token
	ending    sync.Once     // of closed
	closed    chan struct{} // nobody will exchange anything any more
}

func newPending(c *client) *Pending {
	return &Pending{client: c, settled: make(chan struct{}), exchanged: make(chan bool, 1), closed: make(chan struct{})}
}

// AuthorizeURL is the link that the person follows.
func (p *Pending) AuthorizeURL() string {
	c := p.config
	name := c.Dialect.AuthorizeTokenParam
	if name == "" {
		name = "oauth_token"
	}
	query := []Pair{{Name: name, Value: p.reply.token}}
	query = append(query, c.Extra...)
	if scope, ok := c.scope("authorize"); ok {
		query = append(query, scope)
	}
	if c.Dialect.CallbackMode() == "onAuthorize" && !p.OutOfBand() {
		back := p.callback
		if c.Dialect.CallbackToken {
			back = withQuery(back, encodePairs([]Pair{{Name: "oauth_token", Value: p.reply.token}}))
		}
		query = append(query, Pair{Name: c.Dialect.AuthorizeCallbackParam(), Value: back})
	}
	return p.client.rehearsal.page(withQuery(c.AuthorizeURI, encodePairs(query)))
}

// scope is the parameter that carries the connector's scopes, on the step that the dialect names.
func (c Config) scope(on string) (Pair, bool) {
	s := c.Dialect.ScopeRule()
	if len(c.Scopes) == 0 || s.On != on {
		return Pair{}, false
	}
	return Pair{Name: s.Param, Value: strings.Join(c.Scopes, s.Separator)}, true
}

// Callback is where the provider sends the browser back to: a URL on this machine, or "oob".
func (p *Pending) Callback() string { return p.callback }

// OutOfBand reports whether the provider shows a verifier instead of calling back.
func (p *Pending) OutOfBand() bool { return p.callback == outOfBand }

// NeedsVerifier reports whether the person's answer brings a verifier. Without, as in OAuth 1.0, it is enough to say that
// the access is allowed: Enter takes the empty text for that.
func (p *Pending) NeedsVerifier() bool { return p.config.Dialect.Verifier != "none" }

// Deadline is when the wait ends.
func (p *Pending) Deadline() time.Time { return p.deadline }

// RequestToken is the request token, shortened.
func (p *Pending) RequestToken() string { return shorten(p.reply.token) }

// Wait returns when the dance is settled, from when on no callback is taken any more. Its errors are StepErrors around ErrDenied, ErrTimedOut,
// or the context's own.
func (p *Pending) Wait(ctx context.Context) (*Verified, error) {
	p.awaited.Store(true)
	select {
	case <-p.settled:
	case <-ctx.Done():
		p.settle(nil, p.failed(ctx.Err(), "", ""))
	case <-p.timer.C:
		p.settle(nil, p.failed(ErrTimedOut, "", p.lateHint()))
	}
	<-p.settled
	if p.verified == nil {
		return nil, errors.Join(p.err, p.Close())
	}
	p.timer.Stop()
	p.listener.stop() // a listener that ends badly is no reason to drop the verifier
	return p.verified, nil
}

// lateHint tells why a person who did allow access may still have run out of time.
func (p *Pending) lateHint() string {
	if p.OutOfBand() {
		return "start again and paste the verifier that the provider's page shows, unless access was refused there; --timeout gives more time"
	}
	return "start again, unless access was refused there: some services tell nobody. When the browser cannot reach this machine, paste the address of the page it ends on, or ask for a verifier out-of-band"
}

// Close ends the listener. It may be called more than once, and settles a dance that nobody waits for any more.
func (p *Pending) Close() error {
	p.settle(nil, p.failed(context.Canceled, "", ""))
	p.ending.Do(func() { close(p.closed) })
	if p.timer != nil {
		p.timer.Stop()
	}
	return p.listener.close()
}

// settle keeps the first outcome.
func (p *Pending) settle(v *Verified, err error) (first bool) {
	p.once.Do(func() {
		p.verified, p.err, first = v, err, true
		close(p.settled)
	})
	return first
}

// failed is an error of the authorize step.
func (p *Pending) failed(err error, said, hint string) error {
	return &StepError{Step: StepAuthorize, Doing: fmt.Sprintf("waiting for the authorization at %s", host(p.config.AuthorizeURI)), Err: err, Said: said, Hint: hint}
}
