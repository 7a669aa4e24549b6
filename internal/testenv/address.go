package testenv

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// Ports that no system gives out by itself, to a client or to a listener on port 0: Linux begins at 32768, macOS and
// Windows at 49152.
const firstPort, lastPort = 20000, 32000

var (
	takenMu sync.Mutex
	taken   = map[int]bool{} // by this process
)

// FreeAddress is an address on 127.0.0.1 for a server that another program starts later, or that a test stops and starts
// again: nothing listens there, and no other server will get its port meanwhile, as one that was given out for port 0 and
// closed may.
func FreeAddress(t testing.TB) string {
	t.Helper()
	takenMu.Lock()
	defer takenMu.Unlock()
	for range lastPort - firstPort {
		port := firstPort + rand.IntN(lastPort-firstPort) //nolint:gosec // nothing is secret about it
		address := fmt.Sprintf("127.0.0.1:%d", port)
		if taken[port] {
			continue
		}
		l, err := net.Listen("tcp4", address)
		if err != nil {
			continue
		}
		l.Close()
		taken[port] = true
		return address
	}
	t.Fatal("testenv: no port is free")
	return ""
}
