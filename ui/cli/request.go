package cli

import (
	"context"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
)

type requestOptions struct {
	*session
	callOptions
	readyOptions
	name          string
	include, json bool
}

// callOptions are a call in the words of the command line.
type callOptions struct {
	method, target         string
	headers, queries, form []string
	data                   string
	dataGiven              bool
}

func (s *session) request() *cobra.Command {
	o := &requestOptions{session: s}
	cmd := &cobra.Command{
		Use:   "request NAME [METHOD] TARGET | NAME --again N | NAME --http FILE [CALL]",
		Short: "Send a signed call with a connection",
		Long: `request sends a signed call with a kept connection and prints the body of the answer, as it came, to standard output.

TARGET stands on the connector's base URI, or is a whole URL. METHOD is GET, or POST when there is a form or a body. Query
parameters and form fields are sent in the order given, repeated ones too, and all of them are signed. The content type of a
body is guessed (JSON, a form, text) unless -H says it.

--again sends a call of the history once more, and --http one of a .http file: its only one, or the one of that name or number.
In such a file {{name}} stands for its own @name = value, for a value of the connection that is no secret (as {{account}},
{{connection}}, {{baseUri}}, the fields of the token reply) and for {{$uuid}}, {{$timestamp}}, {{$randomInt}}.

It exits with 6 when the service answered with anything but a success; what it said then stands on standard error as well.`,
		Example: `  countersign request sandbox /me
  countersign request flickr /services/rest -q method=flickr.test.login -q format=json -q nojsoncallback=1
  countersign request sandbox POST /notes -f 'text=written from a shell'
  countersign request sandbox PUT /echo -d @note.json -i
  countersign request sandbox --again 1
  countersign request sandbox --http calls.http 'add a note'`,
		Args:              o.readyOptions.arguments,
		ValidArgsFunction: s.completeRequest,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			if !o.given(cmd) {
				o.read(cmd, args[1:])
				return o.run(cmd.Context(), false)
			}
			if len(args) > 1 {
				o.which = args[1]
			}
			return o.run(cmd.Context(), true)
		},
	}
	o.callOptions.flags(cmd)
	o.readyOptions.flags(cmd)
	f := cmd.Flags()
	f.BoolVarP(&o.include, "include", "i", false, "print the status line and the headers before the body, and what it took so long with on standard error")
	f.BoolVar(&o.json, "json", false, "print status, headers, times and body as one JSON object")
	return cmd
}

// flags are the ones that say what the call is.
func (o *callOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVarP(&o.headers, "header", "H", nil, "a `'Name: value'` header; repeatable")
	f.StringArrayVarP(&o.queries, "query", "q", nil, "a `name=value` of the query; repeatable")
	f.StringArrayVarP(&o.form, "form", "f", nil, "a `name=value` of a form body; repeatable")
	f.StringVarP(&o.data, "data", "d", "", "the body: `TEXT`, @FILE, or - for standard input")
}

// read takes the arguments [METHOD] TARGET.
func (o *callOptions) read(cmd *cobra.Command, args []string) {
	o.target = args[len(args)-1]
	if len(args) == 2 {
		o.method = args[0]
	}
	o.dataGiven = cmd.Flags().Changed("data")
}

func (o *requestOptions) run(ctx context.Context, ready bool) error {
	if o.include && o.json {
		return misuse("leave one of them out", "--json prints the headers that -i asks for")
	}
	var request flow.Request
	var err error
	if !ready {
		if request, err = o.parse(o.session); err != nil {
			return err
		}
	}
	c, err := o.openConnection(ctx, o.name)
	if err != nil {
		return err
	}
	if ready {
		if request, err = o.readyOptions.make(ctx, o.session, c); err != nil {
			return err
		}
	}
	response, err := c.Call(ctx, request)
	defer func() { o.remember(ctx, c, request, response, err) }() // when all is said, so that nothing waits for it
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

// parse reads the call out of the arguments, and its body from where they say.
func (o *callOptions) parse(s *session) (flow.Request, error) {
	r := flow.Request{Method: o.method, Target: o.target}
	switch {
	case strings.Contains(o.method, "/"):
		return r, misuse("give the method before the target", "%q is no method", text.Safe(o.method, 40))
	case o.dataGiven && len(o.form) > 0:
		return r, misuse("give the fields with -f, or the whole body with -d", "a request has a form or a body, not both")
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
		for _, given := range list.given {
			name, value, ok := strings.Cut(given, list.separator)
			if !ok || name == "" {
				return r, misuse("give "+list.flag+" "+list.form, "%s %q is no %s", list.flag, text.Safe(given, 40), list.form)
			}
			if list.separator == ":" {
				name, value = strings.TrimSpace(name), strings.TrimSpace(value)
			}
			*list.pairs = append(*list.pairs, flow.Pair{Name: name, Value: value})
		}
	}
	if o.dataGiven {
		body, err := s.content("-d", o.data)
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
		return printJSONResponse(o.Out, r)
	}
	if o.include {
		o.sayTimes(r)
		if err := o.printHead(r); err != nil {
			return err
		}
	}
	return o.printBody(r.Body)
}
