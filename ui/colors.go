package ui

import (
	"maps"
	"slices"

	"countersign/flow"
)

// colorNames are the colours that the settings may name.
func colorNames() []flow.ColorName {
	return []flow.ColorName{
		{Name: "muted", About: "what may be passed over", Dark: string(onDark.muted), Light: string(onLight.muted)},
		{Name: "accent", About: "keys, what is chosen", Dark: string(onDark.accent), Light: string(onLight.accent)},
		{Name: "good", About: "what went well", Dark: string(onDark.good), Light: string(onLight.good)},
		{Name: "wait", About: "what is waited for, and questions", Dark: string(onDark.wait), Light: string(onLight.wait)},
		{Name: "bad", About: "what failed", Dark: string(onDark.bad), Light: string(onLight.bad)},
	}
}

func colorMistakes(s flow.Settings) (mistakes flow.Problems) {
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
