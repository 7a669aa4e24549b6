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

// screens runs the screens.
type screens struct {
	*command.Factory
	open  func(ctx context.Context, m *flow.Manager, settings settings.Settings, chosenBy string) error
	theme string // --theme
}

func (s *screens) run(ctx context.Context) error {
	if !console.IsTerminal(s.IO.In) || !console.IsTerminal(s.IO.Out) {
		return exit.Usagef("Run countersign in a terminal, or see countersign --help for commands.", "not a terminal")
	}
	m, err := s.Flow.Manager()
	if err != nil {
		return err
	}
	settings, err := s.Settings.Read(m)
	if err != nil {
		return err
	}
	if err := s.Settings.Check(settings); err != nil {
		return exit.Wrap(exit.Usage, err)
	}
	if err := s.chooseTheme(&settings); err != nil {
		return err
	}
	_, chosenBy := s.Flow.StoreChoice()
	return s.open(ctx, m, settings, chosenBy)
}

var themes = []string{"auto", "light", "dark", "none"}

// chooseTheme applies --theme or its variable.
func (s *screens) chooseTheme(settings *settings.Settings) error {
	by, chosen := "--theme", s.theme
	if chosen == "" {
		by, chosen = command.ThemeVariable, s.IO.Env(command.ThemeVariable)
	}
	if chosen == "" {
		return nil
	}
	theme := strings.ToLower(chosen)
	if !slices.Contains(themes, theme) {
		return exit.Usagef("Use auto, light, dark or none.", "%s: invalid theme %q", by, text.Safe(chosen, 40))
	}
	settings.Theme = theme
	return nil
}
