package testenv

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// requireVariable makes a missing part a failure, as in CI, where none of the tests that use real parts may be skipped.
const requireVariable = "COUNTERSIGN_TEST_REAL"

// part is something that tests use and that we did not write.
type part struct {
	program string   // looked up in PATH; empty: the part's own name
	probe   []string // arguments with which the program succeeds only when a library is installed; nil: none is needed

	debian, homebrew, npm string // the packages that provide it; empty: none does
}

// parts are named by the program that a test starts, or by "program library".
var parts = map[string]part{
	"tmux":                 {debian: "tmux", homebrew: "tmux"},
	"curl":                 {debian: "curl", homebrew: "curl"},
	"http":                 {debian: "httpie", homebrew: "httpie"},
	"bash":                 {debian: "bash", homebrew: "bash"},
	"zsh":                  {debian: "zsh", homebrew: "zsh"},
	"fish":                 {debian: "fish", homebrew: "fish"},
	"mandoc":               {debian: "mandoc", homebrew: "mandoc"},
	"zbarimg":              {debian: "zbar-tools", homebrew: "zbar"},
	"node":                 {debian: "nodejs", homebrew: "node"},
	"chromium":             {debian: "chromium", homebrew: "chromium"},
	"chromedriver":         {debian: "chromium-driver", homebrew: "chromedriver"},
	"dbus-daemon":          {debian: "dbus-daemon"},
	"dbus-send":            {debian: "dbus-bin"},
	"gnome-keyring-daemon": {debian: "gnome-keyring"},
	"secret-tool":          {debian: "libsecret-tools"},
	"python3":              {debian: "python3", homebrew: "python"},
	"python3 oauthlib":     python("oauthlib", "python3-oauthlib"),
	"python3 flask":        python("flask", "python3-flask"),
	"python3 jwt":          python("jwt", "python3-jwt"),
	"python3 cryptography": python("cryptography", "python3-cryptography"),
	"ruby":                 {debian: "ruby", homebrew: "ruby"},
	"ruby oauth":           {program: "ruby", probe: []string{"-e", "require 'oauth'"}, debian: "ruby-oauth"},
	"@membranehq/sdk":      {program: "node", debian: "nodejs", homebrew: "node", npm: "@membranehq/sdk"},
}

func python(module, debian string) part {
	return part{program: "python3", probe: []string{"-c", "import " + module}, debian: debian}
}

// Need skips a test when one of the parts is missing, and says which package provides it. Where COUNTERSIGN_TEST_REAL is
// "require" the test fails instead.
func Need(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		p, known := parts[name]
		if !known {
			t.Fatalf("testenv: unknown part %q: add it to internal/testenv/parts.go", name)
		}
		if err := installed(name, p); err != nil {
			Missing(t, name, err.Error())
		}
	}
}

// Has reports whether a part is installed, for tests that do less without it.
func Has(name string) bool { return installed(name, parts[name]) == nil }

// Missing skips a test, or fails it, as Need does, for a part that the test looked up itself.
func Missing(t testing.TB, name, reason string) {
	t.Helper()
	text := fmt.Sprintf("%s is missing (%s)", name, reason)
	if from := provided(parts[name]); from != "" {
		text += "; install " + from
	}
	if os.Getenv(requireVariable) == "require" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// provided names the packages of a part: "tmux (Debian) or tmux (Homebrew)".
func provided(p part) string {
	var from []string
	for _, source := range []struct{ name, of string }{{p.debian, "Debian"}, {p.homebrew, "Homebrew"}, {p.npm, "npm"}} {
		if source.name != "" {
			from = append(from, source.name+" ("+source.of+")")
		}
	}
	return strings.Join(from, " or ")
}

var (
	lookedUp   = map[string]error{}
	lookedUpMu sync.Mutex
)

// installed looks a part up once.
func installed(name string, p part) error {
	lookedUpMu.Lock()
	defer lookedUpMu.Unlock()
	err, known := lookedUp[name]
	if !known {
		err = lookUp(cmp.Or(p.program, name), p.probe)
		lookedUp[name] = err
	}
	return err
}

func lookUp(program string, probe []string) error {
	file, err := exec.LookPath(program)
	if err != nil || probe == nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), Timeout(probeLimit))
	defer cancel()
	if out, err := exec.CommandContext(ctx, file, probe...).CombinedOutput(); err != nil { //nolint:gosec // arguments from the table
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("%s: %w: %s", program, err, lines[len(lines)-1])
	}
	return nil
}
