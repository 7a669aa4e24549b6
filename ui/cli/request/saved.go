package request

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// savedOptions say where a request comes from that need not be written: the history, or a .http file.
type savedOptions struct {
	again int    // 0: none of the history
	http  string // the file's path; empty: none
	which string // its name or number in the file
}

func (o *savedOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&o.again, "again", 0, "send the `N`-th latest call of the history again, as countersign history numbers them")
	f.StringVar(&o.http, "http", "", "send a call of this .http `FILE`; its name or number stands in place of the target")
	_ = cmd.MarkFlagFilename("http", "http", "rest")
}

func (o *savedOptions) used(cmd *cobra.Command) bool {
	return cmd.Flags().Changed("again") || o.http != ""
}

// arguments are the connection's name and, for a file of several requests, which of them.
func (o *savedOptions) arguments(cmd *cobra.Command, args []string) error {
	own := slices.DeleteFunc([]string{"header", "query", "form", "data"}, func(name string) bool { return !cmd.Flags().Changed(name) })
	switch {
	case !o.used(cmd):
		return command.Arguments(2, 3)(cmd, args)
	case cmd.Flags().Changed("again") && o.http != "":
		return exit.Usagef("leave one of them out", "a call comes from the history or from a file, not both")
	case len(own) > 0:
		return exit.Usagef("leave --"+own[0]+" out, or write the whole call", "a call of the history or of a file is sent as it is there")
	case o.http != "":
		return command.Arguments(1, 2)(cmd, args)
	}
	return command.Arguments(1, 1)(cmd, args)
}

// load gives the request.
func (o *savedOptions) load(ctx context.Context, s *console.IO, c *flow.Connection) (flow.Request, error) {
	if o.http == "" {
		return c.HistoryRequest(ctx, o.again)
	}
	file, err := requestfile.Read(o.http)
	if err != nil {
		return flow.Request{}, err
	}
	if len(file.Problems) > 0 { // a request that is half understood is not sent
		return flow.Request{}, exit.Usagef("mend the file", "reading the calls: %s", text.Safe(strings.ReplaceAll(file.Problems.Error(), "\n", " | "), 600))
	}
	call, err := requestfile.Pick(file, o.which)
	if err != nil {
		return flow.Request{}, err
	}
	for _, remark := range file.Warnings {
		s.Infof("%s:%d: %s.", text.Safe(remark.File, 200), remark.Line, remark.Message)
	}
	return c.Expand(call, o.http)
}
