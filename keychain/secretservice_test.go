//go:build linux || freebsd || netbsd || openbsd || dragonfly

package keychain

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"countersign/internal/testenv"
	"countersign/keychain/osstore"
)

// startBus starts a session bus of the test's own, on which services (files
// of the bus's form, may be none) can be started, and makes it this process's.
func startBus(t *testing.T, services ...string) {
	t.Helper()
	testenv.Need(t, "dbus-daemon")
	dir := shortDir(t)
	config := fmt.Sprintf(`<busconfig><type>session</type><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>
<servicedir>%s</servicedir>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`, dir, dir)
	write(t, filepath.Join(dir, "bus.conf"), []byte(config))
	for i, s := range services {
		write(t, filepath.Join(dir, fmt.Sprintf("sample%d.service", i)), []byte(s))
	}
	c := exec.Command("dbus-daemon", "--config-file="+filepath.Join(dir, "bus.conf"), "--nofork", "--print-address=1")
	c.Env = headless()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, c)
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the bus didn't start: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	t.Cleanup(leaveBus)
}

// leaveBus closes the connection that go-keyring shares in this process, so
// that the next test gets one to its own bus.
func leaveBus() {
	if conn, err := dbus.SessionBusPrivateNoAutoStartup(); err == nil {
		_ = conn.Close() // the bus still answers, so SessionBus will not start one
		if shared, err := dbus.SessionBus(); err == nil {
			_ = shared.Close()
		}
	}
}

// startKeyring starts gnome-keyring on the test's bus, with its files in data.
// A password unlocks the login keyring, and makes it at first; without one it
// stays locked. The returned function ends the daemon.
func startKeyring(t *testing.T, data, password string) (stop func()) {
	t.Helper()
	testenv.Need(t, "gnome-keyring-daemon")
	arguments := []string{"--foreground", "--components=secrets"}
	if password != "" {
		arguments = append(arguments, "--unlock")
	}
	c := exec.Command("gnome-keyring-daemon", arguments...)
	c.Env = append(headless(), "XDG_DATA_HOME="+data, "XDG_RUNTIME_DIR="+shortDir(t), "XDG_CACHE_HOME="+data)
	c.Stdin = strings.NewReader(password)
	owned := nameAppears(t)
	stop = start(t, c)
	select {
	case <-owned:
	case <-time.After(testenv.WaitTimeout()):
		t.Fatal("gnome-keyring did not appear on the bus")
	}
	return stop
}

// nameAppears tells when a program takes the Secret Service's name.
func nameAppears(t *testing.T) <-chan *dbus.Signal {
	t.Helper()
	conn, err := dbus.Connect(os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	err = conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, "org.freedesktop.secrets"))
	if err != nil {
		t.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 8)
	conn.Signal(signals)
	return signals
}

// start runs a daemon until the test ends, or until stop is called.
func start(t *testing.T, c *exec.Cmd) (stop func()) {
	t.Helper()
	c.Stderr = io.Discard
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			_ = c.Process.Kill()
			_ = c.Wait() // killed
		}
	}
	t.Cleanup(stop)
	return stop
}

// headless is the environment without what a dialog would be shown on.
func headless() []string {
	var kept []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "DISPLAY=") && !strings.HasPrefix(v, "WAYLAND_DISPLAY=") {
			kept = append(kept, v)
		}
	}
	return kept
}

func TestGNOMEKeyring(t *testing.T) {
	testenv.Need(t, "dbus-daemon", "gnome-keyring-daemon")
	testContract(t, func(t *testing.T) func() *Store {
		startBus(t)
		startKeyring(t, t.TempDir(), "sample-password")
		dir := t.TempDir()
		return func() *Store { return newKeychain(Options{Dir: dir}) } // found by itself
	})
}

func TestLongGNOMEKeyringTwoProcesses(t *testing.T) {
	startBus(t)
	startKeyring(t, t.TempDir(), "sample-password")
	dir := t.TempDir()
	testTwoProcesses(t, OS, dir, func() *Store { return newKeychain(Options{Dir: dir, Kind: OS}) })
}

func TestLongGNOMEKeyringKillsAreAtomic(t *testing.T) {
	startBus(t)
	startKeyring(t, t.TempDir(), "sample-password")
	testKills(t, "file,os", testenv.Count(4, 60))
}

