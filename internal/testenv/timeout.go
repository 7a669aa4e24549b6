package testenv

import (
	"slices"
	"sync"
	"time"
)

const (
	// probeLimit is enough for an interpreter to load a library.
	probeLimit = 20 * time.Second
	// longest stays below the ten minutes that go test gives a package, so that a test that hangs can say where.
	longest = 5 * time.Minute
	// reference is what the measured work takes on an ordinary machine with nothing else to do.
	reference = 8 * time.Millisecond
)

// Timeout scales a timeout by the measured speed of the machine, up to five minutes. Tests must not depend on its length.
func Timeout(limit time.Duration) time.Duration {
	return min(time.Duration(float64(limit)*slowness()), longest)
}

// WaitTimeout is the timeout for anything a test waits for.
func WaitTimeout() time.Duration { return Timeout(time.Minute) }

// slowness is how many times longer than on an ordinary machine a piece of work takes here; at least 1.
func slowness() float64 {
	if time.Now().Year() == 2000 {
		return 1 // a synctest bubble, in which work takes no time
	}
	return measured()
}

var measured = sync.OnceValue(func() float64 {
	start := time.Now()
	work()
	return max(1, float64(time.Since(start))/float64(reference))
})

// work is ordinary Go code, so that the race detector slows it as it slows the tests.
func work() {
	numbers := make([]uint32, 1<<16)
	for n, i := uint32(1), 0; i < len(numbers); i++ {
		n = n*1664525 + 1013904223
		numbers[i] = n
	}
	slices.Sort(numbers)
}
