package kit

import (
	"maps"
	"slices"

	"github.com/charmbracelet/lipgloss"

	"countersign/flow"
	"countersign/ui/settings"
)

// Styles are the looks of everything. There is one accent, and one colour each for good, wait and bad, which always stand
// beside a sign or a word, so that nothing is said by colour alone.
type Styles struct {
	Text    lipgloss.Style
	Muted   lipgloss.Style // what may be passed over
	Strong  lipgloss.Style // headings and what is selected
	Accent  lipgloss.Style
	Success lipgloss.Style
	Warning lipgloss.Style
	Error   lipgloss.Style

	// Of a text in a language, such as JSON: its names (keys, tags, headers), texts, numbers, and words such as null.
	Name, String, Number, Literal lipgloss.Style
	Match, CurrentMatch           lipgloss.Style // what a search found, and where it stands
}

// palette holds the colours for one background. Each has a contrast of at least 4.5:1 to it (WCAG 2.2, level AA), in all three
// of its forms.
type palette struct{ muted, accent, good, wait, bad shade }

// shade is a colour for each kind of terminal: of 16 million colours, of 256, and of 16, whose numbers every terminal draws in
// its own way. Where none of the 16 can be read everywhere it is "", and the text has the terminal's own colour: a sign or a
// word stands beside it anyway.
type shade struct{ full, of256, of16 string }

var (
	onDark = palette{
		muted: shade{"#a8adb7", "145", "7"}, accent: shade{"#7db3ff", "111", "14"},
		good: shade{"#7fd88f", "114", "10"}, wait: shade{"#e8c47a", "180", "11"}, bad: shade{"#ff9a92", "210", ""},
	}
	onLight = palette{
		muted: shade{"#5a5f68", "59", ""}, accent: shade{"#0b57d0", "25", "4"},
		good: shade{"#146c2e", "22", ""}, wait: shade{"#7a4f00", "58", ""}, bad: shade{"#b3261e", "124", "1"},
	}
)

func (s shade) color() lipgloss.TerminalColor {
	return lipgloss.CompleteColor{TrueColor: s.full, ANSI256: s.of256, ANSI: s.of16}
}

// NewStyles makes the styles for a terminal. own are the colours that a person has chosen in place of these, by name.
func NewStyles(r *lipgloss.Renderer, dark bool, own map[string]string) Styles {
	p := onLight
	if dark {
		p = onDark
	}
	in := func(name string, s shade) lipgloss.Style {
		if chosen := own[name]; chosen != "" {
			return r.NewStyle().Foreground(lipgloss.Color(chosen))
		}
		return r.NewStyle().Foreground(s.color())
	}
	muted, accent, good, wait, bad := in("muted", p.muted), in("accent", p.accent), in("good", p.good), in("wait", p.wait), in("bad", p.bad)
	return Styles{
		Text: r.NewStyle(), Strong: r.NewStyle().Bold(true),
		Muted: muted, Accent: accent, Success: good, Warning: wait, Error: bad,
		Name: accent, String: good, Number: wait, Literal: bad,
		Match: r.NewStyle().Underline(true), CurrentMatch: r.NewStyle().Reverse(true),
	}
}

// StatusLook is the style and the sign of an HTTP status.
func StatusStyle(s Styles, status int) (look lipgloss.Style, sign string) {
	switch {
	case status >= 200 && status < 300:
		return s.Success, "✓"
	case status < 400:
		return s.Warning, "●"
	}
	return s.Error, "✗"
}

// Mark is what shows where the cursor stands, colour or not.
func (s Styles) CursorMark(here bool) string {
	if here {
		return s.Accent.Render("▸ ")
	}
	return "  "
}

// Pick is a text that may be the chosen one.
func (s Styles) Selected(here bool, text string) string {
	if here {
		return s.Strong.Render(text)
	}
	return text
}

// Busy says what is being done.
func (s Styles) Busy(doing string, width int) string {
	return HangingIndent(Indent+s.Warning.Render("●")+" ", doing, width)
}

// ColorNames are the colours that the settings may name.
func ColorNames() []settings.ColorName {
	return []settings.ColorName{
		{Name: "muted", Description: "what may be passed over", Dark: onDark.muted.full, Light: onLight.muted.full},
		{Name: "accent", Description: "keys, what is chosen", Dark: onDark.accent.full, Light: onLight.accent.full},
		{Name: "good", Description: "what went well", Dark: onDark.good.full, Light: onLight.good.full},
		{Name: "wait", Description: "what is waited for, and questions", Dark: onDark.wait.full, Light: onLight.wait.full},
		{Name: "bad", Description: "what failed", Dark: onDark.bad.full, Light: onLight.bad.full},
	}
}

func colorMistakes(s settings.Settings) (mistakes flow.Problems) {
	var names []string
	for _, c := range ColorNames() {
		names = append(names, c.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Colors)) {
		if !slices.Contains(names, name) {
			mistakes = append(mistakes, unknownName(s, "colors."+name, "colour", name, names))
		}
	}
	return mistakes
}
