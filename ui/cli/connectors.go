package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
)

func (s *session) connectors() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connectors",
		Short: "List, show and check connectors, evaluate mappings",
		Long: `connectors is about the descriptions of services: those built in, those in your own folder of connectors
(COUNTERSIGN_CONNECTORS, by default "countersign/connectors" in your configuration folder), and any other folder.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return misuse("usage: countersign connectors list|show|check|eval", "connectors needs to know what to do")
		},
	}
	cmd.AddCommand(s.listConnectors(), s.showConnector(), s.checkConnectors(), s.evalMapping())
	return cmd
}

// connectorJSON is a connector as --json prints it; the fields stand only under show.
type connectorJSON struct {
	Key         string      `json:"key"`
	Name        string      `json:"name,omitempty"`
	Description string      `json:"description,omitempty"`
	Source      string      `json:"source"` // "built in", or a folder
	Error       string      `json:"error,omitempty"`
	DocsURI     string      `json:"docsUri,omitempty"`
	AppURI      string      `json:"appUri,omitempty"`
	HelpURI     string      `json:"helpUri,omitempty"`
	Fields      []fieldJSON `json:"fields,omitempty"`
	Calls       []callJSON  `json:"calls,omitempty"`
}

type fieldJSON struct {
	Key         string   `json:"key"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Type        string   `json:"type,omitempty"`
	Default     string   `json:"default,omitempty"`
	Choices     []string `json:"choices,omitempty"`
	Required    bool     `json:"required"`
	Secret      bool     `json:"secret"`
}

type callJSON struct {
	Name   string `json:"name"`
	Method string `json:"method"`
	Target string `json:"target"`
}

func (s *session) listConnectors() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the connectors of the catalogue",
		Example: `  countersign connectors list`,
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			m, err := s.flow()
			if err != nil {
				return err
			}
			list := []connectorJSON{}
			rows := [][]string{{"KEY", "NAME", "SOURCE", "DESCRIPTION"}}
			for _, e := range m.Connectors() {
				c := connectorJSON{Key: e.Key, Name: e.Name, Description: e.Description, Source: source(e.Source)}
				about := flow.Safe(firstSentence(e.Description), 100)
				if e.Err != nil {
					c.Error = e.Err.Error()
					about = "cannot be used: countersign connectors check " + e.Key
				}
				list = append(list, c)
				rows = append(rows, []string{c.Key, flow.Safe(c.Name, 60), c.Source, about})
			}
			if asJSON {
				return printJSON(s.Out, list)
			}
			return printTable(s.Out, rows)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print them as a JSON array")
	return cmd
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

func (s *session) showConnector() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show KEY|DIR",
		Short: "Show what a connector asks and what it can do",
		Example: `  countersign connectors show flickr
  countersign connectors show ./my-connector`,
		Args:              arguments(1, 1),
		ValidArgsFunction: s.completeConnectors,
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := s.flow()
			if err != nil {
				return err
			}
			c, err := m.Connector(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(s.Out, describe(c))
			}
			return s.printConnector(describe(c))
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as a JSON object")
	return cmd
}

func describe(c *flow.Connector) connectorJSON {
	out := connectorJSON{
		Key: c.Key, Name: c.Name, Description: c.Description, Source: source(c.Source),
		DocsURI: c.DocsURI, AppURI: c.AppURI, HelpURI: c.HelpURI,
	}
	for _, f := range flow.NewSetup(c).Fields() {
		field := fieldJSON{
			Key: f.Key, Title: f.Title, Description: f.Description, Type: f.Type, Required: f.Required, Secret: f.Secret,
		}
		if !f.Secret {
			field.Default = f.Default
		}
		for _, choice := range f.Choices {
			field.Choices = append(field.Choices, choice.Value)
		}
		out.Fields = append(out.Fields, field)
	}
	for _, r := range c.Ready {
		out.Calls = append(out.Calls, callJSON{r.Name, r.Method, r.Target})
	}
	return out
}

func (s *session) printConnector(c connectorJSON) error {
	var rows [][]string
	for _, row := range [][]string{
		{"key", c.Key},
		{"name", c.Name},
		{"about", c.Description},
		{"source", c.Source},
		{"app", c.AppURI},
		{"docs", c.DocsURI},
		{"help", c.HelpURI},
	} {
		if row[1] != "" {
			rows = append(rows, []string{row[0], flow.Safe(row[1], 1000)})
		}
	}
	for _, f := range c.Fields {
		rows = append(rows, []string{"asks", flow.Safe(f.Key, 60), flow.Safe(f.Title, 60), flow.Safe(f.notes(), 200)})
	}
	for _, r := range c.Calls {
		rows = append(rows, []string{"call", flow.Safe(r.Name, 60), flow.Safe(r.Method+" "+r.Target, 200)})
	}
	return printTable(s.Out, rows)
}

// notes are what a person must know of a field besides its name.
func (f fieldJSON) notes() string {
	var notes []string
	if f.Required {
		notes = append(notes, "required")
	}
	if f.Secret {
		notes = append(notes, "secret")
	}
	if f.Default != "" {
		notes = append(notes, "default "+f.Default)
	}
	if len(f.Choices) > 0 {
		notes = append(notes, "one of "+strings.Join(f.Choices, ", "))
	}
	return strings.Join(notes, "; ")
}

func (s *session) completeConnectors(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	m, err := s.flow()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var keys []string
	for _, e := range m.Connectors() {
		keys = append(keys, cobra.CompletionWithDesc(e.Key, flow.Safe(e.Name, 60)))
	}
	return keys, cobra.ShellCompDirectiveDefault // a folder is a connector too
}
