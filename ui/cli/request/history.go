package request

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow/history"
	"countersign/internal/text"
	"countersign/ui/cli/command"
)

// NewCmdHistory returns the command countersign history.
func NewCmdHistory(f *command.Factory) *cobra.Command {
	var asJSON, deleteAll, yes bool
	cmd := &cobra.Command{
		Use:   "history NAME",
		Short: "List the requests sent with a connection",
		Long: `List the requests sent with a connection, latest first.

Secrets are masked: the connection's own, and values named like one (Authorization, Cookie, password, key, token). Bodies
are only saved if the settings say so. To send a request again, run countersign request NAME --again NUMBER.`,
		Example: `  countersign history flickr
  countersign history flickr --json | jq -r '.[].target'
  countersign history flickr --clear`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			if deleteAll {
				return clearHistory(cmd.Context(), f, args[0], yes)
			}
			return listHistory(cmd.Context(), f, args[0], asJSON)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&asJSON, "json", false, "print the requests as a JSON array")
	flags.BoolVar(&deleteAll, "clear", false, "delete the history")
	flags.BoolVar(&yes, "yes", false, "don't ask for confirmation")
	cmd.MarkFlagsMutuallyExclusive("json", "clear")
	return cmd
}

func clearHistory(ctx context.Context, f *command.Factory, name string, yes bool) error {
	m, _, err := f.Entry(ctx, name)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("Delete the history of %s?", name)
	if err := f.Prompt.RequireConfirmation(ctx, yes, question, "deleting the history of "+name); err != nil {
		return err
	}
	if err := m.History.Clear(ctx, name); err != nil {
		return err
	}
	f.IO.Infof("Deleted the history of %s.", name)
	return nil
}

func listHistory(ctx context.Context, f *command.Factory, name string, asJSON bool) error {
	m, _, err := f.Entry(ctx, name)
	if err != nil {
		return err
	}
	sent, err := m.History.List(ctx, name)
	switch {
	case err != nil:
		return err
	case asJSON:
		return f.IO.JSON(append([]history.Entry{}, sent...))
	case len(sent) == 0:
		f.IO.Infof("No requests sent with %s, or the history is turned off.", name)
		return nil
	}
	rows := [][]string{{"NUMBER", "DATE", "STATUS", "TIME TAKEN", "REQUEST"}}
	for i, p := range sent {
		rows = append(rows, []string{
			strconv.Itoa(i + 1), p.At.Local().Format(time.DateTime), statusOf(p), fmt.Sprintf("%d ms", p.Took.Milliseconds()),
			text.Safe(p.Method, 20) + " " + text.Safe(p.Request().Target, 200),
		})
	}
	return f.IO.Table(rows)
}

func statusOf(p history.Entry) string {
	if p.Status == 0 {
		return "no response"
	}
	return strconv.Itoa(p.Status)
}
