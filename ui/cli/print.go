package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// print prints one line of data.
func (s *session) print(line string) error {
	_, err := fmt.Fprintln(s.Out, s.spoken(line))
	return err
}

// printTable prints aligned columns. In plain words each row is a line that names its columns by what stands in the first
// row, where that is a heading, and else begins with its own name.
func (s *session) printTable(rows [][]string) error {
	if s.plain {
		return s.printRows(rows)
	}
	return printColumns(s.Out, rows)
}

func printColumns(w io.Writer, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		if _, err := io.WriteString(t, strings.TrimRight(strings.Join(row, "\t"), "\t")+"\n"); err != nil {
			return err
		}
	}
	return t.Flush()
}

// printJSON prints one value, indented, with "&" and the like as they are.
func printJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(value)
}
