package cli

import (
	"context"
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
	"countersign/ui/settings"
)

// screens hand over to the other front end.
type screens struct {
	*command.Factory
	open  func(ctx context.Context, m *flow.Manager, settings settings.Settings, chosenBy string) error
	theme string // --theme
}

func (s *screens) run(ctx context.Context) error {
	if !console.IsTerminal(s.IO.In) || !console.IsTerminal(s.IO.Out) {
		return exit.Usagef("run it in a terminal, or use a subcommand: countersign --help", "the screens need a terminal")
	}
	m, err := s.Flow.Manager()
	if err != nil {
		return err
	}
	settings, err := s.Settings.Read(m)
	if err != nil {
		return err
	}
	if err := s.Settings.Check(settings); err != nil { // they must not open with half of them
		return exit.New(exit.Usage, flow.Explain(err))
	}
	if err := s.chooseTheme(&settings); err != nil {
		return err
	}
	_, chosenBy := s.Flow.StoreChoice()
	return s.open(ctx, m, settings, chosenBy)
}

// themes are what can be chosen.
func themes() []string { return []string{"auto", "light", "dark", "none"} }

// chooseTheme puts the theme of --theme, or else of its variable, in place of the settings' own.
func (s *screens) chooseTheme(settings *settings.Settings) error {
	by, chosen := "--theme", s.theme
	if chosen == "" {
		by, chosen = command.ThemeVariable, s.IO.Env(command.ThemeVariable)
	}
	if chosen == "" {
		return nil
	}
	theme := strings.ToLower(chosen)
	if !slices.Contains(themes(), theme) {
		return exit.Usagef("give auto, light, dark or none", "%s is %q, which is no theme", by, text.Safe(chosen, 40))
	}
	settings.Theme = theme
	return nil
}
