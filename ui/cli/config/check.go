package config

import (
	"errors"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/settings"
)

type checkOptions struct {
	*command.Factory
	json bool
}

func newCmdCheck(f *command.Factory) *cobra.Command {
	o := &checkOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the settings file for errors",
		Long: `Check the settings file for errors.

Each problem is printed on one line as file:line:column: problem; fix. The exit code is 1 if there are any.`,
		Example: `  countersign config check
  countersign config check --config ./config.yml`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print the problems as a JSON array")
	return cmd
}

func (o *checkOptions) run() error {
	m := o.Flow.New(flow.Options{})
	exists := o.Settings.Exists(m)
	if !exists && o.Settings.NamedFile() != "" {
		return o.Settings.MissingFileError(m)
	}
	problems, err := o.problems(m)
	if err != nil {
		return err
	}
	if err := o.IO.PrintProblems(problems, o.json); err != nil {
		return err
	}
	if exists {
		o.IO.Infof("No problems in %s.", text.Safe(m.SettingsFile, 500))
	} else {
		o.IO.Infof("No settings file %s. All settings have their defaults.", text.Safe(m.SettingsFile, 500))
	}
	return nil
}

// problems returns the problems that flow finds, then those that the screens find.
func (o *checkOptions) problems(m *flow.Manager) (flow.Problems, error) {
	var invalid *settings.Error
	settings, err := settings.File(m.SettingsFile).Read()
	if err != nil && !errors.As(err, &invalid) {
		return nil, err
	}
	var problems flow.Problems
	if invalid != nil {
		problems = invalid.Problems
	}
	if errors.As(o.Settings.Check(settings), &invalid) {
		problems = append(problems, invalid.Problems...)
	}
	return problems, nil
}
