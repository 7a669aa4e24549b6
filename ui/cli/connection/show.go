package connection

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
)

// ShowOptions are countersign connections show.
type ShowOptions struct {
	*command.Factory
	Name               string
	secrets, yes, json bool
}

func newCmdShow(f *command.Factory) *cobra.Command {
	o := &ShowOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show what is kept of a connection",
		Long: `show prints what is known of a connection: its connector, its account, when it was made, used and tested, when its token ends,
and which keychain holds it. No keychain is opened for that.

--show-secrets adds the credentials, in clear. On a terminal it asks again first; anywhere else it wants --yes as well, so that
no secret gets into a file or a log by one flag too many.`,
		Example: `  countersign connections show flickr
  countersign connections show flickr --show-secrets
  countersign connections show flickr --show-secrets --yes --json | jq -r .credentials.oauth_token_secret`,
		Args:              command.Arguments(1, 1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return o.Run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.secrets, "show-secrets", false, "print the credentials too, in clear")
	flags.BoolVar(&o.yes, "yes", false, "don't ask before printing secrets")
	flags.BoolVar(&o.json, "json", false, "print it as JSON")
	return cmd
}

// Run shows the connection.
func (o *ShowOptions) Run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	entry, err := command.FindEntry(ctx, m, o.Name)
	if err != nil {
		return err
	}
	var credentials []flow.Pair
	if o.secrets {
		if err := o.Prompt.RequireConfirmation(ctx, o.yes, fmt.Sprintf("Print the secrets of %s here, in clear?", o.Name),
			fmt.Sprintf("the secrets of %s would be printed in clear, and there is no terminal to ask", o.Name)); err != nil {
			return err
		}
		c, err := o.OpenConnection(ctx, o.Name)
		if err != nil {
			return err
		}
		credentials = revealed(c)
	}
	if o.json {
		return o.printJSON(entry, credentials)
	}
	rows := facts(entry, m.Now)
	for _, p := range credentials {
		rows = append(rows, []string{p.Name, o.printable(p.Value)})
	}
	return o.IO.Table(rows)
}

// facts are what the index knows.
func facts(e flow.Entry, clock func() time.Time) [][]string {
	now := time.Now()
	if clock != nil {
		now = clock()
	}
	rows := [][]string{
		{"name", e.Name},
		{"connector", text.Safe(e.Connector, 200) + asTitle(e.Title)},
		{"account", orDash(text.Safe(e.Account, 80))},
		{"created", formatTime(e.Created)},
		{"used", formatTime(e.Used)},
		{"test", tested(e)},
	}
	if e.TestError != "" {
		rows = append(rows, []string{"", text.Safe(e.TestError, 300)})
	}
	if words := text.Expiry(e.Expires, now); words != "" {
		rows = append(rows, []string{"token", words})
	}
	return append(rows, []string{"keychain", string(e.Store)})
}

func asTitle(title string) string {
	if title == "" {
		return ""
	}
	return " (" + text.Safe(title, 60) + ")"
}

// formatTime is a time as the person's clock shows it.
func formatTime(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.Local().Format(time.DateTime)
}

// revealed are the credentials in clear, by the names of RFC 5849 and the provider's own.
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

// printable keeps a provider's text from driving the terminal. A pipe gets it as it is.
func (o *ShowOptions) printable(content string) string {
	if console.IsTerminal(o.IO.Out) {
		return text.SafeLines(content)
	}
	return content
}

func (o *ShowOptions) printJSON(e flow.Entry, credentials []flow.Pair) error {
	if credentials == nil {
		return o.IO.JSON(e)
	}
	secrets := map[string]string{}
	for _, p := range credentials {
		secrets[p.Name] = p.Value
	}
	return o.IO.JSON(struct {
		flow.Entry
		Credentials map[string]string `json:"credentials"`
	}{e, secrets})
}
