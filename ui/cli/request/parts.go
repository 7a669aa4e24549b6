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

// Parts are a request in the words of the command line.
type Parts struct {
	Method, Target         string
	Headers, Queries, Form []string
	Data                   string
	DataSet                bool
}

// flags are the ones that describe the request.
func (o *Parts) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVarP(&o.Headers, "header", "H", nil, "a `'Name: value'` header; repeatable")
	f.StringArrayVarP(&o.Queries, "query", "q", nil, "a `name=value` of the query; repeatable")
	f.StringArrayVarP(&o.Form, "form", "f", nil, "a `name=value` of a form body; repeatable")
	f.StringVarP(&o.Data, "data", "d", "", "the body: `TEXT`, @FILE, or - for standard input")
}

// read takes the arguments [METHOD] TARGET.
func (o *Parts) read(cmd *cobra.Command, args []string) {
	o.Target = args[len(args)-1]
	if len(args) == 2 {
		o.Method = args[0]
	}
	o.DataSet = cmd.Flags().Changed("data")
}

// Parse reads the request out of the arguments, and its body from where they say.
func (o *Parts) Parse(in *console.Input) (flow.Request, error) {
	r := flow.Request{Method: o.Method, Target: o.Target}
	switch {
	case strings.Contains(o.Method, "/"):
		return r, exit.Usagef("give the method before the target", "%q is no method", text.Safe(o.Method, 40))
	case o.DataSet && len(o.Form) > 0:
		return r, exit.Usagef("give the fields with -f, or the whole body with -d", "a request has a form or a body, not both")
	}
	for _, list := range []struct {
		flag, separator, form string
		given                 []string
		pairs                 *[]flow.Pair
	}{
		{"-H", ":", "'Name: value'", o.Headers, &r.Header},
		{"-q", "=", "name=value", o.Queries, &r.Query},
		{"-f", "=", "name=value", o.Form, &r.Form},
	} {
		for _, given := range list.given {
			name, value, ok := strings.Cut(given, list.separator)
			if !ok || name == "" {
				return r, exit.Usagef("give "+list.flag+" "+list.form, "%s %q is no %s", list.flag, text.Safe(given, 40), list.form)
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
