package cli

import (
	"strings"
)

// In plain words, for a screen reader: a line at a time and never changed afterwards, words in place of signs, columns named
// in each row. Every command speaks so with --accessible; the conversation, which stands in for the screens, is in
// plain_menu.go.

// accessibleVariable is --accessible for every command.
const accessibleVariable = "ACCESSIBLE"

// chosen reads a variable that is a yes or a no.
func chosen(value string) bool {
	switch strings.ToLower(value) {
	case "", "0", "no", "off", "false":
		return false
	}
	return true
}

// signs are what readers leave out, or spell out where a word is meant.
var signs = strings.NewReplacer(
	"••••••••", "(hidden)", "••••", "(hidden)", "…", "...", "→", "to", "✓", "Done:", "✗", "Failed:", "·", ",", "–", "-", "—", "-",
	"“", `"`, "”", `"`, "‘", "'", "’", "'",
)

// spoken is a text of ours as this run speaks.
func (s *session) spoken(text string) string {
	if s.plain {
		return signs.Replace(text)
	}
	return text
}

// inWords chooses between the usual words and those for a screen reader.
func (s *session) inWords(usual, plain string) string {
	if s.plain {
		return plain
	}
	return usual
}

// outcome prints the line that says what was done. It begins with that in plain words: the reader hears it first.
func (s *session) outcome(line string) error {
	return s.print(s.inWords("", "Done: ") + line)
}

// printRows prints a table in plain words.
func (s *session) printRows(rows [][]string) error {
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
		if err := s.print(strings.Join(parts, separator)); err != nil {
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
