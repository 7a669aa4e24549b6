package cli

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
)

type requestOptions struct {
	*session
	name, method, target   string
	headers, queries, form []string
	data                   string
	dataGiven              bool
	include, json          bool
}

func (s *session) request() *cobra.Command {
	o := &requestOptions{session: s}
	cmd := &cobra.Command{
		Use:   "request NAME [METHOD] TARGET",
		Short: "Send a signed call with a connection",
		Long: `request sends a signed call with a kept connection and prints the body of the answer, as it came, to standard output.

TARGET stands on the connector's base URI, or is a whole URL. METHOD is GET, or POST when there is a form or a body. Query
parameters and form fields are sent in the order given, repeated ones too, and all of them are signed. The content type of a
body is guessed (JSON, a form, text) unless -H says it.

It exits with 6 when the service answered with anything but a success; what it said then stands on standard error as well.`,
		Example: `  countersign request sandbox /me
  countersign request flickr /services/rest -q method=flickr.test.login -q format=json -q nojsoncallback=1
  countersign request sandbox POST /notes -f 'text=written from a shell'
  countersign request sandbox PUT /echo -d @note.json -i`,
		Args:              arguments(2, 3),
		ValidArgsFunction: s.completeConnections,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name, o.target = args[0], args[len(args)-1]
			if len(args) == 3 {
				o.method = args[1]
			}
			o.dataGiven = cmd.Flags().Changed("data")
			return o.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringArrayVarP(&o.headers, "header", "H", nil, "a `'Name: value'` header; repeatable")
	f.StringArrayVarP(&o.queries, "query", "q", nil, "a `name=value` of the query; repeatable")
	f.StringArrayVarP(&o.form, "form", "f", nil, "a `name=value` of a form body; repeatable")
	f.StringVarP(&o.data, "data", "d", "", "the body: `TEXT`, @FILE, or - for standard input")
	f.BoolVarP(&o.include, "include", "i", false, "print the status line and the headers before the body")
	f.BoolVar(&o.json, "json", false, "print status, headers and body as one JSON object")
	return cmd
}

func (o *requestOptions) run(ctx context.Context) error {
	request, err := o.parse()
	if err != nil {
		return err
	}
	c, err := o.openConnection(ctx, o.name)
	if err != nil {
		return err
	}
	response, err := c.Call(ctx, request)
	if err != nil {
		return err
	}
	if err := o.print(response); err != nil {
		return err
	}
	if response.Truncated {
		o.talk("The body is longer; what is here was cut at %d bytes.", len(response.Body))
	}
	if trouble := response.Trouble(); trouble != nil {
		return &complaint{CallRefused, *trouble}
	}
	return nil
}

// parse reads the call out of the arguments.
func (o *requestOptions) parse() (flow.Request, error) {
	r := flow.Request{Method: o.method, Target: o.target}
	switch {
	case strings.Contains(o.method, "/"):
		return r, misuse("give the method before the target", "%q is no method", flow.Safe(o.method, 40))
	case o.dataGiven && len(o.form) > 0:
		return r, misuse("give the fields with -f, or the whole body with -d", "a request has a form or a body, not both")
	case o.include && o.json:
		return r, misuse("leave one of them out", "--json prints the headers that -i asks for")
	}
	for _, list := range []struct {
		flag, separator, form string
		given                 []string
		pairs                 *[]flow.Pair
	}{
		{"-H", ":", "'Name: value'", o.headers, &r.Header},
		{"-q", "=", "name=value", o.queries, &r.Query},
		{"-f", "=", "name=value", o.form, &r.Form},
	} {
		for _, text := range list.given {
			name, value, ok := strings.Cut(text, list.separator)
			if !ok || name == "" {
				return r, misuse("give "+list.flag+" "+list.form, "%s %q is no %s", list.flag, flow.Safe(text, 40), list.form)
			}
			if list.separator == ":" {
				name, value = strings.TrimSpace(name), strings.TrimSpace(value)
			}
			*list.pairs = append(*list.pairs, flow.Pair{Name: name, Value: value})
		}
	}
	if o.dataGiven {
		body, err := o.content("-d", o.data)
		if err != nil {
			return r, err
		}
		r.Body = body
	}
	if r.Method == "" && (o.dataGiven || len(r.Form) > 0) {
		r.Method = http.MethodPost
	}
	return r, nil
}

// print puts the answer on standard output, for a person or for a program.
func (o *requestOptions) print(r *flow.Response) error {
	if o.json {
		return printJSON(o.Out, newResponseJSON(r))
	}
	if o.include {
		if err := o.printHead(r); err != nil {
			return err
		}
	}
	body := string(r.Body)
	if isTerminal(o.Out) {
		// A service must not be able to drive the person's terminal.
		if body = flow.SafeLines(body); body != "" && !strings.HasSuffix(body, "\n") {
			body += "\n"
		}
	}
	_, err := fmt.Fprint(o.Out, body)
	return err
}
