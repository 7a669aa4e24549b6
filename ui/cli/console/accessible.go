package console

import (
	"strings"
)

// Screen-reader mode: a line at a time and never changed afterwards, words in place of signs, columns named in each
// row. Every command has it with --accessible; package conversation replaces the screens.

// AccessibleVariable is --accessible for every command.
const AccessibleVariable = "ACCESSIBLE"

// signs are what readers leave out, or spell out where a word is meant.
var signs = strings.NewReplacer(
	"••••••••", "(hidden)", "••••", "(hidden)", "…", "...", "→", "to", "✓", "Done:", "✗", "Failed:", "·", ",", "–", "-", "—", "-",
	"“", `"`, "”", `"`, "‘", "'", "’", "'",
)

// spoken is a text of ours as this run speaks.
func (s *IO) spoken(text string) string {
	if s.ScreenReader {
		return signs.Replace(text)
	}
	return text
}

// Wording chooses between the usual words and those for a screen reader.
func (s *IO) Wording(usual, accessible string) string {
	if s.ScreenReader {
		return accessible
	}
	return usual
}

// spokenTable prints a table, a line for each row.
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

// isHeading tells the names of columns from a row of data.
func isHeading(cells []string) bool {
	text := strings.Join(cells, "")
	return len(cells) > 1 && text == strings.ToUpper(text) && !strings.ContainsAny(text, "0123456789")
}
