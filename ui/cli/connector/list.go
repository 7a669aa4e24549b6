package connector

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/command"
)

type listOptions struct {
	*command.Factory
	json bool
}

func newCmdList(f *command.Factory) *cobra.Command {
	o := &listOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the connectors of the catalogue",
		Example: `  countersign connectors list`,
		Args:    command.NoArguments,
		RunE:    func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print them as a JSON array")
	return cmd
}

func (o *listOptions) run() error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	list := []connectorJSON{}
	rows := [][]string{{"KEY", "NAME", "SOURCE", "DESCRIPTION"}}
	for _, e := range m.Connectors.List() {
		c := connectorJSON{Key: e.Key, Name: e.Name, Description: e.Description, Source: source(e.Source)}
		about := text.Safe(firstSentence(e.Description), 100)
		if e.Err != nil {
			c.Error = e.Err.Error()
			about = "cannot be used: countersign connectors check " + e.Key
		}
		list = append(list, c)
		rows = append(rows, []string{c.Key, text.Safe(c.Name, 60), c.Source, about})
	}
	if o.json {
		return o.IO.JSON(list)
	}
	return o.IO.Table(rows)
}

// firstSentence is as much of a description as fits a list.
func firstSentence(text string) string {
	first, _, more := strings.Cut(text, ". ")
	if more {
		first += "."
	}
	return first
}

func source(folder string) string {
	if folder == "" {
		return "built in"
	}
	return folder
}
