package cli

import (
	"bytes"
	"encoding/json"
	"runtime/debug"
	"strings"
	"testing"

	"countersign/ui/cli/exit"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	info := &debug.BuildInfo{
		Main: debug.Module{Version: "v1.2.3", Sum: "h1:sample"},
		Deps: []*debug.Module{{Path: "github.com/charmbracelet/bubbletea", Version: "v1.0.0"}, {Path: "github.com/sample/other", Version: "v9"}},
		Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "0123abc"}, {Key: "vcs.time", Value: "2025-06-01T10:00:00Z"}, {Key: "vcs.modified", Value: "true"},
		},
	}
	run := func(args ...string) string {
		var out bytes.Buffer
		if code := Run(t.Context(), Program{Out: &out, Version: "v1.2.3", Build: info}, args); code != exit.OK {
			t.Errorf("%q: exit code %d", args, code)
		}
		return out.String()
	}
	byFlag := run("--version")
	for _, want := range []string{
		"countersign version v1.2.3\n", "commit 0123abc (2025-06-01T10:00:00Z), modified\n", "module sum h1:sample\n", "github.com/charmbracelet/bubbletea v1.0.0\n",
	} {
		if !strings.Contains(byFlag, want) {
			t.Errorf("missing %q in\n%s", want, byFlag)
		}
	}
	if !strings.HasPrefix(byFlag, "countersign version v1.2.3\n") || strings.Contains(byFlag, "sample/other") {
		t.Errorf("--version:\n%s", byFlag)
	}
	if run("version") != byFlag {
		t.Error("version differs from --version")
	}
	var facts buildInfo
	if err := json.Unmarshal([]byte(run("version", "--json")), &facts); err != nil {
		t.Fatal(err)
	}
	if facts.Commit != "0123abc" || !facts.Modified || facts.Libraries["github.com/charmbracelet/bubbletea"] != "v1.0.0" || facts.Platform == "" {
		t.Errorf("the facts: %+v", facts)
	}
	if text := newBuildInfo("devel", nil).text(); !strings.HasPrefix(text, "countersign version devel\nbuilt with go") {
		t.Errorf("without build info:\n%s", text)
	}
}
