package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/config"
	"countersign/ui/cli/connect"
	"countersign/ui/cli/connection"
	"countersign/ui/cli/connector"
	"countersign/ui/cli/console"
	"countersign/ui/cli/conversation"
	"countersign/ui/cli/exit"
	"countersign/ui/cli/request"
	"countersign/ui/cli/serve"
	"countersign/ui/cli/store"
	"countersign/ui/settings"
)

func (r *run) root() *cobra.Command {
	f := r.factory
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
		Version:           r.facts.Version,
		Args:              command.NoArguments,
		SilenceErrors:     true, // Run prints them
		SilenceUsage:      true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return r.begin(cmd) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.IO.ScreenReader {
				return conversation.Run(cmd.Context(), f)
			}
			return r.screens.run(cmd.Context())
		},
	}
	root.SetVersionTemplate(r.facts.text())
	root.SetIn(f.IO.In)
	root.SetOut(f.IO.Out)
	root.SetErr(f.IO.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return exit.Usagef("see "+cmd.CommandPath()+" --help", "%s", err)
	})
	flags := root.PersistentFlags()
	flags.StringVar(&f.Flow.KeychainFlag, "keychain", "",
		"where connections are kept: `KIND` is os, file (encrypted) or memory (or set "+command.KeychainVariable+")")
	flags.BoolVar(&r.accessible, "accessible", false,
		"plain questions and lines, for a screen reader, in place of screens and signs (or set "+console.AccessibleVariable+"=1)")
	flags.StringVar(&f.Settings.FileFlag, "config", "", "read the settings from this `FILE` (or set "+command.ConfigVariable+")")
	flags.StringVar(&r.screens.theme, "theme", "", "colours of the screens: `NAME` is auto, light, dark or none (or set "+command.ThemeVariable+")")
	flags.StringVar(&r.debug.file, "debug", "", "append what the program does to this `FILE`, without secrets")
	_ = root.RegisterFlagCompletionFunc("theme", cobra.FixedCompletions(themes(), cobra.ShellCompDirectiveNoFileComp))
	_ = root.RegisterFlagCompletionFunc("keychain", cobra.FixedCompletions([]string{"os", "file", "memory"}, cobra.ShellCompDirectiveNoFileComp))
	root.AddCommand(
		connect.NewCmd(f),
		connection.NewCmdConnections(f), connection.NewCmdTest(f), connection.NewCmdRename(f), connection.NewCmdRefresh(f),
		connection.NewCmdRevoke(f), connection.NewCmdDelete(f), connection.NewCmdExport(f), connection.NewCmdImport(f), connection.NewCmdRun(f),
		request.NewCmd(f), request.NewCmdSign(f), request.NewCmdHistory(f),
		connector.NewCmd(f), store.NewCmd(f), config.NewCmd(f), serve.NewCmdSandbox(f),
		newCmdMan(f, r.facts), newCmdVersion(f, r.facts),
	)
	strictHelp(root)
	completions(root)
	return root
}

// begin settles what every command needs to know before it runs.
func (r *run) begin(cmd *cobra.Command) error {
	r.factory.IO.ScreenReader = r.accessible
	if !cmd.Flags().Changed("accessible") {
		r.factory.IO.ScreenReader = isYes(r.factory.IO.Env(console.AccessibleVariable))
	}
	if err := r.debug.open(); err != nil {
		return err
	}
	r.readAccessible(cmd)
	r.debug.begin(cmd, r.facts)
	return nil
}

// readAccessible takes screen-reader mode from the settings, where neither the flag nor the variable says anything.
// Mistakes are not told here: not every command needs the settings.
func (r *run) readAccessible(cmd *cobra.Command) {
	f := r.factory
	if cmd.Flags().Changed("accessible") || f.IO.Env(console.AccessibleVariable) != "" || !f.Flow.Available() {
		return
	}
	settings, _ := settings.File(f.Flow.New(flow.Options{}).SettingsFile).Read() // what could be read of them
	f.IO.ScreenReader = settings.Accessible
}

// isYes reads a variable that is a yes or a no.
func isYes(value string) bool {
	switch strings.ToLower(value) {
	case "", "0", "no", "off", "false":
		return false
	}
	return true
}
