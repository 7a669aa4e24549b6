package command

import (
	"context"
	"os"
	"os/signal"
	"sync"
)

// Interrupt is what ctrl+c ends: in a conversation the action that was chosen last, else the program's context.
type Interrupt struct {
	mu  sync.Mutex
	end context.CancelFunc
}

// Watch gives a context that ctrl+c ends, unless there is an action that it ends instead. Where the program
// does not end by that, a second one ends it at once. stop gives the signal back.
func (i *Interrupt) Watch(ctx context.Context) (_ context.Context, stop func()) {
	ctx, end := context.WithCancel(ctx)
	signals, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, os.Interrupt)
	go func() {
		for {
			select {
			case <-signals:
				if !i.cancel() {
					signal.Stop(signals)
					end()
				}
			case <-over:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(over)
		end()
	}
}

// Begin makes a context of its own for the next action, until done; then it is the turn of the one before.
func (i *Interrupt) Begin(ctx context.Context) (_ context.Context, done func()) {
	ctx, end := context.WithCancel(ctx)
	before := i.swap(end)
	return ctx, func() {
		i.swap(before)
		end()
	}
}

func (i *Interrupt) swap(end context.CancelFunc) (before context.CancelFunc) {
	i.mu.Lock()
	defer i.mu.Unlock()
	before, i.end = i.end, end
	return before
}

// cancel ends the action, once, and reports whether there was one.
func (i *Interrupt) cancel() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.end == nil {
		return false
	}
	i.end()
	i.end = nil
	return true
}
