package connector

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
	"countersign/ui/cli/command"
)

func newCmdShow(f *command.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show KEY|DIR",
		Short: "Show a connector",
		Long:  `Show how to get keys for a service, the fields and authentication options of its connector, and its saved requests.`,
		Example: `  countersign connectors show flickr
  countersign connectors show ./my-connector`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.CompleteConnector,
		RunE:              func(_ *cobra.Command, args []string) error { return show(f, args[0], asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the connector as JSON")
	return cmd
}

func show(f *command.Factory, reference string, asJSON bool) error {
	m, err := f.Flow.Manager()
	if err != nil {
		return err
	}
	connector, err := m.Connectors.Load(reference)
	if err != nil {
		return err
	}
	c := describe(connector)
	if asJSON {
		return f.IO.JSON(c)
	}
	var rows [][]string
	add := func(name, value string) {
		if value != "" {
			rows = append(rows, []string{name, text.Safe(value, 1000)})
		}
	}
	add("key", c.Key)
	add("name", c.Name)
	if c.Status != nil {
		add("status", strings.Join(strings.Fields(c.Status.State+" "+c.Status.Date), " ")+": "+c.Status.Text)
	}
	add("description", c.Description)
	add("source", c.Source)
	add("app", c.AppURI)
	add("docs", c.DocsURI)
	add("help", c.HelpURI)
	if r := c.Register; r != nil {
		add("register", r.At)
		add("application", r.Application)
		add("callback", r.Callback)
		for _, note := range r.Notes {
			add("note", note)
		}
		for _, m := range r.Mistakes {
			add("error", strconv.Quote(m.ProviderMessage)+": "+m.Advice)
		}
	}
	add("revoke", c.RevokeAt)
	for _, u := range c.Unverified {
		add("unverified", u)
	}
	for _, o := range c.Options {
		rows = append(rows, []string{"option", text.Safe(o.Key, 60), text.Safe(o.Title, 60), text.Safe(o.notes(), 200)})
	}
	for _, field := range c.Fields {
		rows = append(rows, []string{"field", text.Safe(field.Key, 60), text.Safe(field.Title, 60), text.Safe(field.notes(), 300)})
	}
	for _, r := range c.Calls {
		rows = append(rows, []string{"request", text.Safe(r.Name, 60), text.Safe(r.Method+" "+r.Target, 200)})
	}
	return f.IO.Table(rows)
}
