package oauth1

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// outOfBand is the callback that asks the provider to show a verifier (RFC 5849 section 2.1); it is case-sensitive.
const outOfBand = "oob"

// Pending is an authorization that waits for a person at the provider's page (RFC 5849 section 2.2). Two things may settle
// it, whichever comes first: the callback, or a pasted text. What came first stays; a verifier that arrived is never dropped.
type Pending struct {
	client   *Client
	callback string // the listener's URL, or oob
	listener *listener
	reply    tokenReply
	deadline time.Time
	timer    *time.Timer
	outcome  *outcome
	handover *handover
}

// outcome is how an authorization ends: the first that settles it stays.
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
	return &Pending{client: c, outcome: &outcome{settled: make(chan struct{})}, handover: newHandover(c.options.PageTimeout)}
}

// AuthorizeURL is the link that the person follows.
func (p *Pending) AuthorizeURL() string {
	c := p.client.config
	query := []Param{{Name: cmp.Or(c.Dialect.AuthorizeTokenParam, "oauth_token"), Value: p.reply.token}}
	query = append(query, c.AuthorizeParams...)
	if scope, ok := c.scope("authorize"); ok {
		query = append(query, scope)
	}
	if c.callbackMode() == "onAuthorize" && !p.OutOfBand() {
		back := p.callback
		if c.Dialect.CallbackToken {
			back = WithQuery(back, EncodeParams([]Param{{Name: "oauth_token", Value: p.reply.token}}))
		}
		query = append(query, Param{Name: cmp.Or(c.Dialect.CallbackParam, "oauth_callback"), Value: back})
	}
	return WithQuery(c.AuthorizeURI, EncodeParams(query))
}

// Callback is where the provider sends the browser back to: a URL on this machine, or "oob".
func (p *Pending) Callback() string { return p.callback }

// OutOfBand reports whether the provider shows a verifier instead of calling back.
func (p *Pending) OutOfBand() bool { return p.callback == outOfBand }

// NeedsVerifier reports whether the person's answer brings a verifier. Without, as in OAuth 1.0, it is enough to say that
// the access is allowed: Enter takes the empty text for that.
func (p *Pending) NeedsVerifier() bool { return !p.client.config.Dialect.NoVerifier }

// Deadline is when the wait ends.
func (p *Pending) Deadline() time.Time { return p.deadline }

// RequestToken is the request token.
func (p *Pending) RequestToken() string { return p.reply.token }

// Wait returns when the authorization is settled, from when on no callback is taken any more. Its errors are StepErrors around
// ErrDenied, ErrTimedOut, or the context's own.
func (p *Pending) Wait(ctx context.Context) (*Verified, error) {
	p.handover.awaited.Store(true)
	select {
	case <-p.outcome.settled:
	case <-ctx.Done():
		p.outcome.settle(nil, failed(p.client.config, ctx.Err(), "", ""))
	case <-p.timer.C:
		p.outcome.settle(nil, failed(p.client.config, ErrTimedOut, "", p.lateHint()))
	}
	<-p.outcome.settled
	if p.outcome.verified == nil {
		return nil, errors.Join(p.outcome.err, p.Close())
	}
	p.timer.Stop()
	p.listener.stop() // a listener that ends badly is no reason to drop the verifier
	return p.outcome.verified, nil
}

// Awaited reports whether somebody waits for the authorization to be settled, who will go on with what comes.
func (p *Pending) HasWaiter() bool { return p.handover.awaited.Load() }

// lateHint tells why a person who did allow access may still have run out of time.
func (p *Pending) lateHint() string {
	if p.OutOfBand() {
		return "start again and paste the verifier that the provider's page shows, unless access was refused there; --timeout gives more time"
	}
	return "start again, unless access was refused there: some services tell nobody. When the browser cannot reach this machine, paste the address of the page it ends on, or ask for a verifier out-of-band"
}

// Refuse settles the authorization where the person said no in a way that no callback tells.
func (p *Pending) Deny() error {
	err := failed(p.client.config, ErrDenied, "", "")
	p.outcome.settle(nil, err)
	return err
}

// Close ends the listener. It may be called more than once, and settles an authorization that nobody waits for any more.
func (p *Pending) Close() error {
	p.outcome.settle(nil, failed(p.client.config, context.Canceled, "", ""))
	p.handover.close()
	if p.timer != nil {
		p.timer.Stop()
	}
	return p.listener.close()
}

// failed is an error of the authorize step.
func failed(c Config, err error, said, hint string) error {
	return &StepError{Step: StepAuthorize, What: fmt.Sprintf("waiting for the authorization at %s", Host(c.AuthorizeURI)), Err: err, ProviderMessage: said, Hint: hint}
}
