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

type initOptions struct {
	*command.Factory
	print bool
}

func newCmdInit(f *command.Factory) *cobra.Command {
	o := &initOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Create a commented settings file",
		Long: `Create a settings file that lists every setting with its values and default.

All settings are commented out. An existing file is not overwritten.`,
		Example: `  countersign config init
  countersign config init --print | less`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.print, "print", false, "print the file instead of creating it")
	return cmd
}

func (o *initOptions) run() error {
	if o.print {
		_, err := fmt.Fprint(o.IO.Out, settings.Template(o.Settings.Names))
		return err
	}
	m := o.Flow.New(flow.Options{})
	err := settings.File(m.SettingsFile).Create(o.Settings.Names)
	switch {
	case errors.Is(err, flow.ErrFileExists):
		return exit.Failedf("countersign config init --print prints the template.", "%s already exists", text.Safe(m.SettingsFile, 300))
	case err != nil:
		return exit.Failedf("Choose a writable file with --config.", "%s", text.Safe(err.Error(), 500))
	}
	o.IO.Infof("Created the settings file. Edit it, then run countersign config check.")
	return o.IO.Print(text.Safe(m.SettingsFile, 500))
}
