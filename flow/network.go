package flow

import (
	"context"
	"io"
	"net/http"
	"time"

	"countersign/flow/oauth1"
)

// pageHold is for how long the browser's page waits to say what became of the verifier; 0 leaves it to the client.
var pageHold time.Duration

// network is how requests leave this machine, to whichever provider.
type network struct {
	transport http.RoundTripper
	now       func() time.Time
	random    io.Reader
	allowHTTP bool
	traffic   *Traffic
	debug     *DebugLog  // nil: none
	rehearsal *Rehearsal // nil: requests go where they say
}

// client signs and sends for one consumer of one provider, whose clock is ahead by skew.
func (n *network) client(c oauth1.Config, skew time.Duration) *oauth1.Client {
	o := oauth1.Options{
		Transport: n.transport, Now: n.now, Random: n.random, AllowHTTP: n.allowHTTP, Skew: skew, PageHold: pageHold,
		Observer: n.observe, Redact: func(secrets ...Secret) { n.debug.hide(secrets...) },
	}
	if n.rehearsal != nil {
		o.Advice = n.rehearsal.advice
	}
	return oauth1.NewClient(c, o)
}

// observe remembers an exchange, of which the context says what was asked for.
func (n *network) observe(ctx context.Context, x oauth1.Exchange) {
	sent, _ := ctx.Value(sentKey{}).(*sent)
	n.traffic.add(Exchange{Exchange: x, sent: sent})
	n.debug.exchange(x)
	if x.Retried {
		n.debug.Note("retry", "step", string(x.Step), "because", x.Failure)
	}
}
