package rehearsal

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/sandbox"
	"countersign/internal/text"
)

// Sandboxes are those that run in this program.
type Sandboxes struct {
	now  func() time.Time
	mu   sync.Mutex
	list []*sandbox.Server
}

// NewSandboxes has none yet; now is their clock.
func NewSandboxes(now func() time.Time) *Sandboxes { return &Sandboxes{now: now} }

// Run starts the sandbox on HOST:PORT (loopback only; empty means its usual address). log gets a line for each
// request. It lasts until Close, of the server or of the manager.
func (b *Sandboxes) Run(ctx context.Context, address string, log func(line string)) (*sandbox.Server, error) {
	return b.run(ctx, address, sandbox.Options{Log: log})
}

// RunAs is Run with the behaviour of a service.
func (b *Sandboxes) RunAs(ctx context.Context, s Service, address string, log func(line string)) (*sandbox.Server, error) {
	return b.run(ctx, address, sandbox.Options{Log: log, Personality: s.as})
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
		return nil, &oauth1.StepError{
			Step: "connector", What: "starting the sandbox on " + text.Safe(address, 60), Err: oauth1.UnwrapURLError(err),
			Hint: "give the sandbox an address of this machine with a free port, such as 127.0.0.1:0, and its connector the same address",
		}
	}
	return s, nil
}

// Ensure uses the sandbox that answers at uri's address, and otherwise starts one there, which lasts until the
// manager is closed.
func (b *Sandboxes) Ensure(ctx context.Context, uri string) error {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return nil // the config's check says it better
	}
	if u.Scheme != "http" || !oauth1.IsLoopback(u.Hostname()) {
		return &oauth1.StepError{
			Step: oauth1.StepConfig, What: "looking for the sandbox at " + text.Safe(u.Host, 60),
			Err: errors.New("it lives on this machine only"), Hint: "give it a baseUri such as http://" + sandbox.DefaultAddress,
		}
	}
	probe, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if sandbox.IsRunning(probe, u.Scheme+"://"+u.Host) {
		return nil
	}
	_, err = b.Run(context.WithoutCancel(ctx), u.Host, nil)
	if err != nil && sandbox.IsRunning(ctx, u.Scheme+"://"+u.Host) {
		return nil // another program started one in the meantime, or the first question went unanswered on a busy machine
	}
	return err
}

// Close ends them.
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
