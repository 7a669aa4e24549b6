// Command countersign connects to OAuth 1.0a services, keeps the connections in the keychain and sends signed calls with
// them: on screens, or by subcommands. This file ties the two front ends to the real world and does nothing else.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/adrg/xdg"

	"countersign/flow"
	"countersign/ui"
	"countersign/ui/cli"
	_ "countersign/ui/quiet" // no query to the terminal at start-up, whichever front end it is
	"countersign/ui/settings"
)

func main() {
	log.SetOutput(io.Discard) // net/http's remarks would stand across the screens
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	context.AfterFunc(ctx, stop) // a second one ends the program at once
	code := cli.Run(ctx, program(os.Getenv), os.Args[1:])
	stop()
	os.Exit(int(code))
}

// endings are the signals that end what runs; ctrl+c is the front ends' own matter. Under nohup the terminal may go.
func endings() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

func program(env func(string) string) cli.Program {
	data, connectors := folders(env)
	info, _ := debug.ReadBuildInfo()
	return cli.Program{
		Version: version(info), Build: info,
		Manager: func(o flow.Options) *flow.Manager {
			o.DataDir, o.ConnectorsDir = data, connectors
			o.RequestsDir = filepath.Join(xdg.ConfigHome, "countersign", "requests")
			if o.SettingsFile == "" {
				o.SettingsFile = filepath.Join(xdg.ConfigHome, "countersign", "config.yml")
			}
			o.AllowHTTP = env("COUNTERSIGN_ALLOW_HTTP") == "1"
			return flow.New(o)
		},
		Names: ui.SettingNames(), CheckSettings: ui.CheckSettings,
		Screens: func(ctx context.Context, m *flow.Manager, settings settings.Settings, chosenBy string) error {
			return ui.Run(ctx, ui.Deps{Flow: m, StoreChosenBy: chosenBy, Settings: settings, Debug: m.DebugLog().Messages()})
		},
	}
}

// folders are where connections stand (without their secrets, unless encrypted) and where a person's own connectors do.
func folders(env func(string) string) (data, connectors string) {
	data, connectors = filepath.Join(xdg.DataHome, "countersign"), env("COUNTERSIGN_CONNECTORS")
	if connectors == "" {
		connectors = filepath.Join(xdg.ConfigHome, "countersign", "connectors")
	}
	return data, connectors
}

// version is the module's own, as the Go tool stamps it, or "devel" where it was not asked to.
func version(info *debug.BuildInfo) string {
	if info == nil || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
