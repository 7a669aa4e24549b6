package request

import (
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

// Parts are the arguments and flags that describe a request.
type Parts struct {
	Method, Target         string
	Headers, Queries, Form []string
	Data                   string
	DataSet                bool
}

func (o *Parts) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVarP(&o.Headers, "header", "H", nil, "header: `'Name: value'`; repeatable")
	f.StringArrayVarP(&o.Queries, "query", "q", nil, "query parameter: `name=value`; repeatable")
	f.StringArrayVarP(&o.Form, "form", "f", nil, "form field of the body: `name=value`; repeatable")
	f.StringVarP(&o.Data, "data", "d", "", "body: `TEXT`, @FILE, or - for standard input")
	_ = cmd.MarkFlagFilename("data")
	cmd.MarkFlagsMutuallyExclusive("form", "data")
}

// read reads the arguments [METHOD] TARGET.
func (o *Parts) read(cmd *cobra.Command, args []string) {
	o.Target = args[len(args)-1]
	if len(args) == 2 {
		o.Method = args[0]
	}
	o.DataSet = cmd.Flags().Changed("data")
}

// Parse returns the request. It reads the body from a file or standard input if necessary.
func (o *Parts) Parse(in *console.Input) (flow.Request, error) {
	r := flow.Request{Method: o.Method, Target: o.Target}
	if strings.Contains(o.Method, "/") {
		return r, exit.Usagef("The method comes before the target.", "invalid method %q", text.Safe(o.Method, 40))
	}
	for _, list := range []struct {
		flag, separator, form string
		values                []string
		pairs                 *[]flow.Pair
	}{
		{"-H", ":", "'Name: value'", o.Headers, &r.Header},
		{"-q", "=", "name=value", o.Queries, &r.Query},
		{"-f", "=", "name=value", o.Form, &r.Form},
	} {
		for _, argument := range list.values {
			name, value, ok := strings.Cut(argument, list.separator)
			if !ok || name == "" {
				return r, exit.Usagef("Use "+list.flag+" "+list.form+".", "invalid %s %q", list.flag, text.Safe(argument, 40))
			}
			if list.separator == ":" {
				name, value = strings.TrimSpace(name), strings.TrimSpace(value)
			}
			*list.pairs = append(*list.pairs, flow.Pair{Name: name, Value: value})
		}
	}
	if o.DataSet {
		body, err := in.Content("-d", o.Data)
		if err != nil {
			return r, err
		}
		r.Body = body
	}
	if r.Method == "" && (o.DataSet || len(r.Form) > 0) {
		r.Method = http.MethodPost
	}
	return r, nil
}
