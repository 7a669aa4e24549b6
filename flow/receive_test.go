package flow_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"countersign/flow"
	"countersign/internal/testenv"
)

// watched keeps what a call was told of its answer.
type watched struct {
	mu       sync.Mutex
	arrivals []flow.Progress
	changed  chan struct{} // has a place for one
}

func watch() *watched { return &watched{changed: make(chan struct{}, 1)} }

func (w *watched) note(a flow.Progress) {
	w.mu.Lock()
	w.arrivals = append(w.arrivals, a)
	w.mu.Unlock()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

func (w *watched) last() flow.Progress {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.arrivals) == 0 {
		return flow.Progress{}
	}
	return w.arrivals[len(w.arrivals)-1]
}

// until waits for an arrival whose body is at least this long.
func (w *watched) until(t *testing.T, body int) flow.Progress {
	t.Helper()
	for {
		if a := w.last(); len(a.Body) >= body && a.Status != 0 {
			return a
		}
		select {
		case <-w.changed:
		case <-t.Context().Done():
			t.Fatal("it never came")
		}
	}
}

// calling sends a call to /data and gives its answer when it is there.
func calling(ctx context.Context, c *flow.Connection, w *watched) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, err := c.Send(ctx, flow.Request{Target: "/data", Progress: w.note})
		done <- err
	}()
	return done
}

func TestABodyIsSeenWhileItComes(t *testing.T) {
	t.Parallel()
	more := make(chan string)
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "10")
		for piece := range more {
			io.WriteString(w, piece)
			w.(http.Flusher).Flush()
		}
	})
	c := connected(t, newManager(t), p, "")
	w := watch()
	done := calling(t.Context(), c, w)
	more <- ""
	if a := w.until(t, 0); a.Status != http.StatusOK || a.Length != 10 || a.Body != nil || a.Attempt != 1 {
		t.Errorf("the first arrival is %+v", a)
	}
	more <- "abc"
	early := w.until(t, 3)
	more <- "defghij"
	close(more)
	must(t, <-done)
	if whole := w.last(); string(early.Body) != "abc" || string(whole.Body) != "abcdefghij" {
		t.Errorf("the body was %q, then %q", early.Body, whole.Body)
	}
}

// What was handed out is read while the rest is written behind it; the race detector holds this to its word.
func TestWhatHasComeStaysAsItWas(t *testing.T) {
	t.Parallel()
	piece := bytes.Repeat([]byte("0123456789abcdef"), 1<<10)
	for name, length := range map[string]int{"announced": 512 * len(piece), "unannounced": -1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
				if length >= 0 {
					w.Header().Set("Content-Length", strconv.Itoa(length))
				}
				for range 512 {
					w.Write(piece)
				}
			})
			c := connected(t, newManager(t), p, "")
			w := watch()
			done := calling(t.Context(), c, w)
			for seen := 1; seen < 512*len(piece); seen++ {
				a := w.until(t, seen)
				for seen = len(piece); seen <= len(a.Body); seen += len(piece) {
					if !bytes.Equal(a.Body[seen-len(piece):seen], piece) {
						t.Fatalf("the body changed before byte %d of %d", seen, len(a.Body))
					}
				}
				seen = len(a.Body)
			}
			must(t, <-done)
		})
	}
}

func TestAStoppedCallKeepsWhatHadCome(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "5000000")
		w.Write(bytes.Repeat([]byte("x"), 1_200_000))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	m := newManager(t)
	c := connected(t, m, p, "")
	ctx, stop := context.WithCancel(t.Context())
	w := watch()
	done := calling(ctx, c, w)
	w.until(t, 1_200_000)
	stop()
	err := <-done
	var cut *flow.InterruptedError
	if !errors.As(err, &cut) || !cut.Canceled() || !errors.Is(err, context.Canceled) {
		t.Fatalf("the call ended with %v", err)
	}
	if r := cut.Response; r.Status != http.StatusOK || len(r.Body) != 1_200_000 || r.Length != 5_000_000 || r.Exchange == nil {
		t.Errorf("kept: %s, %d of %d", r.StatusText(), len(r.Body), r.Length)
	}
	e := flow.Explain(err)
	if !strings.HasSuffix(e.What, "/data failed: canceled: 1.2 MB of 5.0 MB received") || !strings.Contains(e.Next, "Send it again") {
		t.Errorf("it reads %+v", e)
	}
	trace := m.Traffic.List()
	if x := trace[len(trace)-1]; x.Status != http.StatusOK || x.Failure == "" {
		t.Errorf("the trace has status %d and failure %q", x.Status, x.Failure)
	}
}

func TestABrokenConnectionKeepsWhatHadCome(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		announce bool
		text     string
	}{
		"of a known length":    {true, "connection lost: 7 B of 100 B received: unexpected EOF"},
		"of an unknown length": {false, "connection lost: 7 B received: unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.announce {
					w.Header().Set("Content-Length", "100")
				}
				io.WriteString(w, `{"a": 1`)
				w.(http.Flusher).Flush()
				panic(http.ErrAbortHandler)
			})
			resp, err := connected(t, newManager(t), p, "").Send(t.Context(), flow.Request{Target: "/data"})
			var cut *flow.InterruptedError
			if resp != nil || !errors.As(err, &cut) || cut.Canceled() {
				t.Fatalf("the call gave %v and %v", resp, err)
			}
			if string(cut.Response.Body) != `{"a": 1` {
				t.Errorf("kept: %q", cut.Response.Body)
			}
			e := flow.Explain(err)
			if !strings.HasPrefix(e.What, "GET 127.0.0.1:") || !strings.HasSuffix(e.What, c.text) || !strings.Contains(e.Next, "Send it again") {
				t.Errorf("it reads %+v", e)
			}
		})
	}
}

