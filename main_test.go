package main

import (
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/adrg/xdg"
)

// The folders must stay the same in all versions.
func TestFolders(t *testing.T) {
	env := map[string]string{}
	data, connectors := folders(func(key string) string { return env[key] })
	if want := filepath.Join(xdg.DataHome, "countersign"); data != want {
		t.Errorf("data folder %s, want %s", data, want)
	}
	if want := filepath.Join(xdg.ConfigHome, "countersign", "connectors"); connectors != want {
		t.Errorf("connectors folder %s, want %s", connectors, want)
	}

	env["COUNTERSIGN_CONNECTORS"] = "own"
	if _, connectors = folders(func(key string) string { return env[key] }); connectors != "own" {
		t.Errorf("COUNTERSIGN_CONNECTORS is ignored: %s", connectors)
	}
}

func TestVersion(t *testing.T) {
	stamped := func(v string) *debug.BuildInfo { return &debug.BuildInfo{Main: debug.Module{Version: v}} }
	tests := []struct {
		info *debug.BuildInfo
		want string
	}{
		{nil, "devel"},
		{stamped(""), "devel"},
		{stamped("(devel)"), "devel"},
		{stamped("v1.2.3"), "v1.2.3"},
	}
	for _, tt := range tests {
		if got := version(tt.info); got != tt.want {
			t.Errorf("version(%+v) = %q, want %q", tt.info, got, tt.want)
		}
	}
}
