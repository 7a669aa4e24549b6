package config

import (
	"errors"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/settings"
)

func newCmdCheck(f *command.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the settings file for errors",
		Long: `Check the settings file for errors.

Each problem is printed on one line as file:line:column: problem; fix. The exit code is 1 if there are any.`,
		Example: `  countersign config check
  countersign config check --config ./config.yml`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return check(f, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the problems as a JSON array")
	return cmd
}

func check(f *command.Factory, asJSON bool) error {
	m := f.Flow.New(flow.Options{})
	exists := f.Settings.Exists(m)
	if !exists && f.Settings.NamedFile() != "" {
		return f.Settings.MissingFileError(m)
	}
	problems, err := findProblems(f, m)
	if err != nil {
		return err
	}
	if err := f.IO.PrintProblems(problems, asJSON); err != nil {
		return err
	}
	if exists {
		f.IO.Infof("No problems in %s.", text.Safe(m.SettingsFile, 500))
	} else {
		f.IO.Infof("No settings file %s. All settings have their defaults.", text.Safe(m.SettingsFile, 500))
	}
	return nil
}

// findProblems returns the problems that flow finds, then those that the screens find.
func findProblems(f *command.Factory, m *flow.Manager) (flow.Problems, error) {
	var invalid *settings.Error
	settings, err := settings.File(m.SettingsFile).Read()
	if err != nil && !errors.As(err, &invalid) {
		return nil, err
	}
	var problems flow.Problems
	if invalid != nil {
		problems = invalid.Problems
	}
	if errors.As(f.Settings.Check(settings), &invalid) {
		problems = append(problems, invalid.Problems...)
	}
	return problems, nil
}
