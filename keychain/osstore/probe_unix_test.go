//go:build linux || freebsd || netbsd || openbsd || dragonfly

package osstore

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestBusAddress(t *testing.T) {
	there := filepath.Join(t.TempDir(), "bus, odd")
	if err := os.WriteFile(there, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ variable, userBus, want string }{
		"the variable":             {"unix:path=/sample", there, "unix:path=/sample"},
		"the user's bus":           {"", there, "unix:path=" + dbus.EscapeBusAddressValue(there)},
		"never launched":           {"autolaunch:", there, "unix:path=" + dbus.EscapeBusAddressValue(there)},
		"none":                     {"", there + "-not", ""},
		"none, nor to be launched": {"autolaunch:", there + "-not", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", c.variable)
			got, err := busAddress(c.userBus)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
