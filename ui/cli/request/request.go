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
	saved         bool // the request is from the history or a file
	name          string
	include, json bool
}

// NewCmd returns the command countersign request.
func NewCmd(f *command.Factory) *cobra.Command {
	o := &requestOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "request NAME [METHOD] TARGET | NAME --again N | NAME --http FILE [REQUEST]",
		Short: "Send a signed request",
		Long: `Send a signed request with a saved connection and print the response body.

TARGET is a path relative to the connector's base URI, or a full URL. METHOD defaults to GET, or POST if there is a form or
a body. Query parameters and form fields are sent and signed in order, including repeated ones. The content type of a body
is detected (JSON, form or text) unless you set it with -H.

--again sends a request from the history again. --http sends a request from a .http file, by name or number. Such files can
use variables: {{name}} for @name = value in the file, {{account}}, {{connection}}, {{baseUri}} and the fields of the token
response for the connection, and {{$uuid}}, {{$timestamp}} and {{$randomInt}}.

The exit code is 6 if the response has an error status.`,
		Example: `  countersign request sandbox /me
  countersign request flickr /services/rest -q method=flickr.test.login -q format=json -q nojsoncallback=1
  countersign request sandbox POST /notes -f 'text=from the shell'
  countersign request sandbox PUT /echo -d @note.json -i
  countersign request sandbox --again 1
  countersign request sandbox --http requests.http 'add a note'`,
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
	flags.BoolVarP(&o.include, "include", "i", false, "print the status line and headers before the body, and timings to standard error")
	flags.BoolVar(&o.json, "json", false, "print status, headers, timings and body as JSON")
	cmd.MarkFlagsMutuallyExclusive("include", "json")
	return cmd
}

func (o *requestOptions) run(ctx context.Context) error {
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
	defer func() { NewRecorder(o.Factory).Record(ctx, c, request, response, err) }() // after printing, so that it delays nothing
	if err != nil {
		return err
	}
	if err := o.print(response); err != nil {
		return err
	}
	if response.Truncated {
		o.IO.Infof("The body was cut off after %d bytes.", len(response.Body))
	}
	if trouble := response.Explanation(); trouble != nil {
		return exit.New(exit.RequestRefused, *trouble)
	}
	return nil
}

// print prints the response.
func (o *requestOptions) print(r *flow.Response) error {
	if o.json {
		return writeJSON(o.IO.Out, r)
	}
	if o.include {
		printTimes(o.IO, r)
		if err := PrintHeaders(o.IO, r); err != nil {
			return err
		}
	}
	return printBody(o.IO, r.Body)
}
