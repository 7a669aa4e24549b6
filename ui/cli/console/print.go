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

// Print prints one line of data.
func (s *IO) Print(line string) error {
	_, err := fmt.Fprintln(s.Out, s.spoken(line))
	return err
}

// Outcome prints the line that says what was done. In screen-reader mode it begins with that: the reader hears it
// first.
func (s *IO) PrintSuccess(line string) error {
	return s.Print(s.Wording("", "Done: ") + line)
}

// Table prints aligned columns. In screen-reader mode each row is a line that names its columns by what is in the
// first row, where that is a heading, and else begins with its own name.
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

// JSON prints one value as WriteJSON does.
func (s *IO) JSON(value any) error { return WriteJSON(s.Out, value) }

// WriteJSON writes one value, indented, with "&" and the like as they are.
func WriteJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

type mistakeJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"what"`
	Fix     string `json:"fix,omitempty"`
}

// Mistakes prints the mistakes of files, a line each or as a JSON array. Where there are any, the error says how many.
func (s *IO) PrintProblems(mistakes flow.Problems, asJSON bool) error {
	list := []mistakeJSON{}
	for _, p := range mistakes {
		list = append(list, mistakeJSON(p))
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
		return exit.New(exit.Failed, flow.Explanation{What: "found " + text.CountInWords(len(list), "mistake", "mistakes")})
	}
	return nil
}
