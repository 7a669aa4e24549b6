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

// authorization waits for the user to allow or deny access.
type authorization struct {
	*Options
	pending     *flow.Pending
	openBrowser bool // by the settings
	remindEvery time.Duration
}

// wait waits for the callback or a pasted verifier.
func (a *authorization) wait(ctx context.Context) (*flow.Verified, error) {
	if a.verifierSet {
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
	helpers.Go(func() { a.printNotices(ctx) })
	verified, err := a.pending.Wait(ctx)
	stop()
	helpers.Wait()
	return verified, err
}

// enterVerifier uses the verifier from --verifier.
func (a *authorization) enterVerifier(ctx context.Context) error {
	verifier := a.verifier
	if verifier == "-" {
		a.IO.Infof("Reading the verifier from standard input.")
		ctx, stop := context.WithDeadlineCause(ctx, a.pending.Deadline(), flow.ErrTimedOut)
		defer stop()
		var err error
		if verifier, err = a.Input.ReadLine(ctx); err != nil {
			if errors.Is(err, io.EOF) {
				return exit.Usagef("Write it to standard input, or use --verifier VERIFIER.", "no verifier on standard input")
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
		a.IO.Infof("Allow access on the page, then press Enter here. The authorization times out at %s.", until)
	case a.pending.OutOfBand():
		a.IO.Infof("Paste the verifier that the page shows. The authorization times out at %s.", until)
	default:
		a.IO.Infof("Waiting for the callback to %s until %s.", a.pending.Callback(), until)
		if a.pending.NeedsVerifier() {
			a.IO.Infof("If the browser cannot reach this machine, paste the address it ends on, or the verifier.")
		} else {
			a.IO.Infof("If the browser cannot reach this machine, press Enter here after allowing access.")
		}
	}
	if a.pending.CanConsent() {
		a.IO.Infof("This is the sandbox. You can type allow or deny here.")
	} else {
		a.IO.Infof("Press Ctrl+C to cancel. Some services do not call back if you deny access.")
	}
	if a.Prompt.InConversation() {
		a.IO.Infof("Type back to stop waiting, link to repeat the link, or help to repeat this.")
	}
}

// open opens the link in a browser. Failures are only reported.
func (a *authorization) open(ctx context.Context) {
	switch {
	case a.noBrowser || a.OutOfBand:
		return
	case !a.openBrowser:
		a.IO.Infof("Open the link yourself. Your settings say openBrowser: false.")
		return
	}
	if err := a.OpenBrowser(ctx, a.pending.AuthorizeURL()); err != nil {
		a.IO.Infof("Open the link yourself: %s.", text.Safe(err.Error(), 200))
	}
}

// readPasted handles lines of standard input. At its end the callback may still arrive.
func (a *authorization) readPasted(ctx context.Context) {
	for {
		text, err := a.Input.ReadLine(ctx)
		if err != nil {
			return
		}
		if err := a.handleLine(ctx, text); err != nil && !errors.Is(err, flow.ErrDenied) && ctx.Err() == nil {
			a.IO.PrintError(err)
		}
	}
}

// printNotices prints what happens at the callback without ending the wait.
func (a *authorization) printNotices(ctx context.Context) {
	for {
		select {
		case n := <-a.pending.Notices():
			a.IO.Infof("%s", n)
		case <-ctx.Done():
			return
		}
	}
}

// remindEvery is the interval of reminders in screen-reader mode.
const remindEvery = 30 * time.Second

// remind replaces a countdown in screen-reader mode.
func (a *authorization) remind(ctx context.Context) {
	if !a.IO.ScreenReader {
		return
	}
	tick := time.NewTicker(a.remindEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			a.IO.Infof("Still waiting for authorization. It times out at %s.", a.pending.Deadline().Format(time.TimeOnly))
		case <-ctx.Done():
			return
		}
	}
}

func (a *authorization) handleLine(ctx context.Context, text string) error {
	switch word := strings.ToLower(strings.TrimSpace(text)); {
	case a.Prompt.InConversation() && (word == "back" || word == "quit"):
		return a.pending.Close() // cancels the wait
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
