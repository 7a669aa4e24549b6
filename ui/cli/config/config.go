package config

import (
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
)

// NewCmd returns the command countersign config.
func NewCmd(f *command.Factory) *cobra.Command {
	return command.Group(&cobra.Command{
		Use:   "config",
		Short: "Create, check and show the settings",
		Long: `Create, check and show the settings.

The settings file is the one from --config, or from ` + command.ConfigVariable + `, or countersign/config.yml in your
configuration folder. It sets the credential store for new connections, theme, colors, mouse, clipboard, browser,
callback port, history, screen-reader mode and keys. All settings are optional.`,
		Example: `  countersign config init
  countersign config check
  countersign config show`,
	}, newCmdInit(f), newCmdCheck(f), newCmdShow(f), newCmdPath(f))
}

func newCmdPath(f *command.Factory) *cobra.Command {
	return &cobra.Command{
		Use:     "path",
		Short:   "Print the path of the settings file",
		Example: `  "$EDITOR" "$(countersign config path)"`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(f.IO.Out, f.Flow.New(flow.Options{}).SettingsFile) // unchanged, for scripts
			return err
		},
	}
}
