package flow_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"
	"weak"

	"countersign/flow"
	"countersign/flow/snippet"
	"countersign/internal/testenv"
)

// These tests weigh the heap, so that none of them runs beside others.

func heap() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// Whoever shows a response holds it, and nobody else does: not the traffic, through what told of the progress, either.
func TestLongResponsesAreHeldByNobody(t *testing.T) {
	size := testenv.Count(20, 60) << 20
	piece := bytes.Repeat([]byte("sample line\n"), 5000)
	for name, announced := range map[string]bool{"of a known length": true, "of an unknown length": false} {
		t.Run(name, func(t *testing.T) {
			p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
				if announced {
					w.Header().Set("Content-Length", strconv.Itoa(size))
				}
				for left := size; left > 0; left -= len(piece) {
					_, _ = w.Write(piece[:min(left, len(piece))])
				}
			})
			m := newManager(t)
			c := connected(t, m, p, "")
			runtime.GC()
			before := heap()
			for range 10 {
				var shown flow.Progress
				resp, err := c.Send(t.Context(), flow.Request{Target: "/data", Progress: func(a flow.Progress) { shown = a }})
				must(t, err)
				if len(resp.Body) != size || len(shown.Body) != size {
					t.Fatalf("%d bytes came, %d were shown", len(resp.Body), len(shown.Body))
				}
			}
			share := func() float64 { return float64(heap()-before) / float64(size) }
			t.Logf("after ten responses of %d MB the heap has grown by %.2f of them", size>>20, share())
			if x := share(); x > 2.5 {
				t.Errorf("after ten responses the heap has grown by %.2f of them", x)
			}
			runtime.GC()
			if x := share(); x > 0.5 {
				t.Errorf("%.2f responses are still held", x)
			}
			if n := len(m.Traffic.List()); n != 12 {
				t.Errorf("the traffic has %d exchanges", n)
			}
		})
	}
}

// gone waits until the collector has taken something: net/http may look at a request for a moment after its response came.
func gone[T any](p weak.Pointer[T]) bool {
	for end := time.Now().Add(testenv.WaitTimeout()); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if runtime.GC(); p.Value() == nil {
			return true
		}
	}
	return false
}

func TestABodyFromAFileIsReleasedAfterSending(t *testing.T) {
	received := 0
	p := newProvider(t, func(_ http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		received = int(n)
	})
	m := newManager(t)
	c := connected(t, m, p, "")
	file := filepath.Join(t.TempDir(), "body.bin")
	must(t, os.WriteFile(file, bytes.Repeat([]byte("x"), 4<<20), 0o600))
	body, err := os.ReadFile(file)
	must(t, err)
	held := weak.Make(&body[0])
	resp, err := c.Send(t.Context(), flow.Request{Method: http.MethodPost, Target: "/data", Body: body, BodyFile: file})
	must(t, err)
	body = nil
	if !gone(held) {
		t.Error("the body is still held")
	}
	x := resp.Exchange
	if received != 4<<20 || x.RequestSize != received || len(x.RequestBody) >= x.RequestSize {
		t.Errorf("%d bytes were received; the exchange says %d and has %d", received, x.RequestSize, len(x.RequestBody))
	}
	runtime.KeepAlive(resp)
	// It can be written down all the same, from its file.
	written, err := x.Snippet(snippet.Curl)
	must(t, err)
	if len(written.Text) < 4<<20 {
		t.Errorf("the snippet has %d bytes", len(written.Text))
	}
}

func TestADeletedConnectionIsHeldByNobody(t *testing.T) {
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "good") })
	m := newManager(t)
	call := func() (weak.Pointer[flow.Connection], *flow.Exchange) {
		c := connected(t, m, p, "")
		resp, err := c.Send(t.Context(), flow.Request{Target: "/data"})
		must(t, err)
		return weak.Make(c), resp.Exchange
	}
	c, x := call()
	if _, err := x.Snippet(snippet.Curl); err != nil {
		t.Errorf("while it is saved: %v", err)
	}
	must(t, m.Connections.Delete(t.Context(), "sample"))
	if !gone(c) {
		t.Error("the connection is still held")
	}
	if _, err := x.Snippet(snippet.Curl); err == nil || !x.IsAPIRequest() {
		t.Error("a deleted connection signs")
	}
	if len(m.Traffic.List()) != 3 {
		t.Error("the traffic is gone, too")
	}
}
