package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
)

// interruptible gives a context that ctrl+c ends, unless there is a present thing that it ends instead. Where the program
// does not end by that, a second one ends it at once. stop gives the signal back.
func (s *session) interruptible(ctx context.Context) (_ context.Context, stop func()) {
	ctx, end := context.WithCancel(ctx)
	signals, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, os.Interrupt)
	go func() {
		for {
			select {
			case <-signals:
				if !s.present.cancel() {
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

// present is what ctrl+c cancels first, in a conversation: the thing that was chosen last.
type present struct {
	mu  sync.Mutex
	end context.CancelFunc
}

// begin makes a context of its own for the next thing, until done; then it is the turn of the one before.
func (p *present) begin(ctx context.Context) (_ context.Context, done func()) {
	ctx, end := context.WithCancel(ctx)
	before := p.swap(end)
	return ctx, func() {
		p.swap(before)
		end()
	}
}

func (p *present) swap(end context.CancelFunc) (before context.CancelFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before, p.end = p.end, end
	return before
}

// cancel ends the present thing, once, and reports whether there was one.
func (p *present) cancel() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.end == nil {
		return false
	}
	p.end()
	p.end = nil
	return true
}
