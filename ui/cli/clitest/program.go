package clitest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"countersign/flow"
	"countersign/keychain"
	"countersign/ui"
	"countersign/ui/cli"
	"countersign/ui/cli/exit"
	"countersign/ui/settings"
)

// Main runs a package's tests. In scripts the test binary is also the commands countersign, browser and user.
func Main(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"countersign": countersign,
		"browser":     browser,
		"user":        user,
	})
}

// countersign runs the program with the script's folders and a fast passphrase hash.
func countersign() {
	code := cli.Run(context.Background(), cli.Program{
		Version: "v0.0.0-test",
		Manager: func(o flow.Options) *flow.Manager {
			o.DataDir, o.ConnectorsDir = os.Getenv("DATA"), os.Getenv("COUNTERSIGN_CONNECTORS")
			o.Keychain = keychain.New(keychain.Options{Dir: o.DataDir, Kind: o.Store, ScryptWorkFactor: 2})
			o.RequestsDir = filepath.Join(os.Getenv("HOME"), ".config", "countersign", "requests")
			if o.SettingsFile == "" {
				o.SettingsFile = filepath.Join(os.Getenv("HOME"), ".config", "countersign", "config.yml")
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

// Run runs a command line in this process.
func Run(ctx context.Context, p cli.Program, stdin string, args ...string) (stdout, stderr string, code exit.Code) {
	var out, err bytes.Buffer
	p.In, p.Out, p.Err = strings.NewReader(stdin), &out, &err
	if p.Env == nil {
		p.Env = func(string) string { return "" }
	}
	code = cli.Run(ctx, p, args)
	return out.String(), err.String(), code
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(99)
}
