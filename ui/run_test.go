package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/internal/testenv"
	"countersign/ui/uitest"
)

// Whoever ends the program by a signal gets it ended, and the same outcome each time. Bubble Tea's own handler would race
// with the context for it, one time in three for ever; a few rounds find that out. Not parallel: the signal reaches every
// program of this process.
func TestASignalEndsTheScreensByTheirContextOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot send itself SIGTERM on Windows")
	}
	for range 8 {
		ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
		out := &firstWrite{done: make(chan struct{})}
		ended := make(chan error, 1)
		go func() { ended <- Run(ctx, uitest.Deps(t), tea.WithInput(nil), tea.WithOutput(out)) }()
		<-out.done
		if self, err := os.FindProcess(os.Getpid()); err != nil || self.Signal(syscall.SIGTERM) != nil {
			t.Fatal("sending SIGTERM to this process failed")
		}
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the screens ended with %v, want the context's end", err)
			}
		case <-time.After(testenv.WaitTimeout()):
			t.Fatal("the screens go on after SIGTERM")
		}
		stop()
	}
}

// firstWrite is a terminal that tells when the program began to draw.
type firstWrite struct {
	once sync.Once
	done chan struct{}
}

func (w *firstWrite) Write(p []byte) (int, error) {
	w.once.Do(func() { close(w.done) })
	return io.Discard.Write(p)
}
