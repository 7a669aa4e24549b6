package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

// A call that need not be written: one of the history, or one of a .http file.

// readyOptions say where such a call comes from.
type readyOptions struct {
	again int    // 0: none of the history
	http  string // the file's path; empty: none
	which string // its name or number in the file
}

func (o *readyOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&o.again, "again", 0, "send the `N`-th latest call of the history again, as countersign history numbers them")
	f.StringVar(&o.http, "http", "", "send a call of this .http `FILE`; its name or number stands in place of the target")
	_ = cmd.MarkFlagFilename("http", "http", "rest")
}

func (o *readyOptions) given(cmd *cobra.Command) bool {
	return cmd.Flags().Changed("again") || o.http != ""
}

// arguments are the connection's name and, for a file of several calls, which of them.
func (o *readyOptions) arguments(cmd *cobra.Command, args []string) error {
	own := slices.DeleteFunc([]string{"header", "query", "form", "data"}, func(name string) bool { return !cmd.Flags().Changed(name) })
	switch {
	case !o.given(cmd):
		return arguments(2, 3)(cmd, args)
	case cmd.Flags().Changed("again") && o.http != "":
		return misuse("leave one of them out", "a call comes from the history or from a file, not both")
	case len(own) > 0:
		return misuse("leave --"+own[0]+" out, or write the whole call", "a call of the history or of a file is sent as it is there")
	case o.http != "":
		return arguments(1, 2)(cmd, args)
	}
	return arguments(1, 1)(cmd, args)
}

// make gives the call.
func (o *readyOptions) make(ctx context.Context, s *session, c *flow.Connection) (flow.Request, error) {
	if o.http == "" {
		return c.Again(ctx, o.again)
	}
	file, err := flow.ReadHTTP(o.http)
	if err != nil {
		return flow.Request{}, err
	}
	if len(file.Problems) > 0 { // a call that is half understood is not sent
		return flow.Request{}, misuse("mend the file", "reading the calls: %s", text.Safe(strings.ReplaceAll(file.Problems.Error(), "\n", " | "), 600))
	}
	call, err := flow.PickCall(file, o.which)
	if err != nil {
		return flow.Request{}, err
	}
	for _, remark := range file.Remarks {
		s.talk("%s:%d: %s.", text.Safe(remark.File, 200), remark.Line, remark.What)
	}
	return c.RequestOf(call, o.http)
}
