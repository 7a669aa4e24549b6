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

type historyOptions struct {
	*command.Factory
	name             string
	json, clear, yes bool
}

// NewCmdHistory returns the command countersign history.
func NewCmdHistory(f *command.Factory) *cobra.Command {
	o := &historyOptions{Factory: f}
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
			o.name = args[0]
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, "print the requests as a JSON array")
	flags.BoolVar(&o.clear, "clear", false, "delete the history")
	flags.BoolVar(&o.yes, "yes", false, "don't ask for confirmation")
	cmd.MarkFlagsMutuallyExclusive("json", "clear")
	return cmd
}

func (o *historyOptions) run(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	if _, err := command.FindEntry(ctx, m, o.name); err != nil {
		return err
	}
	if o.clear {
		if err := o.Prompt.RequireConfirmation(ctx, o.yes, fmt.Sprintf("Delete the history of %s?", o.name), "deleting the history of "+o.name); err != nil {
			return err
		}
		if err := m.History.Clear(ctx, o.name); err != nil {
			return err
		}
		o.IO.Infof("Deleted the history of %s.", o.name)
		return nil
	}
	sent, err := m.History.List(ctx, o.name)
	switch {
	case err != nil:
		return err
	case o.json:
		return o.IO.JSON(append([]history.Entry{}, sent...))
	case len(sent) == 0:
		o.IO.Infof("No requests sent with %s, or the history is turned off.", o.name)
		return nil
	}
	rows := [][]string{{"NUMBER", "DATE", "STATUS", "TIME TAKEN", "REQUEST"}}
	for i, p := range sent {
		rows = append(rows, []string{
			strconv.Itoa(i + 1), p.At.Local().Format(time.DateTime), statusOf(p), fmt.Sprintf("%d ms", p.Took.Milliseconds()),
			text.Safe(p.Method, 20) + " " + text.Safe(p.Request().Target, 200),
		})
	}
	return o.IO.Table(rows)
}

func statusOf(p history.Entry) string {
	if p.Status == 0 {
		return "no response"
	}
	return strconv.Itoa(p.Status)
}
