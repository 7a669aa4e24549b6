package connect

import (
	"bytes"
	"context"
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

func TestRemindersInScreenReaderMode(t *testing.T) {
	t.Parallel()
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
	defer func() { _ = pending.Close() }()
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
