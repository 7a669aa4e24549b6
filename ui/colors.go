package ui

import (
	"maps"
	"slices"

	"countersign/flow"
	"countersign/ui/settings"
)

// colorNames are the colours that the settings may name.
func colorNames() []settings.ColorName {
	return []settings.ColorName{
		{Name: "muted", About: "what may be passed over", Dark: onDark.muted.full, Light: onLight.muted.full},
		{Name: "accent", About: "keys, what is chosen", Dark: onDark.accent.full, Light: onLight.accent.full},
		{Name: "good", About: "what went well", Dark: onDark.good.full, Light: onLight.good.full},
		{Name: "wait", About: "what is waited for, and questions", Dark: onDark.wait.full, Light: onLight.wait.full},
		{Name: "bad", About: "what failed", Dark: onDark.bad.full, Light: onLight.bad.full},
	}
}

func colorMistakes(s settings.Settings) (mistakes flow.Problems) {
	var names []string
	for _, c := range colorNames() {
		names = append(names, c.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Colors)) {
		if !slices.Contains(names, name) {
			mistakes = append(mistakes, unknownName(s, "colors."+name, "colour", name, names))
		}
	}
	return mistakes
}
