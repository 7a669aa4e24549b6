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

func TestDebugLogOfACommandThatCrashes(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "debug.log")
	var said bytes.Buffer
	defer func() {
		if recover() == nil {
			t.Error("the fault was hidden")
		}
		if !strings.Contains(said.String(), "it crashed; the debug log is "+path) {
			t.Errorf("it said %q", said.String())
		}
		log, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(log), "component=crash") || strings.Contains(string(log), "sample fault") {
			t.Errorf("the log is %q: %v", log, err)
		}
	}()
	Run(t.Context(), Program{
		Err: &said, Manager: func(flow.Options) *flow.Manager { panic(errors.New("sample fault")) },
	}, []string{"connections", "--debug", path})
}

func TestDebugLogIsOpenedBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	code := Run(context.Background(), Program{
		Err: &said, Manager: func(flow.Options) *flow.Manager {
			t.Error("something was begun")
			return nil
		},
	}, []string{"connections", "--debug", t.TempDir()})
	if code != exit.Usage || !strings.Contains(said.String(), "it is no regular file") {
		t.Errorf("exit code %d: %s", code, said.String())
	}
}
