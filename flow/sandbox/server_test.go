package sandbox

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"countersign/internal/testenv"
)

func start(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), "127.0.0.1:0", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// No slow machine meets this limit in a test.
func init() { answerLimit = testenv.WaitTimeout() }

func TestStartAndClose(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	if !strings.HasPrefix(s.BaseURI(), "http://127.0.0.1:") {
		t.Errorf("base URI is %s", s.BaseURI())
	}
	if !IsRunning(t.Context(), s.BaseURI()) || !IsRunning(t.Context(), s.BaseURI()+"/") {
		t.Error("a started sandbox does not answer")
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	}
	if IsRunning(t.Context(), s.BaseURI()) {
		t.Error("a closed sandbox answers")
	}
}

func TestStartContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, "localhost:0", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	cancel()
	if !IsRunning(t.Context(), s.BaseURI()) {
		t.Error("the sandbox ended with the context of its start")
	}
}

func TestCloseWithIdleConnection(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	idle, err := net.Dial("tcp", strings.TrimPrefix(s.BaseURI(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = idle.Close() }()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := idle.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
}

func TestStartInvalidAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{":5849", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:0", "localhost.example.com:0"} {
		s, err := Start(t.Context(), address, Options{})
		if err == nil {
			_ = s.Close()
		}
		if !errors.Is(err, errNotLoopback) {
			t.Errorf("%s: got %v", address, err)
		}
	}
	if _, err := Start(t.Context(), "127.0.0.1", Options{}); err == nil || !strings.Contains(err.Error(), "invalid address \"127.0.0.1\"") {
		t.Errorf("without a port: %v", err)
	}
	if _, err := Start(t.Context(), "127.0.0.1:99999", Options{}); err == nil || !strings.Contains(err.Error(), "invalid port") {
		t.Errorf("with an impossible port: %v", err)
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	first := start(t, Options{})
	address := strings.TrimPrefix(first.BaseURI(), "http://")
	_, err := Start(t.Context(), address, Options{})
	if err == nil || !strings.Contains(err.Error(), address+" already in use, perhaps by another sandbox; stop it or choose another port") {
		t.Fatalf("got %v", err)
	}
	if _, ok := errors.AsType[syscall.Errno](err); !ok {
		t.Errorf("%v does not wrap the system's error", err)
	}
}

func TestIsRunning(t *testing.T) {
	t.Parallel()
	sandbox := start(t, Options{})
	other := func(serve http.HandlerFunc) string {
		s := httptest.NewServer(serve)
		t.Cleanup(s.Close)
		return s.URL
	}
	for name, base := range map[string]string{
		"another program's JSON": other(func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, home{Sandbox: "other"}) }),
		"no JSON":                other(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }),
		"an error":               other(func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 500, home{Sandbox: program}) }),
		"a redirect to one":      other(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, sandbox.BaseURI(), http.StatusFound) }),
		"no URI":                 "://",
		"https":                  strings.Replace(sandbox.BaseURI(), "http:", "https:", 1),
		"empty":                  "",
		"elsewhere":              "http://sandbox.example.com:5849",
	} {
		if IsRunning(t.Context(), base) {
			t.Errorf("%s counts as a sandbox", name)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if IsRunning(cancelled, sandbox.BaseURI()) {
		t.Error("a cancelled question was answered")
	}
}

func TestErrorLog(t *testing.T) {
	t.Parallel()
	var lines []string
	writer := errorLog(func(line string) { lines = append(lines, line) })
	const text = "http: panic serving: sample\x1b[2J\nstack\n"
	if n, err := writer.Write([]byte(text)); n != len(text) || err != nil {
		t.Errorf("wrote %d, %v", n, err)
	}
	if len(lines) != 1 || lines[0] != "http: panic serving: sample?[2J" {
		t.Errorf("log is %q", lines)
	}
}

func TestLogIsSerialized(t *testing.T) {
	t.Parallel()
	var inside, most atomic.Int32
	s := start(t, Options{Log: func(string) {
		most.Store(max(most.Load(), inside.Add(1)))
		inside.Add(-1)
	}})
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() { IsRunning(t.Context(), s.BaseURI()) })
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d calls at once", most.Load())
	}
}
