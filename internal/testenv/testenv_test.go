package testenv

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// recorder is a test that notes how it ended.
type recorder struct {
	testing.TB
	skipped, failed string
}

func (r *recorder) Helper()           {}
func (r *recorder) Skip(args ...any)  { r.skipped = args[0].(string) }
func (r *recorder) Fatal(args ...any) { r.failed = args[0].(string) }

func TestMissingPartNamesItsPackages(t *testing.T) {
	t.Setenv(requireVariable, "")
	r := &recorder{TB: t}
	Missing(r, "zbarimg", "not in PATH")
	for _, want := range []string{"zbarimg is missing", "not in PATH", "zbar-tools (Debian)", "zbar (Homebrew)"} {
		if !strings.Contains(r.skipped, want) {
			t.Errorf("the reason %q does not say %q", r.skipped, want)
		}
	}
	t.Setenv(requireVariable, "require")
	Missing(r, "zbarimg", "not in PATH")
	if r.failed == "" {
		t.Error("a missing part is no failure where it is required")
	}
}

// A part that no package provides could not be installed by the person who reads the reason.
func TestEveryPartHasAPackage(t *testing.T) {
	for name, p := range parts {
		if provided(p) == "" {
			t.Errorf("no package provides %s", name)
		}
	}
}

func TestNeedAsksForALibraryToo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r := &recorder{TB: t}
	t.Setenv(requireVariable, "")
	parts["python3 no-such-library"] = part{program: "python3", probe: []string{"-c", "import no_such_library"}, debian: "none"}
	Need(r, "python3 no-such-library")
	if !strings.Contains(r.skipped, "python3 no-such-library is missing") {
		t.Errorf("skipped with %q", r.skipped)
	}
}

func TestTimeoutHasBounds(t *testing.T) {
	if got := Timeout(time.Second); got < time.Second || got > longest {
		t.Errorf("a second became %v", got)
	}
	if got := Timeout(time.Hour); got != longest {
		t.Errorf("an hour became %v, want %v", got, longest)
	}
}

func TestCountFollowsTheVariable(t *testing.T) {
	t.Setenv(fullVariable, "")
	if got := Count(3, 30); got != 3 {
		t.Errorf("the short form is %d", got)
	}
	t.Setenv(fullVariable, "1")
	if got := Count(3, 30); got != 30 {
		t.Errorf("the full form is %d", got)
	}
}

// An interpreter of PATH that lacks a library does not hide another that has it.
func TestProgramIsTheOneThatHasTheParts(t *testing.T) {
	debian, err := exec.LookPath("/usr/bin/env")
	if err != nil {
		t.Skip("there is no /usr/bin/env")
	}
	first := t.TempDir()
	if err := os.WriteFile(filepath.Join(first, "env"), []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", first)
	parts["env nothing"] = part{program: "env", probe: []string{}, debian: "coreutils"}
	defer delete(parts, "env nothing")
	if got := Program(t, "env nothing"); got != debian {
		t.Errorf("got %s", got)
	}
}
