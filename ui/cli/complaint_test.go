package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/ui/cli"
	"countersign/ui/cli/exit"
)

func TestWriteErrorIsNotANetworkError(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "output")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = readOnly.Close() }()

	var stderr strings.Builder
	code := cli.Run(t.Context(), cli.Program{
		In: strings.NewReader(""), Out: readOnly, Err: &stderr, Env: func(string) string { return "" },
		Manager: func(o flow.Options) *flow.Manager {
			o.DataDir, o.ConnectorsDir = t.TempDir(), t.TempDir()
			return flow.New(o)
		},
	}, []string{"connectors", "list"})
	if code != exit.Failed || !strings.Contains(stderr.String(), "cannot write to standard output") || strings.Contains(stderr.String(), "service") {
		t.Errorf("exit code %d:\n%s", code, stderr.String())
	}
}
