package connect

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/flow"
	"countersign/internal/testenv"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
)

// lockedBuffer is a bytes.Buffer for concurrent use.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *lockedBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *lockedBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// begin starts an authorization at a sandbox.
func begin(t *testing.T) *flow.Pending {
	t.Helper()
	m := flow.New(flow.Options{DataDir: t.TempDir(), ConnectorsDir: t.TempDir(), Store: flow.StoreMemory})
	t.Cleanup(func() { _ = m.Close() })
	connector, err := m.Connectors.Load("sandbox")
	if err != nil {
		t.Fatal(err)
	}
	setup := flow.NewSetup(connector)
	server, err := m.Sandboxes.Run(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := setup.Set("baseUri", server.BaseURI()); err != nil {
		t.Fatal(err)
	}
	pending, err := m.Begin(t.Context(), setup, flow.BeginOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pending.Close() })
	return pending
}

func TestRemindersInScreenReaderMode(t *testing.T) {
	t.Parallel()
	pending := begin(t)
	for _, screenReader := range []bool{true, false} {
		output := &lockedBuffer{}
		f := command.NewFactory(console.NewIO(nil, nil, output, nil), nil)
		f.IO.ScreenReader = screenReader
		a := &authorization{Options: &Options{Factory: f}, pending: pending, remindEvery: time.Millisecond}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			a.remind(ctx)
		}()
		if screenReader {
			for limit := time.Now().Add(testenv.WaitTimeout()); strings.Count(output.String(), "Still waiting for authorization.") < 2; time.Sleep(time.Millisecond) {
				if time.Now().After(limit) {
					t.Fatalf("output %q", output)
				}
			}
			stop()
		}
		<-done
		stop()
		if !screenReader && output.String() != "" {
			t.Errorf("output outside screen-reader mode: %q", output)
		}
	}
}

func TestNoticesArePrintedWhileWaiting(t *testing.T) {
	t.Parallel()
	for _, screenReader := range []bool{true, false} {
		pending := begin(t)
		output := &lockedBuffer{}
		f := command.NewFactory(console.NewIO(strings.NewReader(""), io.Discard, output, nil), nil)
		f.IO.ScreenReader = screenReader
		a := &authorization{Options: &Options{Factory: f, noBrowser: true}, pending: pending, remindEvery: time.Hour}
		ended := make(chan error, 1)
		go func() {
			_, err := a.wait(t.Context())
			ended <- err
		}()
		for query, want := range map[string]string{
			"?unrelated=1":         "Ignored a callback without this authorization's token. Still waiting.\n",
			"?error=access_denied": "The service may have denied access. Start over, or keep waiting.\n",
		} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, pending.Callback()+query, nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			for limit := time.Now().Add(testenv.WaitTimeout()); !strings.Contains(output.String(), want); time.Sleep(time.Millisecond) {
				if time.Now().After(limit) {
					t.Fatalf("output %q, want %q", output, want)
				}
			}
		}
		if err := pending.Consent(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil {
			t.Errorf("after the notices: %v", err)
		}
	}
}
