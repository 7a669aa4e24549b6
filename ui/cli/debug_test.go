package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/ui/cli/exit"
)

func TestDebugLogAfterAPanic(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "debug.log")
	var stderr bytes.Buffer
	defer func() {
		if recover() == nil {
			t.Error("the panic was hidden")
		}
		if !strings.Contains(stderr.String(), "countersign crashed. The debug log is "+path) {
			t.Errorf("stderr %q", stderr.String())
		}
		log, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(log), "component=crash") || strings.Contains(string(log), "sample panic") {
			t.Errorf("log %q: %v", log, err)
		}
	}()
	Run(t.Context(), Program{
		Err: &stderr, Manager: func(flow.Options) *flow.Manager { panic(errors.New("sample panic")) },
	}, []string{"connections", "--debug", path})
}

func TestDebugLogIsOpenedFirst(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	code := Run(context.Background(), Program{
		Err: &stderr, Manager: func(flow.Options) *flow.Manager {
			t.Error("a manager was created")
			return nil
		},
	}, []string{"connections", "--debug", t.TempDir()})
	if code != exit.Usage || !strings.Contains(stderr.String(), "regular file") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}
