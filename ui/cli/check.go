package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *session) checkConnectors() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check [KEY|DIR]",
		Short: "Find the mistakes of a connector, or of all",
		Long: `check prints every mistake of a connector on a line: file:line:column: what is wrong; how to mend it. It exits with 1 when
there is any. Without an argument it checks the whole catalogue.`,
		Example: `  countersign connectors check ./my-connector
  countersign connectors check`,
		Args:              arguments(0, 1),
		ValidArgsFunction: s.completeConnectors,
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := s.flow()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				for _, e := range m.Connectors.List() {
					args = append(args, reference(e))
				}
			}
			return s.printProblems(m, args, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the mistakes as a JSON array")
	return cmd
}

// reference is what opens a listed connector: the folder where there is one.
func reference(e flow.ConnectorEntry) string {
	if e.Source != "" {
		return e.Source
	}
	return e.Key
}

type problemJSON struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	What   string `json:"what"`
	Fix    string `json:"fix,omitempty"`
}

func (s *session) printProblems(m *flow.Manager, refs []string, asJSON bool) error {
	list := []problemJSON{}
	for _, ref := range refs {
		problems, err := m.Connectors.Check(ref)
		if err != nil {
			return fmt.Errorf("checking the connector %s: %w", text.Safe(ref, 80), err)
		}
		for _, p := range problems {
			list = append(list, problemJSON(p))
			if asJSON {
				continue
			}
			if err := s.print(text.Safe(p.Error(), 1000)); err != nil {
				return err
			}
		}
	}
	if asJSON {
		if err := printJSON(s.Out, list); err != nil {
			return err
		}
	}
	if len(list) > 0 {
		return &complaint{Failed, flow.Explanation{What: "found " + text.CountInWords(len(list), "mistake", "mistakes")}}
	}
	s.talk("No mistakes in %s.", text.CountInWords(len(refs), "connector", "connectors"))
	return nil
}
