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

// authorize takes the steps from request token to access token. Where the provider, or this machine, does not accept
// the callback, the person is asked for another one, with the same values.
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
			return o.follow(ctx, pending, settings.OpenBrowser)
		}
		if again, asking := o.promptOtherCallback(ctx, err, &port); !again {
			return flow.Token{}, errors.Join(err, asking)
		}
	}
}

// port is the one for callbacks: --callback-port, else as the environment and the settings have it.
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

// promptOtherCallback reports whether to try another callback, after it changed to that. Without a person to ask there
// is no other: a script gets the callback that it asked for, or an error.
func (o *Options) promptOtherCallback(ctx context.Context, err error, port *int) (again bool, asking error) {
	var taken *flow.PortInUseError
	if !errors.As(err, &taken) && !errors.Is(err, flow.ErrCallbackRefused) || !o.Prompt.Interactive() || o.verifierGiven {
		return false, nil
	}
	o.IO.PrintError(err)
	if taken != nil && !taken.Fixed {
		if again, asking = o.Prompt.Confirm(ctx, "Take a free port this time?"); again || asking != nil {
			*port = 0
			return again, asking
		}
	}
	question := "Go on out-of-band, with the same keys?"
	if o.OutOfBand {
		question = "Try a callback on this machine, with the same keys?"
	}
	if again, asking = o.Prompt.Confirm(ctx, question); again {
		o.OutOfBand = !o.OutOfBand
		return true, asking
	}
	if asking == nil {
		asking = console.ErrDeclined
	}
	return false, asking
}

// follow leads the person to the link, and goes on with what comes back.
func (o *Options) follow(ctx context.Context, pending *flow.Pending, openBrowser bool) (flow.Token, error) {
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

// stepTimes are how long the steps took, in their order.
type stepTimes []string

func (t *stepTimes) note(step string, took time.Duration) {
	*t = append(*t, fmt.Sprintf("%s %s", step, max(took.Round(time.Millisecond), time.Millisecond)))
}

func (t stepTimes) String() string { return strings.Join(t, ", ") }
