package request

import (
	"context"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

type requestOptions struct {
	*command.Factory
	Parts
	savedOptions
	saved         bool // the request need not be written
	name          string
	include, json bool
}

// NewCmd makes countersign request.
func NewCmd(f *command.Factory) *cobra.Command {
	o := &requestOptions{Factory: f}
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
		Args: o.savedOptions.arguments,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			return completeRequest(f, cmd, args, word)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			o.saved = o.used(cmd)
			switch {
			case !o.saved:
				o.read(cmd, args[1:])
			case len(args) > 1:
				o.which = args[1]
			}
			return o.run(cmd.Context())
		},
	}
	o.Parts.flags(cmd)
	o.savedOptions.flags(cmd)
	flags := cmd.Flags()
	flags.BoolVarP(&o.include, "include", "i", false, "print the status line and the headers before the body, and what it took so long with on standard error")
	flags.BoolVar(&o.json, "json", false, "print status, headers, times and body as one JSON object")
	return cmd
}

func (o *requestOptions) run(ctx context.Context) error {
	if o.include && o.json {
		return exit.Usagef("leave one of them out", "--json prints the headers that -i asks for")
	}
	var request flow.Request
	var err error
	if !o.saved {
		if request, err = o.Parse(o.Input); err != nil {
			return err
		}
	}
	c, err := o.OpenConnection(ctx, o.name)
	if err != nil {
		return err
	}
	if o.saved {
		if request, err = o.load(ctx, o.IO, c); err != nil {
			return err
		}
	}
	response, err := c.Send(ctx, request)
	defer func() { NewRecorder(o.Factory).Record(ctx, c, request, response, err) }() // when all is said, so that nothing waits for it
	if err != nil {
		return err
	}
	if err := o.print(response); err != nil {
		return err
	}
	if response.Truncated {
		o.IO.Infof("The body is longer; what is here was cut at %d bytes.", len(response.Body))
	}
	if trouble := response.Explanation(); trouble != nil {
		return exit.New(exit.RequestRefused, *trouble)
	}
	return nil
}

// print writes the response to standard output, for a person or for a program.
func (o *requestOptions) print(r *flow.Response) error {
	if o.json {
		return writeJSON(o.IO.Out, r)
	}
	if o.include {
		tellTimes(o.IO, r)
		if err := PrintHeaders(o.IO, r); err != nil {
			return err
		}
	}
	return printBody(o.IO, r.Body)
}
