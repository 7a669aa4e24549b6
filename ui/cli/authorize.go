package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/link"
)

// dance takes the steps from request token to access token. Where the provider, or this machine, does not take the callback,
// a person is asked for another one, with the values that were given.
func (o *connectOptions) dance(ctx context.Context, m *flow.Manager, setup *flow.Setup) (flow.Token, error) {
	settings, err := o.settings(m)
	if err != nil {
		return flow.Token{}, err
	}
	o.browserOff = !settings.OpenBrowser
	port, err := o.port(settings)
	if err != nil {
		return flow.Token{}, err
	}
	for {
		started := time.Now()
		pending, err := m.Begin(ctx, setup, flow.BeginOptions{OutOfBand: o.outOfBand, CallbackPort: port, Timeout: o.timeout})
		if err == nil {
			o.noteTime("request token", time.Since(started))
			return o.follow(ctx, pending)
		}
		if again, asking := o.askOtherCallback(ctx, err, &port); !again {
			return flow.Token{}, errors.Join(err, asking)
		}
	}
}

// port is the one for callbacks: --callback-port, else as the environment and the settings have it.
func (o *connectOptions) port(settings flow.Settings) (int, error) {
	if o.callbackPort != 0 {
		return int(o.callbackPort), nil
	}
	port, err := flow.CallbackPort(o.Env, settings)
	if err != nil {
		return 0, &complaint{Usage, flow.Explain(err)}
	}
	return port, nil
}

// askOtherCallback reports whether another callback is worth a try, after it changed to that. Without a person to ask it is
// none: a script gets the callback that it asked for, or an error.
func (o *connectOptions) askOtherCallback(ctx context.Context, err error, port *int) (again bool, asking error) {
	var taken *flow.PortTaken
	if !errors.As(err, &taken) && !errors.Is(err, flow.ErrCallbackRefused) || !o.in.terminal() || o.verifierGiven {
		return false, nil
	}
	o.complain(err)
	if taken != nil && !taken.Own {
		if again, asking = o.confirm(ctx, "Take a free port this time?"); again || asking != nil {
			*port = 0
			return again, asking
		}
	}
	question := "Go on out-of-band, with the same keys?"
	if o.outOfBand {
		question = "Try a callback on this machine, with the same keys?"
	}
	if again, asking = o.confirm(ctx, question); again {
		o.outOfBand = !o.outOfBand
		return true, asking
	}
	if asking == nil {
		asking = errDeclined
	}
	return false, asking
}

// follow leads the person to the link, and goes on with what comes back.
func (o *connectOptions) follow(ctx context.Context, pending *flow.Pending) (flow.Token, error) {
	defer func() { _ = pending.Close() }()
	o.showLink(pending)
	started := time.Now()
	verified, err := o.authorize(ctx, pending)
	if err != nil {
		return flow.Token{}, err
	}
	o.noteTime("authorized", time.Since(started))
	started = time.Now()
	token, err := verified.Exchange(ctx)
	o.noteTime("access token", time.Since(started))
	return token, err
}

// showLink prints the link on a line of its own, unbroken, so that it can be copied, or read by a program.
func (o *connectOptions) showLink(p *flow.Pending) {
	target := p.AuthorizeURL()
	shown := target
	terminal := isTerminal(o.Err) && !o.plain
	if terminal && link.Clickable(o.Env) {
		shown = link.Hyperlink(target, target)
	}
	o.talk("Open this link and allow the access:\n\n%s\n", shown)
	switch {
	case o.qr && o.plain:
		o.talk("The QR code is left out: it is a picture.")
	case o.qr:
		o.showCode(target, terminal)
	}
	if tunnel := link.Tunnel(o.Env, p.Callback()); tunnel != "" {
		o.talk("You came by ssh. For the browser to find its way back, type at your own machine:\n\n%s\n", text.Safe(tunnel, 300))
	}
}

// showCode prints the link as a QR code.
func (o *connectOptions) showCode(target string, terminal bool) {
	code, err := link.NewQR(target)
	if err != nil {
		o.talk("%s.", text.Safe(err.Error(), 200))
		return
	}
	columns, lines := code.Least()
	if width, height, ok := terminalSize(o.Err); ok && (columns > width || lines > height) {
		o.talk("The QR code needs a window of %d×%d, and this one is %d×%d.", columns, lines, width, height)
		return
	}
	quiet, ok := code.Fit(80, 40)
	if !ok {
		quiet, _ = code.Fit(columns, lines)
	}
	if terminal && o.Env("NO_COLOR") == "" && o.Env("TERM") != "dumb" {
		o.talk("%s", code.Painted(quiet))
		return
	}
	o.talk("%s\n(drawn for a dark background)\n", strings.Join(code.Lines(quiet, true), "\n"))
}

// noteTime keeps how long a step took, for the end.
func (o *connectOptions) noteTime(step string, took time.Duration) {
	o.times = append(o.times, fmt.Sprintf("%s %s", step, max(took.Round(time.Millisecond), time.Millisecond)))
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
	until := fmt.Sprintf("%s (%s)", p.Deadline().Format(time.TimeOnly), o.timeout)
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
	switch {
	case o.noBrowser || o.outOfBand:
		return
	case o.browserOff:
		o.talk("Open the link yourself: opening a browser is switched off (openBrowser: false in the settings).")
		return
	}
	if err := o.OpenBrowser(ctx, p.AuthorizeURL()); err != nil {
		o.talk("Open the link yourself: %s.", text.Safe(err.Error(), 200))
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
