package connect

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
	"countersign/ui/cli/exit"
)

// authorization is the wait for the person's answer at the provider's page.
type authorization struct {
	*Options
	pending     *flow.Pending
	openBrowser bool // by the settings
	remindEvery time.Duration
}

// wait waits for the person's answer, by whichever way it comes first.
func (a *authorization) wait(ctx context.Context) (*flow.Verified, error) {
	if a.verifierGiven {
		if err := a.enterVerifier(ctx); err != nil {
			return nil, err
		}
		return a.pending.Wait(ctx)
	}
	a.explain()

	ctx, stop := context.WithCancel(ctx)
	var helpers sync.WaitGroup
	helpers.Go(func() { a.open(ctx) })
	helpers.Go(func() { a.readPasted(ctx) })
	helpers.Go(func() { a.remind(ctx) })
	verified, err := a.pending.Wait(ctx)
	stop()
	helpers.Wait()
	return verified, err
}

// enterVerifier takes the verifier of --verifier.
func (a *authorization) enterVerifier(ctx context.Context) error {
	verifier := a.verifier
	if verifier == "-" {
		a.IO.Infof("Reading the verifier from standard input.")
		ctx, stop := context.WithDeadlineCause(ctx, a.pending.Deadline(), flow.ErrTimedOut)
		defer stop()
		var err error
		if verifier, err = a.Input.ReadLine(ctx); err != nil {
			if errors.Is(err, io.EOF) {
				return exit.Usagef("write it to standard input, or give it as --verifier VERIFIER", "standard input ended without a verifier")
			}
			return context.Cause(ctx)
		}
	}
	return a.pending.Enter(verifier)
}

func (a *authorization) explain() {
	until := fmt.Sprintf("%s (%s)", a.pending.Deadline().Format(time.TimeOnly), a.Timeout)
	switch {
	case a.pending.OutOfBand() && !a.pending.NeedsVerifier():
		a.IO.Infof("The page shows no verifier: allow the access there, then press Enter here, until %s.", until)
	case a.pending.OutOfBand():
		a.IO.Infof("The page shows a verifier: paste it here, until %s.", until)
	default:
		a.IO.Infof("Waiting for the browser to come back to %s, until %s.", a.pending.Callback(), until)
		if a.pending.NeedsVerifier() {
			a.IO.Infof("If it can't reach this machine, paste the address that it ends on, or the verifier that it shows.")
		} else {
			a.IO.Infof("If it can't reach this machine, press Enter here once the access is allowed.")
		}
	}
	if a.pending.CanConsent() {
		a.IO.Infof("This is the sandbox: typing allow or deny here answers its page.")
	} else {
		a.IO.Infof("Ctrl+C ends it: some services tell nobody when access is refused.")
	}
	if a.Prompt.InConversation() {
		a.IO.Infof("Typing back ends the wait, link says the link again, help says this again.")
	}
}

// open shows the page. A failure is only reported: the link is printed above.
func (a *authorization) open(ctx context.Context) {
	switch {
	case a.noBrowser || a.OutOfBand:
		return
	case !a.openBrowser:
		a.IO.Infof("Open the link yourself: opening a browser is switched off (openBrowser: false in the settings).")
		return
	}
	if err := a.OpenBrowser(ctx, a.pending.AuthorizeURL()); err != nil {
		a.IO.Infof("Open the link yourself: %s.", text.Safe(err.Error(), 200))
	}
}

// readPasted takes lines of standard input until one settles the wait. The end of input settles nothing: the browser
// may still come back.
func (a *authorization) readPasted(ctx context.Context) {
	for {
		text, err := a.Input.ReadLine(ctx)
		if err != nil {
			return
		}
		if err := a.take(ctx, text); err != nil && !errors.Is(err, flow.ErrDenied) && ctx.Err() == nil {
			a.IO.PrintError(err)
		}
	}
}

// remindEvery is how often a listener hears that the wait goes on.
const remindEvery = 30 * time.Second

// remind says in screen-reader mode what a countdown would show.
func (a *authorization) remind(ctx context.Context) {
	if !a.IO.ScreenReader {
		return
	}
	tick := time.NewTicker(a.remindEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			a.IO.Infof("Still waiting for the authorization; the time is over at %s.", a.pending.Deadline().Format(time.TimeOnly))
		case <-ctx.Done():
			return
		}
	}
}

// take does what a line says.
func (a *authorization) take(ctx context.Context, text string) error {
	switch word := strings.ToLower(strings.TrimSpace(text)); {
	case a.Prompt.InConversation() && (word == "back" || word == "quit"):
		return a.pending.Close() // which settles it, as cancelled
	case a.Prompt.InConversation() && word == "help":
		a.explain()
		return nil
	case a.Prompt.InConversation() && word == "link":
		a.IO.Infof("\n%s\n", a.pending.AuthorizeURL())
		return nil
	case word == "" && a.pending.NeedsVerifier():
		return nil
	case a.pending.CanConsent() && (word == "allow" || word == "deny"):
		return a.pending.Consent(ctx, word == "allow")
	}
	return a.pending.Enter(text)
}
