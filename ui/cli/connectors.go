package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"countersign/internal/text"
)

func (s *session) connectors() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connectors",
		Short: "List, show, write and check connectors, evaluate mappings",
		Long: `connectors is about the descriptions of services: those built in, those in your own folder of connectors
(COUNTERSIGN_CONNECTORS, by default "countersign/connectors" in your configuration folder), and any other folder.`,
		Example: `  countersign connectors list
  countersign connectors show flickr`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return misuse("usage: countersign connectors list|show|new|check|eval", "connectors needs to know what to do")
		},
	}
	cmd.AddCommand(s.listConnectors(), s.showConnector(), s.newConnector(), s.checkConnectors(), s.evalMapping())
	onlyCommands(cmd)
	return cmd
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
			if asJSON {
				return printJSON(s.Out, list)
			}
			return s.printTable(rows)
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
