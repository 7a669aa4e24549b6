package cli

import (
	"errors"
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
		Short: "Connect to OAuth 1.0a services and send signed requests",
		Long: `Connect to OAuth 1.0a services, save the connections securely and send signed requests.

Without a command, countersign opens its screens. To try it without an account:

  countersign connect sandbox
  countersign request sandbox /me

Exit codes: 0 success, 1 failure, 2 invalid arguments, 3 access denied at the provider, 4 no credential store available,
5 no such connection or connector, 6 error status in a response, 124 authorization timed out, 130 cancelled.`,
		Example: `  countersign
  countersign --accessible
  countersign --keychain memory --debug debug.log`,
		Version:           r.facts.Version,
		Args:              cobra.NoArgs,
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
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&f.Flow.KeychainFlag, "keychain", "",
		"credential store: `KIND` is os, file (encrypted) or memory (env "+command.KeychainVariable+")")
	flags.BoolVar(&r.accessible, "accessible", false,
		"use screen-reader mode: questions and lines of text instead of screens (env "+console.AccessibleVariable+"=1)")
	flags.StringVar(&f.Settings.FileFlag, "config", "", "settings `FILE` (env "+command.ConfigVariable+")")
	flags.StringVar(&r.screens.theme, "theme", "", "theme of the screens: `NAME` is auto, light, dark or none (env "+command.ThemeVariable+")")
	flags.StringVar(&r.debug.file, "debug", "", "append a debug log without secrets to this `FILE`")
	_, _ = root.MarkPersistentFlagFilename("config", "yml"), root.MarkPersistentFlagFilename("debug")
	_ = root.RegisterFlagCompletionFunc("theme", cobra.FixedCompletions(themes, cobra.ShellCompDirectiveNoFileComp))
	_ = root.RegisterFlagCompletionFunc("keychain", cobra.FixedCompletions([]string{"os", "file", "memory"}, cobra.ShellCompDirectiveNoFileComp))
	addGroup(root, "Connections", connect.NewCmd(f), connection.NewCmdConnections(f), connection.NewCmdTest(f), connection.NewCmdRename(f),
		connection.NewCmdRefresh(f), command.HiddenAlias(connection.NewCmdRefresh(f), "renew"), connection.NewCmdRevoke(f),
		connection.NewCmdDelete(f), command.HiddenAlias(connection.NewCmdDelete(f), "forget"),
		connection.NewCmdExport(f), connection.NewCmdImport(f))
	addGroup(root, "Requests", request.NewCmd(f), request.NewCmdSign(f), request.NewCmdDoctor(f), request.NewCmdHistory(f), connection.NewCmdRun(f))
	addGroup(root, "Setup", connector.NewCmd(f), store.NewCmd(f), config.NewCmd(f), serve.NewCmdSandbox(f))
	root.AddCommand(newCmdMan(r.facts), newCmdVersion(f, r.facts))
	completeCommands(root)
	return root
}

// addGroup adds commands under a heading of the help.
func addGroup(root *cobra.Command, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: title, Title: title + ":"})
	for _, cmd := range commands {
		cmd.GroupID = title
	}
	root.AddCommand(commands...)
}

// begin runs before every command.
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
	if err := errors.Join(cmd.ValidateRequiredFlags(), cmd.ValidateFlagGroups()); err != nil {
		return flagError(cmd, err)
	}
	return nil
}

// flagError makes an error in the flags a usage error.
func flagError(cmd *cobra.Command, err error) error {
	return exit.Usagef("See "+cmd.CommandPath()+" --help.", "%s", err)
}

// readAccessible reads screen-reader mode from the settings, unless the flag or the variable is set. Errors are ignored: not
// every command needs the settings.
func (r *run) readAccessible(cmd *cobra.Command) {
	f := r.factory
	if cmd.Flags().Changed("accessible") || f.IO.Env(console.AccessibleVariable) != "" || !f.Flow.Available() {
		return
	}
	settings, _ := settings.File(f.Flow.New(flow.Options{}).SettingsFile).Read()
	f.IO.ScreenReader = settings.Accessible
}

// isYes parses a boolean environment variable.
func isYes(value string) bool {
	switch strings.ToLower(value) {
	case "", "0", "no", "off", "false":
		return false
	}
	return true
}
