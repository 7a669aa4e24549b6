package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"countersign/flow"
)

// dance takes the steps from request token to access token.
func (o *connectOptions) dance(ctx context.Context, m *flow.Manager, setup *flow.Setup) (flow.Token, error) {
	pending, err := m.Begin(ctx, setup, flow.BeginOptions{OutOfBand: o.outOfBand, Timeout: o.timeout})
	if err != nil {
		return flow.Token{}, err
	}
	defer func() { _ = pending.Close() }()

	// The link stands on a line of its own, unbroken, so that it can be copied, or read by a program.
	o.talk("Open this link and allow the access:\n\n%s\n", pending.AuthorizeURL())
	verified, err := o.authorize(ctx, pending)
	if err != nil {
		return flow.Token{}, err
	}
	return verified.Exchange(ctx)
}

// authorize waits for the person's answer, by whichever way it comes first.
func (o *connectOptions) authorize(ctx context.Context, p *flow.Pending) (*flow.Verified, error) {
	if o.verifierGiven {
		if err := o.enterVerifier(ctx, p); err != nil {
			return nil, err
		}
		return p.Wait(ctx)
	}
	o.explainWait(p)

	ctx, stop := context.WithCancel(ctx)
	var helpers sync.WaitGroup
	helpers.Go(func() { o.open(ctx, p) })
	helpers.Go(func() { o.readPasted(ctx, p) })
	helpers.Go(func() { o.remind(ctx, p) })
	verified, err := p.Wait(ctx)
	stop()
	helpers.Wait()
	return verified, err
}

// enterVerifier takes the verifier of --verifier.
func (o *connectOptions) enterVerifier(ctx context.Context, p *flow.Pending) error {
	verifier := o.verifier
	if verifier == "-" {
		o.talk("Reading the verifier from standard input.")
		ctx, stop := context.WithDeadlineCause(ctx, p.Deadline(), flow.ErrTimedOut)
		defer stop()
		var err error
		if verifier, err = o.in.next(ctx); err != nil {
			if errors.Is(err, io.EOF) {
				return misuse("write it to standard input, or give it as --verifier VERIFIER", "standard input ended without a verifier")
			}
			return context.Cause(ctx)
		}
	}
	return p.Enter(verifier)
}

func (o *connectOptions) explainWait(p *flow.Pending) {
	until := p.Deadline().Format(time.TimeOnly)
	switch {
	case p.OutOfBand() && !p.NeedsVerifier():
		o.talk("The page shows no verifier: allow the access there, then press Enter here, until %s.", until)
	case p.OutOfBand():
		o.talk("The page shows a verifier: paste it here, until %s.", until)
	default:
		o.talk("Waiting for the browser to come back to %s, until %s.", p.Callback(), until)
		if p.NeedsVerifier() {
			o.talk("If it can't reach this machine, paste the address that it ends on, or the verifier that it shows.")
		} else {
			o.talk("If it can't reach this machine, press Enter here once the access is allowed.")
		}
	}
	if p.CanConsent() {
		o.talk("This is the sandbox: typing allow or deny here answers its page.")
	} else {
		o.talk("Ctrl+C ends it: some services tell nobody when access is refused.")
	}
	if o.talking {
		o.talk("Typing back ends the wait, link says the link again, help says this again.")
	}
}

// open shows the page. That it could not is no failure: the link stands above.
func (o *connectOptions) open(ctx context.Context, p *flow.Pending) {
	if o.noBrowser || o.outOfBand {
		return
	}
	if err := o.OpenBrowser(ctx, p.AuthorizeURL()); err != nil {
		o.talk("Open the link yourself: %s.", flow.Safe(err.Error(), 200))
	}
}

// readPasted takes lines of standard input until one settles the dance. Its end settles nothing: the browser may still
// come back.
func (o *connectOptions) readPasted(ctx context.Context, p *flow.Pending) {
	for {
		text, err := o.in.next(ctx)
		if err != nil {
			return
		}
		if err := o.take(ctx, p, text); err != nil && !errors.Is(err, flow.ErrDenied) && ctx.Err() == nil {
			o.complain(err)
		}
	}
}

// remindEvery is how often a listener hears that the wait goes on.
const remindEvery = 30 * time.Second

// remind says in plain words what a countdown would show.
func (o *connectOptions) remind(ctx context.Context, p *flow.Pending) {
	if !o.plain {
		return
	}
	tick := time.NewTicker(o.remindEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			o.talk("Still waiting for the authorization; the time is over at %s.", p.Deadline().Format(time.TimeOnly))
		case <-ctx.Done():
			return
		}
	}
}

// take does what a line says.
func (o *connectOptions) take(ctx context.Context, p *flow.Pending, text string) error {
	switch word := strings.ToLower(strings.TrimSpace(text)); {
	case o.talking && (word == "back" || word == "quit"):
		return p.Close() // which settles it, as cancelled
	case o.talking && word == "help":
		o.explainWait(p)
		return nil
	case o.talking && word == "link":
		o.talk("\n%s\n", p.AuthorizeURL())
		return nil
	case word == "" && p.NeedsVerifier():
		return nil
	case p.CanConsent() && (word == "allow" || word == "deny"):
		return p.Consent(ctx, word == "allow")
	}
	return p.Enter(text)
}