// secret-tool looks at the keyring without our code.
func TestGNOMEKeyringItems(t *testing.T) {
	testenv.Need(t, "secret-tool")
	startBus(t)
	startKeyring(t, t.TempDir(), "sample-password")
	dir := t.TempDir()
	k := newKeychain(Options{Dir: dir, Kind: OS})
	put(t, k, "anna", []byte(`{"tokenSecret":"sample-token-secret"}`))
	put(t, k, "large", []byte(strings.Repeat("sample-token-secret ", 200)))
	shown := searchKeyring(t)
	for _, want := range []string{"attribute.username = anna", "attribute.username = large", "attribute.username = large/a/2", "sample-token-secret"} {
		if !strings.Contains(shown, want) {
			t.Errorf("secret-tool doesn't show %q in:\n%s", want, shown)
		}
	}
	wantNoSecretIn(t, dir)
	for _, name := range []string{"anna", "large"} {
		if err := k.Delete(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	if shown := searchKeyring(t); strings.TrimSpace(shown) != "" {
		t.Errorf("after deleting, secret-tool still shows:\n%s", shown)
	}
}

func searchKeyring(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("secret-tool", "search", "--all", "service", "countersign").CombinedOutput()
	if err != nil {
		t.Fatalf("secret-tool: %v: %s", err, out)
	}
	return string(out)
}

func TestLockedGNOMEKeyring(t *testing.T) {
	startBus(t)
	data, dir := t.TempDir(), t.TempDir()
	stop := startKeyring(t, data, "sample-password")
	put(t, newKeychain(Options{Dir: dir}), "anna", []byte("sample-secret"))
	stop()
	startKeyring(t, data, "")

	k := newKeychain(Options{Dir: dir})
	if s := k.Status(t.Context()); s.Kind != OS || !s.Ready || !s.Locked {
		t.Errorf("status %+v", s)
	}
	wantError(t, k.Open(t.Context()), ErrLocked)
	_, _, err := k.Get(t.Context(), "anna")
	wantError(t, err, ErrLocked)
	wantError(t, k.Put(t.Context(), entry("ben"), nil, false), ErrLocked)
	wantError(t, k.Delete(t.Context(), "anna"), ErrLocked)
	if list, err := k.List(t.Context()); err != nil || len(list) != 1 || list[0].Name != "anna" {
		t.Errorf("got %v, %v", list, err)
	}
}

func TestGNOMEKeyringWithoutKeyring(t *testing.T) {
	startBus(t)
	startKeyring(t, t.TempDir(), "")
	wantError(t, newKeychain(Options{Dir: t.TempDir(), Kind: OS}).Open(t.Context()), ErrLocked)
}

func TestBusWithoutTheService(t *testing.T) {
	startBus(t)
	wantUnavailable(t, "org.freedesktop.secrets")
}

func TestActivatableService(t *testing.T) {
	startBus(t, "[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/nonexistent/sample\n")
	k := newKeychain(Options{Dir: t.TempDir()})
	if s := k.Status(t.Context()); s.Kind != OS || !s.Ready {
		t.Errorf("status %+v", s)
	}
	wantError(t, k.Open(t.Context()), ErrUnavailable) // it could not, after all
}

func TestStaleBusAddress(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	wantUnavailable(t, "connect to the session bus")
}

func wantUnavailable(t *testing.T, said string) {
	t.Helper()
	k := newKeychain(Options{Dir: t.TempDir()})
	s := k.Status(t.Context())
	wantError(t, s.OSError, ErrUnavailable)
	if s.Ready || !strings.Contains(s.OSError.Error(), said) {
		t.Errorf("status %+v", s)
	}
	wantError(t, k.Put(t.Context(), entry("anna"), nil, false), ErrUnavailable)
	wantError(t, k.Open(t.Context()), ErrUnavailable)
}

// go-keyring would start dbus-launch here, and leave a bus running each time.
func TestNoBusIsStarted(t *testing.T) {
	dir := shortDir(t)
	marker := filepath.Join(dir, "launched")
	script := "#!/bin/sh\ntouch " + marker + "\n"
	if err := os.WriteFile(filepath.Join(dir, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	for _, address := range []string{"", "autolaunch:"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		k := newKeychain(Options{Dir: t.TempDir()})
		noBus := filepath.Join(dir, "bus")
		k.os.ProbeFunc = osstore.ProbeAt(noBus)
		wantError(t, k.Status(t.Context()).OSError, ErrUnavailable)
		k.Use(OS)
		wantError(t, k.Put(t.Context(), entry("anna"), nil, false), ErrUnavailable)
		wantError(t, k.Open(t.Context()), ErrUnavailable)
	}
	if _, err := os.Stat(marker); err == nil {
		t.Error("dbus-launch was run")
	}
}
