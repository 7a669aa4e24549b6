package cli

import (
	"context"
	"io"
	"runtime/debug"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
	"countersign/ui/settings"
)

// Program holds the program's dependencies. Only Manager and Screens have no default. Without a Manager there are no
// settings.
type Program struct {
	In       io.Reader // nil: os.Stdin
	Out, Err io.Writer // nil: os.Stdout, os.Stderr
	// Env looks up an environment variable. nil: os.Getenv.
	Env func(key string) string
	// Manager creates the flow.Manager. The options hold what the arguments and environment set.
	Manager func(flow.Options) *flow.Manager
	// Screens runs the screens. chosenBy names the flag or variable that chose the credential store, if any.
	Screens func(ctx context.Context, m *flow.Manager, settings settings.Settings, chosenBy string) error
	// Names are the names that only the screens know. CheckSettings validates their settings; it may be nil.
	Names         settings.Names
	CheckSettings func(settings.Settings) error
	// OpenBrowser opens a URL. nil: terminal.OpenBrowser.
	OpenBrowser func(ctx context.Context, url string) error
	// SealWorkFactor is the base-2 logarithm of the scrypt cost for exports. 0 means age's default, about a second.
	SealWorkFactor int
	// Version and Build are printed by --version. Build may be nil.
	Version string
	Build   *debug.BuildInfo
}

// Run runs the command in args and returns its exit code. Ctrl+C cancels it.
func Run(ctx context.Context, p Program, args []string) exit.Code {
	r := newRun(p)
	defer r.debug.crashed()
	ctx, stop := r.factory.Interrupt.Watch(ctx)
	defer stop()
	root := r.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if closing := r.factory.Flow.Close(); err == nil {
		err = closing
	}
	err = exit.WriteError(err, r.factory.IO.Out)
	code := exit.CodeOf(err)
	switch code {
	case exit.OK:
	case exit.Cancelled:
		r.factory.IO.Infof("%s", r.factory.IO.Wording("countersign: cancelled", "Cancelled."))
	default:
		r.factory.IO.PrintError(err)
	}
	r.debug.end(code, err)
	return code
}

// run is one run of the program.
type run struct {
	screens screens
	factory *command.Factory
	debug   *debugLog
	facts   buildInfo

	accessible bool // --accessible
}

func newRun(p Program) *run {
	f := command.NewFactory(console.NewIO(p.In, p.Out, p.Err, p.Env), p.Manager)
	f.Settings.Names, f.Settings.CheckNames = p.Names, p.CheckSettings
	f.SealWorkFactor = p.SealWorkFactor
	if p.OpenBrowser != nil {
		f.OpenBrowser = p.OpenBrowser
	}
	return &run{
		screens: screens{Factory: f, open: p.Screens}, factory: f, debug: &debugLog{Factory: f},
		facts: newBuildInfo(p.Version, p.Build),
	}
}
