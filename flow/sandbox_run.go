package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"countersign/flow/sandbox"
	"countersign/internal/text"
)

// Sandboxes are those that run in this program.
type Sandboxes struct {
	now  func() time.Time
	mu   sync.Mutex
	list []*sandbox.Server
}

// Run starts the sandbox on HOST:PORT (loopback only; empty means its usual address). log gets a line for each
// request. It lasts until Close, of the server or of the manager.
func (b *Sandboxes) Run(ctx context.Context, address string, log func(line string)) (*sandbox.Server, error) {
	return b.run(ctx, address, sandbox.Options{Log: log})
}

// RunAs is Run with the behaviour of a service.
func (b *Sandboxes) RunAs(ctx context.Context, s Service, address string, log func(line string)) (*sandbox.Server, error) {
	return b.run(ctx, address, sandbox.Options{Log: log, As: s.as})
}

func (b *Sandboxes) run(ctx context.Context, address string, o sandbox.Options) (*sandbox.Server, error) {
	o.Now = b.now
	s, err := startSandbox(ctx, address, o)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, s)
	return s, nil
}

func startSandbox(ctx context.Context, address string, o sandbox.Options) (*sandbox.Server, error) {
	if address == "" {
		address = sandbox.DefaultAddress
	}
	s, err := sandbox.Start(ctx, address, o)
	if err != nil {
		return nil, &StepError{
			Step: StepConnector, Doing: "starting the sandbox on " + text.Safe(address, 60), Err: cause(err),
			Hint: "give the sandbox an address of this machine with a free port, such as 127.0.0.1:0, and its connector the same address",
		}
	}
	return s, nil
}

// ensure uses the sandbox that answers at uri's address, and otherwise starts one there, which lasts until the
// manager is closed.
func (b *Sandboxes) ensure(ctx context.Context, uri string) error {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return nil // the config's check says it better
	}
	if u.Scheme != "http" || !loopback(u.Hostname()) {
		return &StepError{
			Step: StepConfig, Doing: "looking for the sandbox at " + text.Safe(u.Host, 60),
			Err: errors.New("it lives on this machine only"), Hint: "give it a baseUri such as http://" + sandbox.DefaultAddress,
		}
	}
	probe, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if sandbox.Answers(probe, u.Scheme+"://"+u.Host) {
		return nil
	}
	_, err = b.Run(context.WithoutCancel(ctx), u.Host, nil)
	if err != nil && sandbox.Answers(ctx, u.Scheme+"://"+u.Host) {
		return nil // another program started one in the meantime, or the first question went unanswered on a busy machine
	}
	return err
}

func (b *Sandboxes) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var errs []error
	for _, s := range b.list {
		errs = append(errs, s.Close())
	}
	b.list = nil
	return errors.Join(errs...)
}

// CanConsent reports whether the provider is the sandbox, in its own name or another, whose page can be answered from here.
func (p *Pending) CanConsent() bool { return p.sandbox || p.client.rehearsal != nil }

// Consent answers the sandbox's page in the browser's place. What the page would have sent the browser to, or shown, goes
// the way of a pasted text.
func (p *Pending) Consent(ctx context.Context, allow bool) error {
	doing := "answering the sandbox's page"
	decision := "deny"
	if allow {
		decision = "allow"
	}
	form := encodePairs([]Pair{{Name: "oauth_token", Value: p.reply.token}, {Name: "decision", Value: decision}, {Name: "account", Value: "anna"}})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.AuthorizeURL(), bytes.NewReader([]byte(form)))
	if err != nil {
		return &StepError{Step: StepAuthorize, Doing: doing, Err: cause(err)}
	}
	req.Header.Set("Content-Type", formType)
	req.Header.Set("Accept", "application/json")
	in, err := p.client.roundTrip(req, newStopwatch(p.client.now), outgoing{limit: tokenReplyLimit}, nil)
	if err != nil {
		return p.client.unanswered(StepAuthorize, doing, err)
	}
	var outcome struct {
		Callback, Verifier string
		Denied             bool // out-of-band, where no callback tells
	}
	if in.status != http.StatusOK || json.Unmarshal(in.body, &outcome) != nil {
		return &StepError{
			Step: StepAuthorize, Doing: doing, Err: fmt.Errorf("the answer was %s", statusText(in.status)),
			Said: words(string(in.body), in.header.Get("Content-Type")), Hint: "start again: a request token is good for one answer",
		}
	}
	if outcome.Denied {
		err := p.failed(ErrDenied, "", "")
		p.settle(nil, err)
		return err
	}
	return p.Enter(outcome.Callback + outcome.Verifier)
}
