package config

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
	"countersign/ui/settings"
)

func newCmdInit(f *command.Factory) *cobra.Command {
	var printOnly bool
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Create a commented settings file",
		Long: `Create a settings file that lists every setting with its values and default.

All settings are commented out. An existing file is not overwritten.`,
		Example: `  countersign config init
  countersign config init --print | less`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return initSettings(f, printOnly) },
	}
	cmd.Flags().BoolVar(&printOnly, "print", false, "print the file instead of creating it")
	return cmd
}

func initSettings(f *command.Factory, printOnly bool) error {
	if printOnly {
		_, err := fmt.Fprint(f.IO.Out, settings.Template(f.Settings.Names))
		return err
	}
	m := f.Flow.New(flow.Options{})
	err := settings.File(m.SettingsFile).Create(f.Settings.Names)
	switch {
	case errors.Is(err, flow.ErrFileExists):
		return exit.Failedf("countersign config init --print prints the template.", "%s already exists", text.Safe(m.SettingsFile, 300))
	case err != nil:
		return exit.Failedf("Choose a writable file with --config.", "%s", text.Safe(err.Error(), 500))
	}
	f.IO.Infof("Created the settings file. Edit it, then run countersign config check.")
	return f.IO.Print(text.Safe(m.SettingsFile, 500))
}
