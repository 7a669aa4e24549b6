package testenv

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// requireVariable set to "require" makes a missing part a failure, as in CI.
const requireVariable = "COUNTERSIGN_TEST_REAL"

// part is a program or library that tests use.
type part struct {
	program string   // in PATH; "": the part's name
	probe   []string // arguments that succeed only if a library is installed; may be nil

	debian, homebrew, npm string // packages
}

// parts by name: a program, or "program library".
var parts = map[string]part{
	"tmux":                 {debian: "tmux", homebrew: "tmux"},
	"curl":                 {debian: "curl", homebrew: "curl"},
	"http":                 {debian: "httpie", homebrew: "httpie"},
	"go":                   {debian: "golang-go", homebrew: "go"},
	"sh":                   {debian: "dash", homebrew: "dash"},
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

// Need skips a test if a part is missing, and names its package; with COUNTERSIGN_TEST_REAL=require the test fails.
func Need(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		Program(t, name)
	}
}

// Program is Need for the parts of one program, such as an interpreter's libraries, and returns the path of the program.
func Program(t testing.TB, names ...string) (file string) {
	t.Helper()
	program := ""
	for _, name := range names {
		p, known := parts[name]
		if !known {
			t.Fatalf("testenv: unknown part %q: add it to internal/testenv/parts.go", name)
		}
		if of := cmp.Or(p.program, name); program == "" {
			program = of
		} else if of != program {
			t.Fatalf("testenv: %q and %q are parts of two programs", names[0], name)
		}
	}
	file, lacking, err := find(program, names)
	if err != nil {
		Missing(t, lacking, err.Error())
	}
	return file
}

// Has reports whether a part is installed.
func Has(name string) bool {
	_, _, err := find(cmp.Or(parts[name].program, name), []string{name})
	return err == nil
}

// Missing skips or fails a test, like Need, for a part that the test looked up itself.
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

// provided lists the packages of a part: "tmux (Debian) or tmux (Homebrew)".
func provided(p part) string {
	var from []string
	for _, source := range []struct{ name, of string }{{p.debian, "Debian"}, {p.homebrew, "Homebrew"}, {p.npm, "npm"}} {
		if source.name != "" {
			from = append(from, source.name+" ("+source.of+")")
		}
	}
	return strings.Join(from, " or ")
}

// find returns the path of the program with all parts, or the first missing part.
func find(program string, names []string) (file, lacking string, err error) {
	for _, file := range files(program, names) {
		name, without := lacks(file, names)
		if without == nil {
			return file, "", nil
		}
		if err == nil {
			lacking, err = name, without
		}
	}
	if err == nil {
		_, err = exec.LookPath(program)
		lacking = names[0]
	}
	return "", lacking, err
}

// files returns the candidates for a program: in PATH, and Debian's, whose libraries are only for its own interpreters.
func files(program string, names []string) (list []string) {
	if file, err := exec.LookPath(program); err == nil {
		list = append(list, file)
	}
	for _, name := range names {
		debian := filepath.Join("/usr/bin", program)
		if parts[name].probe == nil || slices.Contains(list, debian) {
			continue
		}
		if file, err := exec.LookPath(debian); err == nil {
			list = append(list, file)
		}
	}
	return list
}

func lacks(file string, names []string) (name string, err error) {
	for _, name := range names {
		if err := probed(file, name); err != nil {
			return name, err
		}
	}
	return "", nil
}

var (
	probes   = map[[2]string]error{}
	probesMu sync.Mutex
)

// probed checks once whether a program has a part.
func probed(file, name string) error {
	probe := parts[name].probe
	if probe == nil {
		return nil
	}
	probesMu.Lock()
	defer probesMu.Unlock()
	err, known := probes[[2]string{file, name}]
	if !known {
		err = succeeds(file, probe)
		probes[[2]string{file, name}] = err
	}
	return err
}

func succeeds(file string, arguments []string) error {
	ctx, cancel := context.WithTimeout(context.Background(), Timeout(probeLimit))
	defer cancel()
	if out, err := exec.CommandContext(ctx, file, arguments...).CombinedOutput(); err != nil { //nolint:gosec // from the table
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("%s: %w: %s", file, err, lines[len(lines)-1])
	}
	return nil
}