func TestLongBodiesOfAllLengths(t *testing.T) {
	t.Parallel()
	const limit = 200 << 20
	if testing.Short() {
		t.Skip("hundreds of megabytes")
	}
	piece := make([]byte, 1<<20)
	for _, c := range []struct {
		length    int
		truncated bool
	}{{0, false}, {1, false}, {32 << 10, false}, {limit + 1, true}, {limit, false}}[:testenv.Count(4, 5)] {
		p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
			for left := c.length; left > 0; left -= len(piece) {
				w.Write(piece[:min(left, len(piece))])
			}
		})
		resp, err := connected(t, newManager(t), p, "").Send(t.Context(), flow.Request{Target: "/data"})
		must(t, err)
		if want := min(c.length, limit); len(resp.Body) != want || resp.Truncated != c.truncated || resp.Explanation() != nil {
			t.Errorf("of %d bytes came %d, truncated: %v, trouble: %v", c.length, len(resp.Body), resp.Truncated, resp.Explanation())
		}
	}
}

func TestACompressedBodyIsUnpacked(t *testing.T) {
	t.Parallel()
	text := strings.Repeat(`{"name": "Anna Sample"}`, 5000)
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("asked for %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, text)
		z.Close()
	})
	w := watch()
	resp, err := connected(t, newManager(t), p, "").Send(t.Context(), flow.Request{Target: "/data", Progress: w.note})
	must(t, err)
	if string(resp.Body) != text || resp.Length != -1 || string(w.last().Body) != text {
		t.Errorf("came %d bytes of %d, announced %d", len(resp.Body), len(text), resp.Length)
	}
}

func TestEachTryHasItsNumber(t *testing.T) {
	t.Parallel()
	var p *provider
	p = newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		if len(p.seen("/data", "path")) == 1 {
			problem(w, "nonce_used")
			return
		}
		io.WriteString(w, "good")
	})
	w := watch()
	_, err := connected(t, newManager(t), p, "").Send(t.Context(), flow.Request{Target: "/data", Progress: w.note})
	must(t, err)
	if first, last := w.arrivals[0], w.last(); first.Attempt != 1 || first.Status != http.StatusUnauthorized || last.Attempt != 2 || string(last.Body) != "good" {
		t.Errorf("told %+v", w.arrivals)
	}
}

// piecemeal hands bodies over a byte at a time.
type piecemeal struct{ through http.RoundTripper }

func (p piecemeal) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := p.through.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{iotest.OneByteReader(resp.Body), resp.Body}
	}
	return resp, err
}

func TestASecretThatIsEchoedInPiecesIsNeverShown(t *testing.T) {
	t.Parallel()
	const secret = "sample-consumer-secret"
	for name, c := range map[string]struct {
		body string
		cut  bool
		want string
	}{
		"whole":               {"key was " + secret + "&x, and " + secret, false, "key was ••••••••&x, and ••••••••"},
		"cut off within it":   {"key was " + secret[:12], true, "key was ••••••••"},
		"like it, but not it": {"key was " + secret[:12] + "!", false, "key was " + secret[:12] + "!"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Debug", c.body)
				w.WriteHeader(http.StatusBadRequest)
				io.WriteString(w, c.body)
				if c.cut {
					w.(http.Flusher).Flush()
					panic(http.ErrAbortHandler)
				}
			})
			conn := connected(t, newManager(t, func(o *flow.Options) { o.Transport = piecemeal{http.DefaultTransport} }), p, "")
			w := watch()
			resp, err := conn.Send(t.Context(), flow.Request{Target: "/data", Progress: w.note})
			var cut *flow.InterruptedError
			if errors.As(err, &cut) != c.cut {
				t.Fatal(err)
			}
			if c.cut {
				resp = cut.Response
			}
			if string(resp.Body) != c.want {
				t.Errorf("the body reads %q, want %q", resp.Body, c.want)
			}
			if name != "whole" {
				return
			}
			for _, a := range w.arrivals {
				if shown := string(a.Body) + fmt.Sprint(a.Header); strings.Contains(shown, "sample-c") {
					t.Fatalf("shown: %s", shown)
				}
			}
		})
	}
}

func TestAHandlerSeesNoDataOfALongBody(t *testing.T) {
	t.Parallel()
	padding := ""
	p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"stat": "fail", "padding": %q}`, padding)
	})
	m := newManager(t)
	dir := connectorFolder(t, p.base, "")
	write(t, filepath.Join(dir, "auth", "make-api-client.map.yml"), "baseUri: "+p.base+`
responseHandlers:
  - match: {$eval: {$var: response.data.stat}, is: fail}
    error: {key: sample, message: it failed}
`)
	s := setupOf(t, m, dir)
	pending := begin(t, m, s, flow.BeginOptions{OutOfBand: true})
	must(t, pending.Enter("sample-verifier"))
	c, err := m.Connections.Save(t.Context(), s, exchange(t, pending), "sample", false)
	must(t, err)
	for _, length := range []int{1, 16 << 20} {
		padding = strings.Repeat("x", length)
		resp, err := c.Send(t.Context(), flow.Request{Target: "/data"})
		must(t, err)
		if taken := resp.Explanation() != nil; taken != (length == 1) {
			t.Errorf("a body of %d bytes was taken apart: %v", len(resp.Body), taken)
		}
	}
}
