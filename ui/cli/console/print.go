package console

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/exit"
)

// Print prints a line of data.
func (s *IO) Print(line string) error {
	_, err := fmt.Fprintln(s.Out, s.spoken(line))
	return err
}

// PrintText prints text for copying, safe for a terminal. In screen-reader mode too its characters stay as they are.
func (s *IO) PrintText(content string) error {
	if s.ScreenReader || IsTerminal(s.Out) {
		content = text.SafeLines(content)
	}
	_, err := fmt.Fprintln(s.Out, content)
	return err
}

// PrintSuccess prints the result of a command.
func (s *IO) PrintSuccess(line string) error {
	return s.Print(s.Wording("", "Done: ") + line)
}

// Table prints aligned columns. In screen-reader mode each row is a line that names its columns.
func (s *IO) Table(rows [][]string) error {
	if s.ScreenReader {
		return s.spokenTable(rows)
	}
	t := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		if _, err := io.WriteString(t, strings.TrimRight(strings.Join(row, "\t"), "\t")+"\n"); err != nil {
			return err
		}
	}
	return t.Flush()
}

// JSON prints a value as indented JSON.
func (s *IO) JSON(value any) error { return WriteJSON(s.Out, value) }

// WriteJSON writes a value as indented JSON. It does not escape HTML characters.
func WriteJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

type problemJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"what"`
	Fix     string `json:"fix,omitempty"`
}

// PrintProblems prints the problems in files, one per line or as a JSON array. If there are any, it returns an error
// with their number.
func (s *IO) PrintProblems(problems flow.Problems, asJSON bool) error {
	list := []problemJSON{}
	for _, p := range problems {
		list = append(list, problemJSON(p))
		if asJSON {
			continue
		}
		if err := s.Print(text.Safe(p.Error(), 1000)); err != nil {
			return err
		}
	}
	if asJSON {
		if err := s.JSON(list); err != nil {
			return err
		}
	}
	if len(list) > 0 {
		return exit.Failedf("", "found %s", text.Count(len(list), "problem", "problems"))
	}
	return nil
}
