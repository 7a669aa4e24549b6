package testenv

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// Ports outside the ephemeral ranges: Linux starts at 32768, macOS and Windows at 49152.
const firstPort, lastPort = 20000, 32000

var (
	takenMu sync.Mutex
	taken   = map[int]bool{} // by this process
)

// FreeAddress returns an address on 127.0.0.1 for a server that is started later. No other server gets its port meanwhile, unlike
// one from port 0.
func FreeAddress(t testing.TB) string {
	t.Helper()
	takenMu.Lock()
	defer takenMu.Unlock()
	for range lastPort - firstPort {
		port := firstPort + rand.IntN(lastPort-firstPort) //nolint:gosec // not a secret
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
	t.Fatal("testenv: no free port")
	return ""
}
