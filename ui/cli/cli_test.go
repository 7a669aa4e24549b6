package cli_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"

	"countersign/flow"
	"countersign/keychain"
	"countersign/ui"
	"countersign/ui/cli"
	"countersign/ui/settings"
)

// The scripts in testdata run the real commands, each in a process of its own. The commands here are on their PATH:
// countersign itself, the browser of $BROWSER, and a person who reads what connect prints and answers it.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"countersign": countersign,
		"browser":     browser,
		"person":      person,
	})
}

func TestScripts(t *testing.T) {
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

// countersign is main.go's wiring on the script's own folders, with a passphrase that costs milliseconds.
func countersign() {
	code := cli.Run(context.Background(), cli.Program{
		Version: "v0.0.0-test",
		Manager: func(o flow.Options) *flow.Manager {
			o.Data, o.Connectors = os.Getenv("DATA"), os.Getenv("COUNTERSIGN_CONNECTORS")
			o.Keychain = keychain.New(keychain.Options{Dir: o.Data, Kind: o.Store, ScryptWorkFactor: 2})
			o.Requests = filepath.Join(os.Getenv("HOME"), ".config", "countersign", "requests")
			if o.Settings == "" {
				o.Settings = filepath.Join(os.Getenv("HOME"), ".config", "countersign", "config.yml")
			}
			return flow.New(o)
		},
		SealWorkFactor: 2,
		Names:          ui.SettingNames(), CheckSettings: ui.CheckSettings,
		Screens: func(context.Context, *flow.Manager, settings.Settings, string) error {
			return errors.New("no screens here")
		},
	}, os.Args[1:])
	os.Exit(int(code))
}

func setup(env *testscript.Env) error {
	env.Values[sandboxKey{}] = &runningSandbox{}
	env.Setenv("DATA", filepath.Join(env.WorkDir, "data"))
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("COUNTERSIGN_CONNECTORS", filepath.Join(env.WorkDir, "connectors"))
	env.Setenv("COUNTERSIGN_KEYCHAIN", "file")
	env.Setenv("COUNTERSIGN_PASSPHRASE_COMMAND", "echo sample passphrase")
	env.Setenv("BROWSER", "browser")
	// The race detector would keep each process for a second at its end.
	env.Setenv("GORACE", "atexit_sleep_ms=0")
	// No keychain of the developer's is ever touched.
	env.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	key, err := age.GenerateX25519Identity() // of a person that connections are exported for
	if err != nil {
		return err
	}
	env.Setenv("RECIPIENT", key.Recipient().String())
	return os.WriteFile(filepath.Join(env.WorkDir, "key.txt"), []byte(key.String()+"\n"), 0o600)
}

// exits runs a command that must end with the given code: `exits 3 countersign connect …`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGS…]")
	}
	err, code := ts.Exec(args[1], args[2:]...), 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// fail ends a helper command.
func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(99)
}
