package command

import (
	"context"
	"os"
	"os/signal"
	"sync"
)

// Interrupt handles Ctrl+C. It cancels the current action of a conversation, or else the program's context.
type Interrupt struct {
	mu     sync.Mutex
	cancel context.CancelFunc // of the current action
}

// Watch returns a context that Ctrl+C cancels when there is no current action. After that, a second Ctrl+C ends the
// program.
func (i *Interrupt) Watch(ctx context.Context) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, os.Interrupt)
	go func() {
		for {
			select {
			case <-signals:
				if !i.cancelAction() {
					signal.Stop(signals)
					cancel()
				}
			case <-done:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}

// Begin returns a context for an action. Until done is called, Ctrl+C cancels only that.
func (i *Interrupt) Begin(ctx context.Context) (_ context.Context, done func()) {
	ctx, cancel := context.WithCancel(ctx)
	outer := i.swap(cancel)
	return ctx, func() {
		i.swap(outer)
		cancel()
	}
}

func (i *Interrupt) swap(cancel context.CancelFunc) (before context.CancelFunc) {
	i.mu.Lock()
	defer i.mu.Unlock()
	before, i.cancel = i.cancel, cancel
	return before
}

// cancelAction reports whether there was an action to cancel.
func (i *Interrupt) cancelAction() bool {
	cancel := i.swap(nil)
	if cancel != nil {
		cancel()
	}
	return cancel != nil
}
