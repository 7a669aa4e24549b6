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
		Short: "Write a file of settings in which everything is explained",
		Long: `init writes the file of settings with every setting, its choices and its default, all commented out: it says nothing until you
edit it. A file that is there already stays as it is.`,
		Example: `  countersign config init
  countersign config init --print | less`,
		Args: command.NoArguments,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.print, "print", false, "print it, and write no file")
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
		return exit.New(exit.Failed, flow.Explanation{
			What: text.Safe(m.SettingsFile, 300) + " is there already", Next: "countersign config init --print prints what would stand there; rename the file to begin anew",
		})
	case err != nil:
		return exit.New(exit.Failed, flow.Explanation{What: text.Safe(err.Error(), 500), Next: "name a file that you can write to, by --config"})
	}
	o.IO.Infof("Written. Edit it, then let countersign config check look at it:")
	return o.IO.Print(text.Safe(m.SettingsFile, 500))
}
