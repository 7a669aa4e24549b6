package console

import "strings"

// AccessibleVariable turns screen-reader mode on for every command.
const AccessibleVariable = "ACCESSIBLE"

// symbols are the characters that screen readers skip or spell out.
var symbols = strings.NewReplacer(
	"••••••••", "(hidden)", "••••", "(hidden)", "…", "...", "→", "to", "✓", "Done:", "✗", "Failed:", "·", ",", "–", "-", "—", "-",
	"“", `"`, "”", `"`, "‘", "'", "’", "'",
)

// spoken replaces the symbols in a text of ours in screen-reader mode.
func (s *IO) spoken(text string) string {
	if s.ScreenReader {
		return symbols.Replace(text)
	}
	return text
}

// Wording returns the wording for the current mode.
func (s *IO) Wording(usual, screenReader string) string {
	if s.ScreenReader {
		return screenReader
	}
	return usual
}

// spokenTable prints each row on one line that names its columns.
func (s *IO) spokenTable(rows [][]string) error {
	var heading []string
	for i, cells := range rows {
		if i == 0 && isHeading(cells) {
			heading = cells
			continue
		}
		var parts []string
		for column, cell := range cells {
			switch {
			case cell == "" || cell == "-":
			case column < len(heading):
				parts = append(parts, strings.ToLower(heading[column])+" "+cell)
			case column == 0:
				parts = append(parts, cell+":")
			default:
				parts = append(parts, cell)
			}
		}
		separator := ", "
		if heading == nil {
			separator = " "
		}
		if err := s.Print(strings.Join(parts, separator)); err != nil {
			return err
		}
	}
	return nil
}

// isHeading reports whether a row holds column names, which are in capitals.
func isHeading(cells []string) bool {
	text := strings.Join(cells, "")
	return len(cells) > 1 && text == strings.ToUpper(text) && !strings.ContainsAny(text, "0123456789")
}
