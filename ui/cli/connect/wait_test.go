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

// spokenText may be written to and read by turns.
type spokenText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *spokenText) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *spokenText) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func TestAListenerHearsThatTheWaitGoesOn(t *testing.T) {
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
	for _, plain := range []bool{true, false} {
		said := &spokenText{}
		f := command.NewFactory(console.NewIO(nil, nil, said, nil), nil)
		f.IO.ScreenReader = plain
		a := &authorization{Options: &Options{Factory: f}, pending: pending, remindEvery: time.Millisecond}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			a.remind(ctx)
		}()
		if plain {
			for limit := time.Now().Add(testenv.WaitTimeout()); strings.Count(said.String(), "Still waiting for the authorization; the time is over at ") < 2; time.Sleep(time.Millisecond) {
				if time.Now().After(limit) {
					t.Fatalf("it said %q", said)
				}
			}
			stop()
		}
		<-ended
		stop()
		if !plain && said.String() != "" {
			t.Errorf("where nobody listens it said %q", said)
		}
	}
}
