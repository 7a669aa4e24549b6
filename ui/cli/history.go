package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

type historyOptions struct {
	*session
	json, clear, yes bool
}

func (s *session) history() *cobra.Command {
	o := &historyOptions{session: s}
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
		Args:              arguments(1, 1),
		ValidArgsFunction: s.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.json && o.clear {
				return misuse("leave one of them out", "--json lists what --clear deletes")
			}
			return o.run(cmd.Context(), args[0])
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.json, "json", false, "print it as a JSON array")
	f.BoolVar(&o.clear, "clear", false, "delete it")
	f.BoolVar(&o.yes, "yes", false, "don't ask")
	return cmd
}

func (o *historyOptions) run(ctx context.Context, name string) error {
	m, err := o.flow()
	if err != nil {
		return err
	}
	if _, err := findEntry(ctx, m, name); err != nil {
		return err
	}
	if o.clear {
		if err := o.agree(ctx, o.yes, fmt.Sprintf("Delete the whole history of %s?", name),
			fmt.Sprintf("the history of %s can't be had back, and there is no terminal to ask", name)); err != nil {
			return err
		}
		if err := m.History.Clear(ctx, name); err != nil {
			return err
		}
		o.talk("The history of %s is deleted.", name)
		return nil
	}
	calls, err := m.History.List(ctx, name)
	switch {
	case err != nil:
		return err
	case o.json:
		return printJSON(o.Out, append([]flow.PastCall{}, calls...))
	case len(calls) == 0:
		o.talk("No call was sent with %s yet, or the history is switched off.", name)
		return nil
	}
	rows := [][]string{{"NUMBER", "TIME", "STATUS", "TOOK", "CALL"}}
	for i, p := range calls {
		rows = append(rows, []string{
			strconv.Itoa(i + 1), p.At.Local().Format(time.DateTime), statusOf(p), fmt.Sprintf("%d ms", p.Took.Milliseconds()),
			text.Safe(p.Method, 20) + " " + text.Safe(p.Call().Target, 200),
		})
	}
	return o.printTable(rows)
}

func statusOf(p flow.PastCall) string {
	if p.Status == 0 {
		return "no answer"
	}
	return strconv.Itoa(p.Status)
}

// remember adds a call to the history. That it can't be is told, and is no failure of the call.
func (s *session) remember(ctx context.Context, c *flow.Connection, r flow.Request, response *flow.Response, failed error) {
	settings, err := s.manager.ReadSettings()
	if err == nil {
		err = c.Record(ctx, r, flow.OutcomeOf(response, failed), settings.History)
	}
	if err != nil && !s.forgetful {
		s.forgetful = true
		x := flow.Explain(err)
		s.talk("The call went out, but is not in the history: %s (%s)", x.What, x.Next)
	}
}
