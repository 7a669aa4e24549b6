package journeys_test

import (
	"bufio"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"countersign/internal/testenv"
)

// program returns the path of the real program, built once.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "countersign-e2e-*")
	if err != nil {
		return "", err
	}
	programDir = dir
	file := filepath.Join(dir, "countersign")
	// A cheap key derivation for the encrypted file.
	cheaply := "-ldflags=-X countersign/keychain.defaultFactor=10"
	if out, err := exec.Command("go", "build", cheaply, "-o", file, "countersign").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building countersign: %w\n%s", err, out)
	}
	return file, nil
})

var programDir string // to be removed at the end

func TestMain(m *testing.M) {
	if decision := os.Getenv(decisionVariable); decision != "" { // started as $BROWSER
		os.Exit(browse(decision, os.Args[1:]))
	}
	// Journeys mostly wait, so more can run in parallel than there are CPUs.
	flag.Parse()
	if parallel := flag.Lookup("test.parallel"); parallel.Value.String() == parallel.DefValue && runtime.GOMAXPROCS(0) < 4 {
		_ = flag.Set("test.parallel", "4")
	}
	code := m.Run()
	if programDir != "" {
		_ = os.RemoveAll(programDir)
	}
	os.Exit(code)
}

// home is a person's home and login session: folders, a session bus with an unlocked gnome-keyring, and an environment.
type home struct {
	dir string
	env []string
}

// moveIn creates a home with a keyring; more is added to its environment.
func moveIn(t *testing.T, more ...string) *home {
	t.Helper()
	h := bareHome(t, more...)
	h.startKeyring(t)
	return h
}

// bareHome creates a home without a session bus, and so without an OS keychain.
func bareHome(t *testing.T, more ...string) *home {
	t.Helper()
	file, err := program()
	must(t, err)
	// Shorter than t.TempDir: socket paths are limited to about 100 bytes.
	dir, err := os.MkdirTemp("", "cs-home-*")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	runtime := filepath.Join(dir, "run")
	must(t, os.Mkdir(runtime, 0o700))
	startup := filepath.Join(dir, "startup.sh") // of interactive shells (POSIX ENV)
	must(t, os.WriteFile(startup, []byte("PS1='"+prompt+" '\n"), 0o600))
	return &home{dir: dir, env: append([]string{
		"ENV=" + startup,
		"PATH=" + filepath.Dir(file) + string(os.PathListSeparator) + os.Getenv("PATH"), "TERM=xterm-256color",
		"LANG=C.UTF-8", "HOME=" + dir, "XDG_RUNTIME_DIR=" + runtime, "XDG_DATA_HOME=" + filepath.Join(dir, "data"),
		"XDG_CONFIG_HOME=" + filepath.Join(dir, "config"), "XDG_CACHE_HOME=" + filepath.Join(dir, "cache"),
	}, more...)}
}

// startKeyring runs a session bus and a gnome-keyring until the test ends.
func (h *home) startKeyring(t *testing.T) {
	t.Helper()
	testenv.Need(t, "dbus-daemon", "gnome-keyring-daemon")
	bus := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:dir="+h.dir)
	out, err := bus.StdoutPipe()
	must(t, err)
	h.start(t, bus)
	address, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	h.env = append(h.env, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))

	keyring := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	keyring.Stdin = strings.NewReader("sample-keyring-password")
	h.start(t, keyring)
	conn, err := dbus.Connect(strings.TrimSpace(address))
	must(t, err)
	defer conn.Close()
	owned := false
	for limit := time.Now().Add(testenv.WaitTimeout()); !owned; time.Sleep(10 * time.Millisecond) {
		must(t, conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.secrets").Store(&owned))
		if time.Now().After(limit) {
			t.Fatal("gnome-keyring did not start")
		}
	}
}

func (h *home) start(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	cmd.Env = h.env
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// startSandbox runs a sandbox at an address until the test ends.
func (h *home) startSandbox(t *testing.T, address string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sh", "-c", "exec countersign sandbox --listen "+strings.TrimPrefix(address, "http://")) // found in the home's PATH
	h.start(t, cmd)
	return cmd
}

// run runs a command in this home and returns its output.
func (h *home) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = h.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v: %s", name, args, err, out)
	}
	return string(out)
}

// filesWith returns the files in the home that contain a text.
func (h *home) filesWith(t *testing.T, text string) (found []string) {
	t.Helper()
	must(t, filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(string(content), text) {
			found = append(found, path)
		}
		return err
	}))
	return found
}

// freeAddress returns a base URL for a sandbox.
func freeAddress(t *testing.T) string {
	t.Helper()
	return "http://" + testenv.FreeAddress(t)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
