package config

import (
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// NewCmd makes countersign config, and what is below it.
func NewCmd(f *command.Factory) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Write, check and show the settings",
		Long: `config is about the file of settings: that of --config, else of ` + command.ConfigVariable + `, else "countersign/config.yml" in your
configuration folder. It holds the keychain for new connections, theme and colours, mouse, clipboard, browser, callback port, history,
plain words, and the keys of every action. A file that is not there, or says nothing, leaves everything as it is.`,
		Example: `  countersign config init
  countersign config check
  countersign config show`,
		Args: command.NoArguments,
		RunE: func(*cobra.Command, []string) error {
			return exit.Usagef("usage: countersign config init|check|show|path", "config needs to know what to do")
		},
	}
	cmd.AddCommand(newCmdInit(f), newCmdCheck(f), newCmdShow(f), newCmdPath(f))
	command.OnlySubcommands(cmd)
	return cmd
}

func newCmdPath(f *command.Factory) *cobra.Command {
	return &cobra.Command{
		Use:     "path",
		Short:   "Print where the settings are read from",
		Example: `  "$EDITOR" "$(countersign config path)"`,
		Args:    command.NoArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(f.IO.Out, f.Flow.New(flow.Options{}).SettingsFile) // as it is, for another program
			return err
		},
	}
}
