package connection

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
)

func newCmdShow(f *command.Factory) *cobra.Command {
	var secrets, yes, asJSON bool
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show a connection",
		Long: `Show the connector, account, dates and credential store of a connection.

No credential store is opened, unless you use --show-secrets to print the credentials too. That requires a confirmation, or
--yes if there is no terminal.`,
		Example: `  countersign connections show flickr
  countersign connections show flickr --show-secrets
  countersign connections show flickr --show-secrets --yes --json | jq -r .credentials.oauth_token_secret`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			return Show(cmd.Context(), f, args[0], secrets, yes, asJSON)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&secrets, "show-secrets", false, "also print the credentials in plain text")
	flags.BoolVar(&yes, "yes", false, "don't ask for confirmation")
	flags.BoolVar(&asJSON, "json", false, "print the connection as JSON")
	return cmd
}

// Show prints a connection, and with secrets its credentials.
func Show(ctx context.Context, f *command.Factory, name string, secrets, yes, asJSON bool) error {
	m, entry, err := f.Entry(ctx, name)
	if err != nil {
		return err
	}
	var credentials []flow.Pair
	if secrets {
		question := fmt.Sprintf("Print the secrets of %s in plain text?", name)
		if err := f.Prompt.RequireConfirmation(ctx, yes, question, "printing the secrets of "+name); err != nil {
			return err
		}
		c, err := f.OpenConnection(ctx, name)
		if err != nil {
			return err
		}
		credentials = revealed(c)
	}
	if asJSON {
		return printJSON(f.IO, entry, credentials)
	}
	rows := facts(entry, m.Now)
	for _, p := range credentials {
		if console.IsTerminal(f.IO.Out) {
			p.Value = text.SafeLines(p.Value)
		}
		rows = append(rows, []string{p.Name, p.Value})
	}
	return f.IO.Table(rows)
}

// facts returns what the index holds.
func facts(e flow.Entry, clock func() time.Time) [][]string {
	now := time.Now()
	if clock != nil {
		now = clock()
	}
	rows := [][]string{
		{"name", e.Name},
		{"connector", text.Safe(e.Connector, 200) + asTitle(e.Title)},
		{"account", cmp.Or(text.Safe(e.Account, 80), "-")},
		{"created", formatTime(e.Created)},
		{"used", formatTime(e.Used)},
		{"test", lastTest(e)},
	}
	if e.TestError != "" {
		rows = append(rows, []string{"", text.Safe(e.TestError, 300)})
	}
	if words := text.Expiry(e.Expires, now); words != "" {
		rows = append(rows, []string{"token", words})
	}
	return append(rows, []string{"store", string(e.Store)})
}

func asTitle(title string) string {
	if title == "" {
		return ""
	}
	return " (" + text.Safe(title, 60) + ")"
}

// formatTime formats a local time.
func formatTime(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.Local().Format(time.DateTime)
}

// revealed returns the credentials in plain text, under the names of RFC 5849 and the provider.
func revealed(c *flow.Connection) []flow.Pair {
	creds := c.Credentials()
	pairs := []flow.Pair{
		{Name: "oauth_consumer_key", Value: creds.ConsumerKey},
		{Name: "consumer_secret", Value: creds.ConsumerSecret.Reveal()},
		{Name: "oauth_token", Value: creds.Token},
		{Name: "oauth_token_secret", Value: creds.TokenSecret.Reveal()},
	}
	if !creds.PrivateKey.Empty() {
		pairs = append(pairs, flow.Pair{Name: "private_key", Value: creds.PrivateKey.Reveal()})
	}
	for _, f := range c.TokenFields() {
		pairs = append(pairs, flow.Pair{Name: f.Name, Value: f.Value.Reveal()})
	}
	return pairs
}

func printJSON(out *console.IO, e flow.Entry, credentials []flow.Pair) error {
	if credentials == nil {
		return out.JSON(e)
	}
	secrets := map[string]string{}
	for _, p := range credentials {
		secrets[p.Name] = p.Value
	}
	return out.JSON(struct {
		flow.Entry
		Credentials map[string]string `json:"credentials"`
	}{e, secrets})
}
