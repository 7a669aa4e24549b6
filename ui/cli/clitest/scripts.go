package clitest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"
)

// Scripts runs the scripts in a package's testdata. Each command runs in a separate process.
func Scripts(t *testing.T) {
	t.Helper()
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"only-oob": onlyOOB,
			"sandbox":  sandbox,
		},
	})
}

func setup(env *testscript.Env) error {
	env.Values[sandboxKey{}] = &runningSandbox{}
	env.Setenv("DATA", filepath.Join(env.WorkDir, "data"))
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("COUNTERSIGN_CONNECTORS", filepath.Join(env.WorkDir, "connectors"))
	env.Setenv("COUNTERSIGN_KEYCHAIN", "file")
	env.Setenv("COUNTERSIGN_PASSPHRASE_COMMAND", "echo sample passphrase")
	env.Setenv("BROWSER", "browser")
	// The race detector delays the end of each process by a second.
	env.Setenv("GORACE", "atexit_sleep_ms=0")
	// Never use the developer's keychain.
	env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	key, err := age.GenerateX25519Identity() // recipient of exports
	if err != nil {
		return err
	}
	env.Setenv("RECIPIENT", key.Recipient().String())
	return os.WriteFile(filepath.Join(env.WorkDir, "key.txt"), []byte(key.String()+"\n"), 0o600)
}

// exits checks the exit code of a command: `exits 3 countersign connect …`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGS…]")
	}
	err, code := ts.Exec(args[1], args[2:]...), 0
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}
