package script

import (
	"sync"
	"time"
)

// clock measures the time that a script uses itself, and interrupts the engine when it is used up.
type clock struct {
	interrupt func()
	ignored   chan struct{} // closed when the engine ignores interrupts

	mu         sync.Mutex
	maxIgnored int
	left       time.Duration
	resumed    time.Time
	paused     bool
	timer      *time.Timer
	ended      bool // used up or canceled
	sent       int  // interrupts since then
	stopped    bool
}

const (
	// interruptInterval is the time between interrupts: the engine loses one that arrives while no script runs.
	interruptInterval = 10 * time.Millisecond
	// maxIgnored is how many interrupts the engine can ignore: it ignores them in its own functions, some of which can run
	// very long.
	maxIgnored = 200
)

func newClock(limit time.Duration, maxIgnored int, interrupt func()) *clock {
	c := &clock{interrupt: interrupt, ignored: make(chan struct{}), maxIgnored: maxIgnored, left: limit, resumed: time.Now()}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(limit, c.cancel)
	return c
}

// cancel ends the script's time now.
func (c *clock) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	c.ended = true
	if c.sent++; c.sent > c.maxIgnored {
		close(c.ignored)
		c.stopped = true
		return
	}
	c.interrupt()
	c.timer.Reset(interruptInterval)
}

// pause stops counting while the script waits for the host. It fails if the time is over; the host must do nothing then.
func (c *clock) pause() (ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.spent() {
		return false
	}
	c.timer.Stop()
	c.left -= time.Since(c.resumed)
	c.paused = true
	return true
}

func (c *clock) resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = false
	if c.ended {
		return
	}
	c.resumed = time.Now()
	c.timer.Reset(c.left)
}

// over reports whether the time is used up or canceled.
func (c *clock) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spent()
}

// spent doesn't rely on the timer, which is late on a busy machine.
func (c *clock) spent() bool {
	return c.ended || !c.paused && time.Since(c.resumed) >= c.left
}

// stop prevents further interrupts.
func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	c.timer.Stop()
}
