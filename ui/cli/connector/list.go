package connector

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/command"
)

func newCmdList(f *command.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the available connectors",
		Example: `  countersign connectors list`,
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return list(f, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the connectors as a JSON array")
	return cmd
}

func list(f *command.Factory, asJSON bool) error {
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	list := []connectorJSON{}
	rows := [][]string{{"KEY", "NAME", "SOURCE", "DESCRIPTION"}}
	for _, e := range m.Connectors.List() {
		c := connectorJSON{Key: e.Key, Name: e.Name, Description: e.Description, Source: source(e.Source)}
		about, _, more := strings.Cut(e.Description, ". ")
		if more {
			about += "."
		}
		if e.Err != nil {
			c.Error = e.Err.Error()
			about = "invalid: run countersign connectors check " + e.Key
		}
		list = append(list, c)
		rows = append(rows, []string{c.Key, text.Safe(c.Name, 60), c.Source, text.Safe(about, 100)})
	}
	if asJSON {
		return f.IO.JSON(list)
	}
	return f.IO.Table(rows)
}

// source returns the folder of a connector, or "built in".
func source(folder string) string { return cmp.Or(folder, "built in") }
