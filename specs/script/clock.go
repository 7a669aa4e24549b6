package script

import (
	"sync"
	"time"
)

// clock measures the time that a script takes for itself and interrupts the
// engine when it is used up.
type clock struct {
	interrupt func()
	ignored   chan struct{} // closed when the engine heeds no interrupt for a while

	mu       sync.Mutex
	patience int
	left     time.Duration
	resumed  time.Time
	paused   bool
	timer    *time.Timer
	ended    bool // used up or canceled
	sent     int  // interrupts, since then
	stopped  bool
}

// again is how long after an interrupt another one follows: the engine
// forgets one that comes while no script runs.
const again = 10 * time.Millisecond

// patience is how many interrupts the engine may ignore: it heeds none in its
// own functions, some of which may run for ages.
const patience = 200

func newClock(limit time.Duration, patience int, interrupt func()) *clock {
	c := &clock{interrupt: interrupt, ignored: make(chan struct{}), patience: patience, left: limit, resumed: time.Now()}
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
	if c.sent++; c.sent > c.patience {
		close(c.ignored)
		c.stopped = true
		return
	}
	c.interrupt()
	c.timer.Reset(again)
}

// pause stops counting while the script waits for us. It does not when the
// time is over: then nothing may be done for the script any more.
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

// resume counts again.
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

// spent tells it by the time too: on a busy machine the timer is late.
func (c *clock) spent() bool {
	return c.ended || !c.paused && time.Since(c.resumed) >= c.left
}

// stop lets go of the engine: no interrupt follows.
func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	c.timer.Stop()
}
