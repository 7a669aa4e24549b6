package kit

import (
	"cmp"
	"maps"
	"slices"

	"github.com/charmbracelet/lipgloss"

	"countersign/flow"
	"countersign/ui/settings"
)

// Styles are the styles of everything on the screen: one accent color, and one each for success, warnings and errors.
// Those three always appear next to a sign or a word, so that color alone never carries a meaning.
type Styles struct {
	Text, Muted, Strong, Accent lipgloss.Style
	Success, Warning, Error     lipgloss.Style

	// Syntax highlighting: names (keys, tags, headers), strings, numbers, and literals such as null.
	Name, String, Number, Literal lipgloss.Style
	Match, CurrentMatch           lipgloss.Style // of a search
}

// palette holds the colors for one background. Each has a contrast of at least 4.5:1 to it (WCAG 2.2, level AA), in all
// three of its forms.
type palette struct{ muted, accent, success, warning, error shade }

// shade is a color for terminals of 16 million, 256 and 16 colors. Every terminal draws the 16 in its own way: where none of
// them can be read everywhere, it is "", and the text has the terminal's default color.
type shade struct{ full, of256, of16 string }

var (
	onDark = palette{
		muted: shade{"#a8adb7", "145", "7"}, accent: shade{"#7db3ff", "111", "14"},
		success: shade{"#7fd88f", "114", "10"}, warning: shade{"#e8c47a", "180", "11"}, error: shade{"#ff9a92", "210", ""},
	}
	onLight = palette{
		muted: shade{"#5a5f68", "59", ""}, accent: shade{"#0b57d0", "25", "4"},
		success: shade{"#146c2e", "22", ""}, warning: shade{"#7a4f00", "58", ""}, error: shade{"#b3261e", "124", "1"},
	}
)

func (s shade) color() lipgloss.TerminalColor {
	return lipgloss.CompleteColor{TrueColor: s.full, ANSI256: s.of256, ANSI: s.of16}
}

// NewStyles makes the styles for a terminal. custom are the user's own colors, by name.
func NewStyles(r *lipgloss.Renderer, dark bool, custom map[string]string) Styles {
	p := onLight
	if dark {
		p = onDark
	}
	style := func(name string, s shade) lipgloss.Style {
		if color := cmp.Or(custom[name], custom[formerColors[name]]); color != "" {
			return r.NewStyle().Foreground(lipgloss.Color(color))
		}
		return r.NewStyle().Foreground(s.color())
	}
	muted, accent := style("muted", p.muted), style("accent", p.accent)
	success, warning, failure := style("success", p.success), style("warning", p.warning), style("error", p.error)
	return Styles{
		Text: r.NewStyle(), Strong: r.NewStyle().Bold(true),
		Muted: muted, Accent: accent, Success: success, Warning: warning, Error: failure,
		Name: accent, String: success, Number: warning, Literal: failure,
		Match: r.NewStyle().Underline(true), CurrentMatch: r.NewStyle().Reverse(true),
	}
}

// StatusStyle returns the style and the sign of an HTTP status.
func StatusStyle(s Styles, status int) (look lipgloss.Style, sign string) {
	switch {
	case status >= 200 && status < 300:
		return s.Success, "✓"
	case status < 400:
		return s.Warning, "●"
	}
	return s.Error, "✗"
}

// CursorMark marks the line of the cursor, with or without color.
func (s Styles) CursorMark(here bool) string {
	if here {
		return s.Accent.Render("▸ ")
	}
	return "  "
}

// Selected renders text that may be selected.
func (s Styles) Selected(here bool, text string) string {
	if here {
		return s.Strong.Render(text)
	}
	return text
}

// Busy renders what is being done.
func (s Styles) Busy(doing string, width int) string {
	return HangingIndent(Indent+s.Warning.Render("●")+" ", doing, width)
}

// ColorNames are the colors that the settings may set.
func ColorNames() []settings.ColorName {
	return []settings.ColorName{
		{Name: "muted", Description: "secondary text", Dark: onDark.muted.full, Light: onLight.muted.full},
		{Name: "accent", Description: "keys and the selection", Dark: onDark.accent.full, Light: onLight.accent.full},
		{Name: "success", Description: "success", Dark: onDark.success.full, Light: onLight.success.full},
		{Name: "warning", Description: "progress and questions", Dark: onDark.warning.full, Light: onLight.warning.full},
		{Name: "error", Description: "errors", Dark: onDark.error.full, Light: onLight.error.full},
	}
}

// formerColors are names of colors that the settings still accept.
var formerColors = map[string]string{"success": "good", "warning": "wait", "error": "bad"}

func colorProblems(s settings.Settings) (problems flow.Problems) {
	var names []string
	for _, c := range ColorNames() {
		names = append(names, c.Name)
	}
	former := slices.Collect(maps.Values(formerColors))
	for _, name := range slices.Sorted(maps.Keys(s.Colors)) {
		if !slices.Contains(names, name) && !slices.Contains(former, name) {
			problems = append(problems, unknownName(s, "colors."+name, "color", name, names))
		}
	}
	return problems
}
