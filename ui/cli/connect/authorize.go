package connect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"countersign/flow"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
	"countersign/ui/settings"
)

// authorize gets an access token. If the callback is refused or its port is in use, it offers another one.
func (o *Options) authorize(ctx context.Context, m *flow.Manager, setup *flow.Setup) (flow.Token, error) {
	settings, err := o.Settings.Read(m)
	if err != nil {
		return flow.Token{}, err
	}
	port, err := o.port(settings)
	if err != nil {
		return flow.Token{}, err
	}
	for {
		started := time.Now()
		pending, err := m.Begin(ctx, setup, flow.BeginOptions{OutOfBand: o.OutOfBand, CallbackPort: port, Timeout: o.Timeout})
		if err == nil {
			o.steps.note("request token", time.Since(started))
			return o.finish(ctx, pending, settings.OpenBrowser)
		}
		if again, promptErr := o.promptOtherCallback(ctx, err, &port); !again {
			return flow.Token{}, errors.Join(err, promptErr)
		}
	}
}

// port returns the callback port: from --callback-port, the environment or the settings.
func (o *Options) port(settings settings.Settings) (int, error) {
	if o.callbackPort != 0 {
		return int(o.callbackPort), nil
	}
	port, err := flow.CallbackPort(o.IO.Env, settings.CallbackPort)
	if err != nil {
		return 0, exit.Wrap(exit.Usage, err)
	}
	return port, nil
}

// promptOtherCallback offers another callback and reports whether to try again with it. A script gets the error.
func (o *Options) promptOtherCallback(ctx context.Context, err error, port *int) (again bool, promptErr error) {
	var inUse *flow.PortInUseError
	if !errors.As(err, &inUse) && !errors.Is(err, flow.ErrCallbackRefused) || !o.Prompt.Interactive() || o.verifierSet {
		return false, nil
	}
	o.IO.PrintError(err)
	if inUse != nil && !inUse.Fixed {
		if again, promptErr = o.Prompt.Confirm(ctx, "Use a free port this time?"); again || promptErr != nil {
			*port = 0
			return again, promptErr
		}
	}
	question := "Continue out-of-band (the page shows a verifier)?"
	if o.OutOfBand {
		question = "Try again with a callback to this machine?"
	}
	if again, promptErr = o.Prompt.Confirm(ctx, question); again {
		o.OutOfBand = !o.OutOfBand
		return true, promptErr
	}
	if promptErr == nil {
		promptErr = console.ErrDeclined
	}
	return false, promptErr
}

// finish shows the link, waits for the authorization and gets the access token.
func (o *Options) finish(ctx context.Context, pending *flow.Pending, openBrowser bool) (flow.Token, error) {
	defer func() { _ = pending.Close() }()
	a := &authorization{Options: o, pending: pending, openBrowser: openBrowser, remindEvery: remindEvery}
	showLink(o.Factory, pending, o.qr)
	started := time.Now()
	verified, err := a.wait(ctx)
	if err != nil {
		return flow.Token{}, err
	}
	o.steps.note("authorized", time.Since(started))
	started = time.Now()
	token, err := verified.AccessToken(ctx)
	o.steps.note("access token", time.Since(started))
	return token, err
}

// stepTimes lists the steps with their durations.
type stepTimes []string

func (t *stepTimes) note(step string, took time.Duration) {
	*t = append(*t, fmt.Sprintf("%s %s", step, max(took.Round(time.Millisecond), time.Millisecond)))
}

func (t stepTimes) String() string { return strings.Join(t, ", ") }
