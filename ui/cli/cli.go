package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"countersign/flow"
	"countersign/internal/text"
)

// Program is what the commands may do to the world. Only Manager and Screens have no default; without a Manager there are
// no settings.
type Program struct {
	In       io.Reader // nil: os.Stdin
	Out, Err io.Writer // nil: os.Stdout, os.Stderr
	// Env looks up a variable of the environment; empty is as good as unset. nil: os.Getenv.
	Env func(key string) string
	// Manager makes the steps' manager. The options hold what this run's arguments and environment say; Manager adds the rest.
	Manager func(flow.Options) *flow.Manager
	// Screens runs the other front end, until the person leaves it. chosenBy names what chose the keychain for this run
	// alone, and is empty where nothing did.
	Screens func(ctx context.Context, m *flow.Manager, settings flow.Settings, chosenBy string) error
	// Names are what only the screens know of the settings, and CheckSettings has them look at what a person set; nil: it is
	// not looked at.
	Names         flow.SettingNames
	CheckSettings func(flow.Settings) error
	// OpenBrowser shows a page. nil: flow.OpenBrowser.
	OpenBrowser func(ctx context.Context, url string) error
	// Version is what --version prints first, and Build what else it knows of; nil: nothing.
	Version string
	Build   *debug.BuildInfo
}

// Run runs one command line, without the program's name, and gives the exit code. An end of ctx, and ctrl+c, cancel what
// runs.
func Run(ctx context.Context, p Program, args []string) ExitCode {
	s := newSession(p)
	defer s.crashed()
	ctx, stop := s.interruptible(ctx)
	defer stop()
	root := s.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if s.manager != nil {
		if closing := s.manager.Close(); err == nil {
			err = closing
		}
	}
	err = unwritten(err, s.Out)
	code := codeOf(err)
	switch code {
	case OK:
	case Cancelled: // the person knows why
		s.talk("%s", s.inWords("countersign: cancelled", "Cancelled."))
	default:
		s.complain(err)
	}
	s.endDebug(code, err)
	return code
}

// session is one run of the program: what all its commands share.
type session struct {
	Program
	in       *input
	keychain string // --keychain
	manager  *flow.Manager

	configFile string // --config
	theme      string // --theme

	accessible bool // --accessible
	plain      bool // for a screen reader: by --accessible, its variable, or the settings
	talking    bool // a conversation is on, in which back and help are answers
	present    present

	remindEvery time.Duration // in plain words

	forgetful bool // it was told that the history can't be written

	debugFile string // --debug
	debug     *flow.DebugLog
}

func newSession(p Program) *session {
	if p.In == nil {
		p.In = os.Stdin
	}
	if p.Out == nil {
		p.Out = os.Stdout
	}
	if p.Err == nil {
		p.Err = os.Stderr
	}
	if p.Env == nil {
		p.Env = os.Getenv
	}
	if p.OpenBrowser == nil {
		p.OpenBrowser = flow.OpenBrowser
	}
	return &session{Program: p, in: newInput(p.In), remindEvery: remindEvery}
}

