package ui

import "github.com/charmbracelet/lipgloss"

// Styles are the looks of everything. There is one accent, and one colour each for good, wait and bad, which always stand
// beside a sign or a word, so that nothing is said by colour alone.
type Styles struct {
	Text   lipgloss.Style
	Muted  lipgloss.Style // what may be passed over
	Strong lipgloss.Style // headings and what is selected
	Accent lipgloss.Style
	Good   lipgloss.Style
	Wait   lipgloss.Style
	Bad    lipgloss.Style

	// Of a text in a language, such as JSON: its names (keys, tags, headers), texts, numbers, and words such as null.
	Name, String, Number, Literal lipgloss.Style
	Match, MatchHere              lipgloss.Style // what a search found, and where it stands
}

// palette holds the colours for one background. Each has a contrast of at least 4.5:1 to it (WCAG 2.2, level AA).
type palette struct{ muted, accent, good, wait, bad lipgloss.Color }

var (
	onDark  = palette{muted: "#a8adb7", accent: "#7db3ff", good: "#7fd88f", wait: "#e8c47a", bad: "#ff9a92"}
	onLight = palette{muted: "#5a5f68", accent: "#0b57d0", good: "#146c2e", wait: "#7a4f00", bad: "#b3261e"}
)

// NewStyles makes the styles for a terminal.
func NewStyles(r *lipgloss.Renderer, dark bool) Styles {
	p := onLight
	if dark {
		p = onDark
	}
	in := func(c lipgloss.Color) lipgloss.Style { return r.NewStyle().Foreground(c) }
	return Styles{
		Text:   r.NewStyle(),
		Muted:  in(p.muted),
		Strong: r.NewStyle().Bold(true),
		Accent: in(p.accent),
		Good:   in(p.good),
		Wait:   in(p.wait),
		Bad:    in(p.bad),

		Name: in(p.accent), String: in(p.good), Number: in(p.wait), Literal: in(p.bad),
		Match: r.NewStyle().Underline(true), MatchHere: r.NewStyle().Reverse(true),
	}
}
