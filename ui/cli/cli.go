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

// Program is what the commands may do to the world. Only Manager and Screens have no default; without a Manager there
// are no settings.
type Program struct {
	In       io.Reader // nil: os.Stdin
	Out, Err io.Writer // nil: os.Stdout, os.Stderr
	// Env looks up a variable of the environment; empty is as good as unset. nil: os.Getenv.
	Env func(key string) string
	// Manager makes the steps' manager. The options hold what this run's arguments and environment say; Manager adds
	// the rest.
	Manager func(flow.Options) *flow.Manager
	// Screens runs the other front end, until the person leaves it. chosenBy names what chose the keychain for this
	// run alone, and is empty where nothing did.
	Screens func(ctx context.Context, m *flow.Manager, settings settings.Settings, chosenBy string) error
	// Names are what only the screens know of the settings, and CheckSettings has them look at what a person set; nil:
	// it is not looked at.
	Names         settings.Names
	CheckSettings func(settings.Settings) error
	// OpenBrowser shows a page. nil: terminal.OpenBrowser.
	OpenBrowser func(ctx context.Context, url string) error
	// SealWorkFactor is the cost of an export's passphrase as a power of two. 0: age's own, about a second.
	SealWorkFactor int
	// Version is what --version prints first, and Build what else it knows of; nil: nothing.
	Version string
	Build   *debug.BuildInfo
}

// Run runs one command line, without the program's name, and gives the exit code. An end of ctx, and ctrl+c, cancel
// what runs.
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
	case exit.Cancelled: // the person knows why
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
	facts   buildFacts

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
		facts: newBuildFacts(p.Version, p.Build),
	}
}
