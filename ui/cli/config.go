package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

// configVariable names the file of settings where --config does not.
const configVariable = "COUNTERSIGN_CONFIG"

func (s *session) config() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Write, check and show the settings",
		Long: `config is about the file of settings: that of --config, else of ` + configVariable + `, else "countersign/config.yml" in your
configuration folder. It holds the keychain for new connections, theme and colours, mouse, clipboard, browser, callback port, history,
plain words, and the keys of every action. A file that is not there, or says nothing, leaves everything as it is.`,
		Example: `  countersign config init
  countersign config check
  countersign config show`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			return misuse("usage: countersign config init|check|show|path", "config needs to know what to do")
		},
	}
	cmd.AddCommand(s.initConfig(), s.checkConfig(), s.showConfig(), s.configPath())
	onlyCommands(cmd)
	return cmd
}

func (s *session) initConfig() *cobra.Command {
	var toOutput bool
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a file of settings in which everything is explained",
		Long: `init writes the file of settings with every setting, its choices and its default, all commented out: it says nothing until you
edit it. A file that is there already stays as it is.`,
		Example: `  countersign config init
  countersign config init --print | less`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if toOutput {
				_, err := fmt.Fprint(s.Out, flow.SettingsTemplate(s.Names))
				return err
			}
			m := s.manage(flow.Options{})
			err := m.MakeSettings(s.Names)
			switch {
			case errors.Is(err, flow.ErrExists):
				return &complaint{Failed, flow.Explanation{
					What: text.Safe(m.Settings, 300) + " is there already", Next: "countersign config init --print prints what would stand there; rename the file to begin anew",
				}}
			case err != nil:
				return &complaint{Failed, flow.Explanation{What: text.Safe(err.Error(), 500), Next: "name a file that you can write to, by --config"}}
			}
			s.talk("Written. Edit it, then let countersign config check look at it:")
			return s.print(text.Safe(m.Settings, 500))
		},
	}
	cmd.Flags().BoolVar(&toOutput, "print", false, "print it, and write no file")
	return cmd
}

func (s *session) checkConfig() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Find the mistakes of the settings",
		Long: `check prints every mistake of the settings on a line: file:line:column: what is wrong; how to mend it. It exits with 1 when there
is any.`,
		Example: `  countersign config check
  countersign config check --config ./config.yml`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return s.printMistakes(asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the mistakes as a JSON array")
	return cmd
}

func (s *session) printMistakes(asJSON bool) error {
	m := s.manage(flow.Options{})
	there := settingsThere(m)
	if !there && s.settingsFile() != "" {
		return s.noSettings(m)
	}
	mistakes, err := s.settingsMistakes(m)
	if err != nil {
		return err
	}
	list := []problemJSON{}
	for _, p := range mistakes {
		list = append(list, problemJSON(p))
		if asJSON {
			continue
		}
		if err := s.print(text.Safe(p.Error(), 1000)); err != nil {
			return err
		}
	}
	if asJSON {
		if err := printJSON(s.Out, list); err != nil {
			return err
		}
	}
	switch {
	case len(list) > 0:
		return &complaint{Failed, flow.Explanation{What: "found " + text.CountInWords(len(list), "mistake", "mistakes")}}
	case there:
		s.talk("No mistakes in %s.", text.Safe(m.Settings, 500))
	default:
		s.talk("There is no %s, so that all settings have their defaults.", text.Safe(m.Settings, 500))
	}
	return nil
}

// settingsMistakes are what the flow and the screens have against the file, each in the order of the file.
func (s *session) settingsMistakes(m *flow.Manager) (flow.Problems, error) {
	var wrong *flow.SettingsError
	settings, err := m.ReadSettings()
	if err != nil && !errors.As(err, &wrong) {
		return nil, err
	}
	var mistakes flow.Problems
	if wrong != nil {
		mistakes = wrong.Mistakes
	}
	if errors.As(s.checkNames(settings), &wrong) {
		mistakes = append(mistakes, wrong.Mistakes...)
	}
	return mistakes, nil
}

// checkNames asks the screens about what only they know.
func (s *session) checkNames(settings flow.Settings) error {
	if s.CheckSettings == nil {
		return nil
	}
	return s.CheckSettings(settings)
}

func (s *session) configPath() *cobra.Command {
	return &cobra.Command{
		Use:     "path",
		Short:   "Print where the settings are read from",
		Example: `  "$EDITOR" "$(countersign config path)"`,
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(s.Out, s.manage(flow.Options{}).Settings) // as it is, for another program
			return err
		},
	}
}

// settingsFile is the file that the person named for this run, or nothing.
func (s *session) settingsFile() string {
	if s.configFile != "" {
		return s.configFile
	}
	return s.Env(configVariable)
}

// manage makes the steps' manager over the settings of this run. It opens nothing.
func (s *session) manage(o flow.Options) *flow.Manager {
	o.Settings = s.settingsFile()
	return s.Manager(o)
}

func settingsThere(m *flow.Manager) bool {
	_, err := os.Stat(m.Settings)
	return !errors.Is(err, os.ErrNotExist)
}

// settings reads them. A file that the person named must be there.
func (s *session) settings(m *flow.Manager) (flow.Settings, error) {
	if s.settingsFile() != "" && !settingsThere(m) {
		return flow.Settings{}, s.noSettings(m)
	}
	settings, err := m.ReadSettings()
	if err != nil {
		return settings, &complaint{Usage, flow.Explain(err)}
	}
	return settings, nil
}

func (s *session) noSettings(m *flow.Manager) error {
	named := "--config"
	if s.configFile == "" {
		named = configVariable
	}
	return misuse("correct "+named+", or let countersign config init write the file", "there is no file of settings %s", text.Safe(m.Settings, 300))
}

// readPlain chooses between the usual words and those for a screen reader by the settings, where neither the flag nor the
// variable did. Mistakes are not told here: not every command needs the settings.
func (s *session) readPlain(cmd *cobra.Command) {
	if cmd.Flags().Changed("accessible") || s.Env(accessibleVariable) != "" || s.Manager == nil {
		return
	}
	settings, _ := s.manage(flow.Options{}).ReadSettings() // what could be read of them
	s.plain = settings.Accessible
}
