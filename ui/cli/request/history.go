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
	"countersign/ui/cli/exit"
)

type historyOptions struct {
	*command.Factory
	name             string
	json, clear, yes bool
}

// NewCmdHistory makes countersign history.
func NewCmdHistory(f *command.Factory) *cobra.Command {
	o := &historyOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "history NAME",
		Short: "List the calls that were sent with a connection",
		Long: `history lists the calls that were sent with a connection, from here and from the screens, the latest first. It holds no secrets:
what has the name of one (Authorization, Cookie, a password, a key, a token) and whatever equals a secret of the connection is
masked. Bodies are kept only where the settings say so. No keychain is opened.

The number before a call sends it again: countersign request NAME --again NUMBER.`,
		Example: `  countersign history flickr
  countersign history flickr --json | jq -r '.[].target'
  countersign history flickr --clear`,
		Args:              command.Arguments(1, 1),
		ValidArgsFunction: f.CompleteConnection,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.json && o.clear {
				return exit.Usagef("leave one of them out", "--json lists what --clear deletes")
			}
			o.name = args[0]
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.json, "json", false, "print it as a JSON array")
	flags.BoolVar(&o.clear, "clear", false, "delete it")
	flags.BoolVar(&o.yes, "yes", false, "don't ask")
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
		if err := o.Prompt.RequireConfirmation(ctx, o.yes, fmt.Sprintf("Delete the whole history of %s?", o.name),
			fmt.Sprintf("the history of %s can't be had back, and there is no terminal to ask", o.name)); err != nil {
			return err
		}
		if err := m.History.Clear(ctx, o.name); err != nil {
			return err
		}
		o.IO.Infof("The history of %s is deleted.", o.name)
		return nil
	}
	calls, err := m.History.List(ctx, o.name)
	switch {
	case err != nil:
		return err
	case o.json:
		return o.IO.JSON(append([]history.Entry{}, calls...))
	case len(calls) == 0:
		o.IO.Infof("No call was sent with %s yet, or the history is switched off.", o.name)
		return nil
	}
	rows := [][]string{{"NUMBER", "TIME", "STATUS", "TOOK", "CALL"}}
	for i, p := range calls {
		rows = append(rows, []string{
			strconv.Itoa(i + 1), p.At.Local().Format(time.DateTime), statusOf(p), fmt.Sprintf("%d ms", p.Took.Milliseconds()),
			text.Safe(p.Method, 20) + " " + text.Safe(p.Request().Target, 200),
		})
	}
	return o.IO.Table(rows)
}

func statusOf(p history.Entry) string {
	if p.Status == 0 {
		return "no answer"
	}
	return strconv.Itoa(p.Status)
}
