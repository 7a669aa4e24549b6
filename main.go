// Command countersign connects to OAuth 1.0a services, saves the connections and sends signed requests. This file only
// connects the two front ends, the screens and the command line, to the real world.
package main

import (
	"cmp"
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
	_ "countersign/ui/quiet" // prevents terminal queries at start-up
	"countersign/ui/settings"
)

func main() {
	log.SetOutput(io.Discard) // messages of net/http would garble the screens
	ctx, stop := signal.NotifyContext(context.Background(), shutdownSignals()...)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := cli.Run(ctx, program(os.Getenv), os.Args[1:])
	stop()
	os.Exit(int(code))
}

// shutdownSignals returns the signals that end the program. The front ends handle Ctrl+C. nohup ignores SIGHUP.
func shutdownSignals() []os.Signal {
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

// folders returns the folders for data and for the user's connectors.
func folders(env func(string) string) (data, connectors string) {
	connectors = cmp.Or(env("COUNTERSIGN_CONNECTORS"), filepath.Join(xdg.ConfigHome, "countersign", "connectors"))
	return filepath.Join(xdg.DataHome, "countersign"), connectors
}

// version returns the module version that the Go tool stamps, or "devel".
func version(info *debug.BuildInfo) string {
	if info == nil || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