func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "countersign",
		Short: "Connect to any OAuth 1.0a service and send signed calls",
		Long: `countersign connects to any OAuth 1.0a service, keeps the connection in the keychain and sends signed calls with it.

Without a subcommand it opens its screens. The sandbox needs no account and no keys:

  countersign connect sandbox
  countersign request sandbox /me

Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 access refused at the provider, 4 no usable keychain, 5 no such connection
or connector, 6 the service refused a call, 124 nobody authorized in time, 130 cancelled; run passes on those of its program.`,
		Example: `  countersign
  countersign --accessible
  countersign --keychain memory --debug debug.log`,
		Version:       s.Version,
		Args:          noArguments,
		SilenceErrors: true, // complain prints them
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			s.plain = s.accessible
			if !cmd.Flags().Changed("accessible") {
				s.plain = chosen(s.Env(accessibleVariable))
			}
			if err := s.openDebug(); err != nil {
				return err
			}
			s.readPlain(cmd)
			s.noteStart(cmd)
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.plain {
				return s.converse(cmd.Context())
			}
			return s.screens(cmd.Context())
		},
	}
	root.SetVersionTemplate(newBuildFacts(s.Version, s.Build).text())
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return misuse("see "+cmd.CommandPath()+" --help", "%s", err)
	})
	root.PersistentFlags().StringVar(&s.keychain, "keychain", "",
		"where connections are kept: `KIND` is os, file (encrypted) or memory (or set "+keychainVariable+")")
	root.PersistentFlags().BoolVar(&s.accessible, "accessible", false,
		"plain questions and lines, for a screen reader, in place of screens and signs (or set "+accessibleVariable+"=1)")
	root.PersistentFlags().StringVar(&s.configFile, "config", "", "read the settings from this `FILE` (or set "+configVariable+")")
	root.PersistentFlags().StringVar(&s.theme, "theme", "", "colours of the screens: `NAME` is auto, light, dark or none (or set "+themeVariable+")")
	root.PersistentFlags().StringVar(&s.debugFile, "debug", "", "append what the program does to this `FILE`, without secrets")
	_ = root.RegisterFlagCompletionFunc("theme", cobra.FixedCompletions(themes(), cobra.ShellCompDirectiveNoFileComp))
	_ = root.RegisterFlagCompletionFunc("keychain", cobra.FixedCompletions([]string{"os", "file", "memory"}, cobra.ShellCompDirectiveNoFileComp))
	root.AddCommand(s.connect(), s.connections(), s.request(), s.sign(), s.test(), s.renew(), s.revoke(), s.forget(), s.connectors(), s.sandbox())
	root.AddCommand(s.rename(), s.export(), s.importCommand(), s.runCommand(), s.keychainCommand(), s.history())
	root.AddCommand(s.config(), s.manCommand(), s.versionCommand())
	strictHelp(root)
	completions(root)
	return root
}

// screens hands over to the other front end.
func (s *session) screens(ctx context.Context) error {
	if !isTerminal(s.In) || !isTerminal(s.Out) {
		return misuse("run it in a terminal, or use a subcommand: countersign --help", "the screens need a terminal")
	}
	m, err := s.flow()
	if err != nil {
		return err
	}
	settings, err := s.settings(m)
	if err != nil {
		return err
	}
	if err := s.checkNames(settings); err != nil { // they must not open with half of them
		return &complaint{Usage, flow.Explain(err)}
	}
	if err := s.chooseTheme(&settings); err != nil {
		return err
	}
	chosenBy := ""
	switch {
	case s.keychain != "":
		chosenBy = "--keychain"
	case s.keychainChoice() != "":
		chosenBy = keychainVariable
	}
	return s.Screens(ctx, m, settings, chosenBy)
}

// flow is the manager, made when the first step needs it, after the flags were read.
func (s *session) flow() (*flow.Manager, error) {
	if s.manager != nil {
		return s.manager, nil
	}
	var kind flow.KeychainKind
	if choice := s.keychainChoice(); choice != "" {
		var err error
		if kind, err = flow.ParseKeychainKind(choice); err != nil {
			return nil, misuse("give --keychain os, file or memory", "%s", err)
		}
	}
	m := s.manage(flow.Options{Store: kind, Debug: s.debug})
	if kind == "" {
		settings, err := s.settings(m)
		if err != nil {
			return nil, err
		}
		if settings.Keychain != "" {
			m.Stores.Use(settings.Keychain)
		}
	}
	s.manager = m
	return m, nil
}

// talk is for the person, not for a script.
func (s *session) talk(format string, args ...any) {
	_, _ = fmt.Fprintln(s.Err, s.spoken(fmt.Sprintf(format, args...)))
}

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// terminalSize is the window's, where the stream is one.
func terminalSize(stream any) (width, height int, ok bool) {
	file, isFile := stream.(*os.File)
	if !isFile {
		return 0, 0, false
	}
	width, height, err := term.GetSize(int(file.Fd()))
	return width, height, err == nil && width > 0 && height > 0
}

// noArguments and arguments say what is wrong in the program's own manner.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return misuse("see "+cmd.CommandPath()+" --help", "there is no command %q", text.Safe(args[0], 40))
	}
	return misuse("usage: "+cmd.UseLine(), "%s takes no arguments", commandName(cmd))
}

// commandName is a command as its complaints call it, which say the program's name already.
func commandName(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return misuse("usage: "+cmd.UseLine(), "%s needs %s", commandName(cmd), text.CountInWords(least, "argument", "arguments"))
		case len(args) > most:
			return misuse("usage: "+cmd.UseLine(), "%q is one argument too many for %s", text.Safe(strings.Join(args[most:], " "), 40), commandName(cmd))
		}
		return nil
	}
}
