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
		Short: "Find the mistakes of the settings",
		Long: `check prints every mistake of the settings on a line: file:line:column: what is wrong; how to mend it. It exits with 1 when there
is any.`,
		Example: `  countersign config check
  countersign config check --config ./config.yml`,
		Args: command.NoArguments,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print the mistakes as a JSON array")
	return cmd
}

func (o *checkOptions) run() error {
	m := o.Flow.New(flow.Options{})
	there := o.Settings.Exists(m)
	if !there && o.Settings.NamedFile() != "" {
		return o.Settings.MissingFileError(m)
	}
	mistakes, err := o.mistakes(m)
	if err != nil {
		return err
	}
	if err := o.IO.PrintProblems(mistakes, o.json); err != nil {
		return err
	}
	if there {
		o.IO.Infof("No mistakes in %s.", text.Safe(m.SettingsFile, 500))
	} else {
		o.IO.Infof("There is no %s, so that all settings have their defaults.", text.Safe(m.SettingsFile, 500))
	}
	return nil
}

// mistakes are what the flow and the screens have against the file, each in the order of the file.
func (o *checkOptions) mistakes(m *flow.Manager) (flow.Problems, error) {
	var wrong *settings.Error
	settings, err := settings.File(m.SettingsFile).Read()
	if err != nil && !errors.As(err, &wrong) {
		return nil, err
	}
	var mistakes flow.Problems
	if wrong != nil {
		mistakes = wrong.Problems
	}
	if errors.As(o.Settings.Check(settings), &wrong) {
		mistakes = append(mistakes, wrong.Problems...)
	}
	return mistakes, nil
}
