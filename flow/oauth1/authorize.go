package oauth1

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// outOfBand is the case-sensitive callback that makes the provider show a verifier (RFC 5849 section 2.1).
const outOfBand = "oob"

// Pending is an authorization in progress: the user is on the provider's page (RFC 5849 section 2.2). The callback or a
// pasted text settles it, whichever comes first. A verifier that has arrived is never lost.
type Pending struct {
	client   *Client
	callback string // the listener's URL, or oob
	listener *listener
	reply    tokenReply
	deadline time.Time
	timer    *time.Timer
	outcome  outcome

	waiting   atomic.Bool // Wait was called
	exchanged chan bool   // whether the verifier was exchanged for an access token
	closeOnce sync.Once
	closed    chan struct{}
	notices   chan Notice
}

// outcome is the result of an authorization. Only the first call of settle has an effect.
type outcome struct {
	once     sync.Once
	settled  chan struct{}
	verified *Verified
	err      error
}

func (o *outcome) settle(v *Verified, err error) (first bool) {
	o.once.Do(func() {
		o.verified, o.err, first = v, err, true
		close(o.settled)
	})
	return first
}

func newPending(c *Client) *Pending {
	return &Pending{
		client: c, outcome: outcome{settled: make(chan struct{})}, exchanged: make(chan bool, 1), closed: make(chan struct{}),
		notices: make(chan Notice, maxNotices),
	}
}

// AuthorizeURL returns the link for the user.
func (p *Pending) AuthorizeURL() string {
	c := p.client.config
	query := []Param{{Name: cmp.Or(c.Dialect.AuthorizeTokenParam, "oauth_token"), Value: p.reply.token}}
	query = append(query, c.AuthorizeParams...)
	if scope, ok := c.scope("authorize"); ok {
		query = append(query, scope)
	}
	if c.callbackMode() == "onAuthorize" && !p.OutOfBand() {
		callback := p.callback
		if c.Dialect.CallbackToken {
			callback = WithQuery(callback, EncodeParams([]Param{{Name: "oauth_token", Value: p.reply.token}}))
		}
		query = append(query, Param{Name: cmp.Or(c.Dialect.CallbackParam, "oauth_callback"), Value: callback})
	}
	return WithQuery(c.AuthorizeURI, EncodeParams(query))
}

// Callback returns the callback: a URL on this machine, or "oob".
func (p *Pending) Callback() string { return p.callback }

// OutOfBand reports whether the provider shows a verifier instead of calling back.
func (p *Pending) OutOfBand() bool { return p.callback == outOfBand }

// NeedsVerifier reports whether the provider sends a verifier. If not (OAuth 1.0), Enter("") says that the user allowed
// access.
func (p *Pending) NeedsVerifier() bool { return !p.client.config.Dialect.NoVerifier }

// Deadline returns when Wait times out.
func (p *Pending) Deadline() time.Time { return p.deadline }

// RequestToken returns the request token.
func (p *Pending) RequestToken() string { return p.reply.token }

// Wait waits until the authorization is settled, and then stops the listener. Its errors are StepErrors around
// ErrDenied, ErrTimedOut, or the error of the context.
func (p *Pending) Wait(ctx context.Context) (*Verified, error) {
	p.waiting.Store(true)
	select {
	case <-p.outcome.settled:
	case <-ctx.Done():
		p.outcome.settle(nil, notAuthorized(p.client.config, ctx.Err(), "", ""))
	case <-p.timer.C:
		p.outcome.settle(nil, notAuthorized(p.client.config, ErrTimedOut, "", p.timeoutHint()))
	}
	<-p.outcome.settled
	if p.outcome.verified == nil {
		return nil, errors.Join(p.outcome.err, p.Close())
	}
	p.timer.Stop()
	p.listener.stop() // its error must not lose the verifier
	return p.outcome.verified, nil
}

// HasWaiter reports whether Wait was called, so that the verifier will be exchanged.
func (p *Pending) HasWaiter() bool { return p.waiting.Load() }

func (p *Pending) timeoutHint() string {
	if p.OutOfBand() {
		return "Start again and paste the verifier from the provider's page. For more time, use --timeout."
	}
	return "Start again. If you allowed access and the browser cannot reach this machine, paste the address of the page it ends on, " +
		"or use an out-of-band callback (--oob)."
}

// Deny settles the authorization: the user denied access in a way that no callback reports.
func (p *Pending) Deny() error {
	err := notAuthorized(p.client.config, ErrDenied, "", "")
	p.outcome.settle(nil, err)
	return err
}

// Close stops the listener and cancels an authorization in progress. It may be called more than once.
func (p *Pending) Close() error {
	p.outcome.settle(nil, notAuthorized(p.client.config, context.Canceled, "", ""))
	p.closeOnce.Do(func() { close(p.closed) })
	if p.timer != nil {
		p.timer.Stop()
	}
	return p.listener.close()
}

// notAuthorized returns an error of the authorize step.
func notAuthorized(c Config, err error, message, hint string) error {
	return &StepError{
		Step: StepAuthorize, What: "authorization at " + Host(c.AuthorizeURI) + " failed", Err: err, ProviderMessage: message, Hint: hint,
	}
}
