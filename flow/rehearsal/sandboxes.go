package rehearsal

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"sync"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/sandbox"
	"countersign/internal/text"
)

// Sandboxes are the sandboxes that run in this process.
type Sandboxes struct {
	now  func() time.Time
	mu   sync.Mutex
	list []*sandbox.Server
}

// NewSandboxes starts none yet. now is their clock.
func NewSandboxes(now func() time.Time) *Sandboxes { return &Sandboxes{now: now} }

// Run starts a sandbox on a loopback HOST:PORT; empty means its default address. log gets a line for each request. It runs
// until it or its manager is closed.
func (b *Sandboxes) Run(ctx context.Context, address string, log func(line string)) (*sandbox.Server, error) {
	return b.RunAs(ctx, Service{}, address, log)
}

// RunAs is Run with the behavior of a service.
func (b *Sandboxes) RunAs(ctx context.Context, s Service, address string, log func(line string)) (*sandbox.Server, error) {
	server, err := startSandbox(ctx, cmp.Or(address, sandbox.DefaultAddress), sandbox.Options{Log: log, Personality: s.as, Now: b.now})
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, server)
	return server, nil
}

func startSandbox(ctx context.Context, address string, o sandbox.Options) (*sandbox.Server, error) {
	s, err := sandbox.Start(ctx, address, o)
	if err != nil {
		return nil, &oauth1.StepError{
			Step: "connector", What: "cannot start the sandbox on " + text.Safe(address, 60), Err: oauth1.UnwrapURLError(err),
			Hint: "Choose an address of this machine with a free port, such as 127.0.0.1:0, and give the sandbox's connector the same address.",
		}
	}
	return s, nil
}

// Ensure starts a sandbox at uri's address, unless one runs there already. It runs until the manager is closed.
func (b *Sandboxes) Ensure(ctx context.Context, uri string) error {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return nil // checking the config gives a better error
	}
	if u.Scheme != "http" || !oauth1.IsLoopback(u.Hostname()) {
		return &oauth1.StepError{
			Step: oauth1.StepConfig, What: "invalid sandbox address " + text.Safe(u.Host, 60),
			Err: errors.New("the sandbox only runs on this machine"), Hint: "Use a baseUri such as http://" + sandbox.DefaultAddress + ".",
		}
	}
	probe, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if sandbox.IsRunning(probe, "http://"+u.Host) {
		return nil
	}
	_, err = b.Run(context.WithoutCancel(ctx), u.Host, nil)
	if err != nil && sandbox.IsRunning(ctx, "http://"+u.Host) {
		return nil // another process has started one, or the machine was too busy to respond to the probe
	}
	return err
}

// Close stops them all.
func (b *Sandboxes) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var errs []error
	for _, s := range b.list {
		errs = append(errs, s.Close())
	}
	b.list = nil
	return errors.Join(errs...)
}
