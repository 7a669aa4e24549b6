package cli

import (
	"slices"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
)

// themeVariable chooses the theme where --theme does not.
const themeVariable = "COUNTERSIGN_THEME"

// themes are what can be chosen.
func themes() []string { return []string{"auto", "light", "dark", "none"} }

// chooseTheme puts the theme of --theme, or else of its variable, in place of the settings' own.
func (s *session) chooseTheme(settings *flow.Settings) error {
	by, chosen := "--theme", s.theme
	if chosen == "" {
		by, chosen = themeVariable, s.Env(themeVariable)
	}
	if chosen == "" {
		return nil
	}
	theme := strings.ToLower(chosen)
	if !slices.Contains(themes(), theme) {
		return misuse("give auto, light, dark or none", "%s is %q, which is no theme", by, text.Safe(chosen, 40))
	}
	settings.Theme = theme
	return nil
}
