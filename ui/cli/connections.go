package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

func (s *session) connections() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "connections",
		Short: "List the connections that are kept",
		Long: `connections lists what is kept, without opening a keychain: name, connector, account, when and how it was tested last, and
which keychain holds it.`,
		Example: `  countersign connections
  countersign connections --json | jq -r '.[].name'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.listConnections(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print them as a JSON array")
	cmd.AddCommand(s.showConnection())
	return cmd
}

func (s *session) listConnections(ctx context.Context, asJSON bool) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	entries, err := m.Connections.List(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(s.Out, append([]flow.Entry{}, entries...))
	}
	if len(entries) == 0 {
		s.talk("No connections are kept. countersign connect sandbox makes the first, without an account.")
		return nil
	}
	rows := [][]string{{"NAME", "CONNECTOR", "ACCOUNT", "TEST", "KEYCHAIN"}}
	for _, e := range entries {
		rows = append(rows, []string{e.Name, text.Safe(e.Connector, 60), orDash(text.Safe(e.Account, 40)), tested(e), string(e.Store)})
	}
	return s.printTable(rows)
}

// tested is how and when the last test went, in local time.
func tested(e flow.Entry) string {
	switch {
	case e.Tested.IsZero():
		return "-"
	case e.TestError != "":
		return "failed " + e.Tested.Local().Format(time.DateTime)
	}
	return "passed " + e.Tested.Local().Format(time.DateTime)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// findEntry looks a connection up in the index. A name that is not there is found out before any keychain is opened.
func findEntry(ctx context.Context, m *flow.Manager, name string) (flow.Entry, error) {
	entries, err := m.Connections.List(ctx)
	if err != nil {
		return flow.Entry{}, err
	}
	for _, e := range entries {
		if e.Name == name {
			return e, nil
		}
	}
	return flow.Entry{}, fmt.Errorf("looking for the connection %s: %w", text.Safe(name, 70), flow.ErrNotFound)
}

// openConnection reads a kept connection, once its keychain is ready.
func (s *session) openConnection(ctx context.Context, name string) (*flow.Connection, error) {
	m, err := s.flow()
	if err != nil {
		return nil, err
	}
	entry, err := findEntry(ctx, m, name)
	if err != nil {
		return nil, err
	}
	if err := s.readyKeychainOf(ctx, m, entry); err != nil {
		return nil, err
	}
	return m.Connections.Open(ctx, name)
}
