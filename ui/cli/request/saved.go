package request

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// savedOptions select a request from the history or a .http file.
type savedOptions struct {
	again int    // number in the history
	http  string // path of the file
	which string // name or number in the file
}

func (o *savedOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&o.again, "again", 0, "send request number `N` of countersign history again")
	f.StringVar(&o.http, "http", "", "send a request from this .http `FILE`, by name or number")
	_ = cmd.MarkFlagFilename("http", "http", "rest")
	for _, source := range []string{"again", "http"} {
		for _, name := range []string{"header", "query", "form", "data"} {
			cmd.MarkFlagsMutuallyExclusive(source, name)
		}
	}
	cmd.MarkFlagsMutuallyExclusive("again", "http")
}

func (o *savedOptions) used(cmd *cobra.Command) bool {
	return cmd.Flags().Changed("again") || o.http != ""
}

// arguments validates the arguments: the connection, and the request in a file of several.
func (o *savedOptions) arguments(cmd *cobra.Command, args []string) error {
	switch {
	case !o.used(cmd):
		return cobra.RangeArgs(2, 3)(cmd, args)
	case o.http != "":
		return cobra.RangeArgs(1, 2)(cmd, args)
	}
	return cobra.ExactArgs(1)(cmd, args)
}

// load returns the request.
func (o *savedOptions) load(ctx context.Context, s *console.IO, c *flow.Connection) (flow.Request, error) {
	if o.http == "" {
		return c.HistoryRequest(ctx, o.again)
	}
	file, err := requestfile.Read(o.http)
	if err != nil {
		return flow.Request{}, err
	}
	if len(file.Problems) > 0 { // do not send a request that was only partly parsed
		return flow.Request{}, exit.Usagef("Fix the file.", "invalid .http file: %s", text.Safe(strings.ReplaceAll(file.Problems.Error(), "\n", " | "), 600))
	}
	request, err := requestfile.Pick(file, o.which)
	if err != nil {
		return flow.Request{}, err
	}
	for _, remark := range file.Warnings {
		s.Infof("%s:%d: %s.", text.Safe(remark.File, 200), remark.Line, remark.Message)
	}
	return c.Expand(request, o.http)
}
