package request

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

type signOptions struct {
	*command.Factory
	Parts
	credentialOptions
	connection string
	vector     string // --request
	signing    flow.SigningOptions
	json       bool
	as         string // --as
}

// NewCmdSign makes countersign sign.
func NewCmdSign(f *command.Factory) *cobra.Command {
	o := &signOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "sign [METHOD] TARGET | --request FILE",
		Short: "Explain the signature of a call, and send nothing",
		Long: `sign computes the signature of a call and shows what it is made of: the normalised parameters, the base string, the signing
key, the signature, the Authorization header, and a curl command (for a POSIX shell) that sends the call. Beside what the
provider or another client computes, the first of them that differs tells why a signature is refused.

With --connection, connector and keychain say how to sign, and TARGET may stand on the connector's base URI, as for request.
Without, the flags say it, and TARGET is a whole URL. --nonce and --timestamp repeat a signature that was made before.

Secrets need not stand in the arguments, where other users of the machine could read them, and later ones in the shell's
history: give @FILE, or - for standard input, or set
` + ConsumerSecretVariable + ` and ` + TokenSecretVariable + `, or type them when asked. A made-up secret of a test may
well stand there. In what is printed, dots stand for secrets, and for the signature of PLAINTEXT, which is both of them;
--show-secrets shows them.

--as prints the call for another program, and nothing else. curl and httpie get a signature made now, which is good once and
usually for five minutes; httpie cannot sign by itself but for HMAC-SHA1. go, python and javascript print a program that
signs by itself at every run, with what comes with the language (python takes its cryptography package for RSA). None holds
a secret: programs read them from the variables that countersign run NAME -- COMMAND sets. PLAINTEXT, whose signature is
both secrets, is no command without --show-secrets.

With --request, a JSON object says all: signature_method, method, url, host_header, oauth_params (decoded [name, value]
pairs), realm, content_type, body, consumer_secret, token_secret, rsa_private_key_pem. Exactly the oauth_params given are
signed, none added. What comes out is JSON, with nothing masked: normalized_params, base_string, signature, authorization.`,
		Example: `  countersign sign GET /me --connection sandbox
  countersign sign GET /me --connection sandbox --as python >call.py && countersign run sandbox -- python3 call.py
  countersign sign https://api.example.com/1/items -q 'name=two words' --consumer-key KEY --consumer-secret @consumer.txt \
    --token TOKEN --token-secret @token.txt
  countersign sign POST https://api.example.com/oauth/request_token --consumer-key KEY --callback oob
  countersign sign POST https://api.example.com/1/items -f text=one --consumer-key KEY --signature-method RSA-SHA256 \
    --private-key @key.pem --nonce 7d8f3e4a --timestamp 137131201
  countersign sign --request vector.json | jq -r .base_string`,
		Args: command.Arguments(0, 2),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeTarget(f, cmd, o.connection, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("request") {
				return o.runJSON(cmd, args)
			}
			if len(args) == 0 {
				return exit.Usagef("usage: "+cmd.UseLine(), "sign needs a target, or --request FILE")
			}
			o.Parts.read(cmd, args)
			o.credentialOptions.read(cmd)
			return o.run(cmd.Context())
		},
	}
	o.Parts.flags(cmd)
	o.credentialOptions.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&o.connection, "connection", "", "sign as the kept connection `NAME`, which brings keys, secrets and the provider's dialect")
	_ = cmd.RegisterFlagCompletionFunc("connection", func(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return f.CompleteConnection(cmd, nil, prefix)
	})
	flags.StringVar(&o.signing.Nonce, "nonce", "", "take this `TEXT` for the nonce (default: a random one)")
	flags.StringVar(&o.signing.Timestamp, "timestamp", "", "take these `SECONDS` since 1970 (default: the time now)")
	flags.StringVar(&o.signing.Callback, "callback", "", "add oauth_callback: a `URL`, or oob, for a request token")
	flags.StringVar(&o.signing.Verifier, "verifier", "", "add oauth_verifier: the `TEXT`, for an access token")
	flags.BoolVar(&o.signing.ShowSecrets, "show-secrets", false, "print the signing key and whatever else dots would stand for")
	flags.StringVar(&o.vector, "request", "", "sign what this JSON `FILE` says; - reads standard input")
	flags.BoolVar(&o.json, "json", false, "print all of it as one JSON object")
	flags.StringVar(&o.as, "as", "", "print the call as `KIND` instead: curl, httpie, go, python or javascript")
	_ = cmd.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(snippetNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (o *signOptions) run(ctx context.Context) error {
	if strings.Trim(o.signing.Timestamp, "0123456789") != "" {
		return exit.Usagef("give whole seconds since 1970, such as 1700000000", "--timestamp %q is no number of seconds", text.Safe(o.signing.Timestamp, 40))
	}
	request, err := o.Parse(o.Input)
	if err != nil {
		return err
	}
	if o.as != "" {
		return o.printAs(ctx, request)
	}
	signing, err := o.explain(ctx, request)
	if err != nil {
		return err
	}
	return o.print(signing)
}

// explain signs with the connection, or with the credentials of the command line.
func (o *signOptions) explain(ctx context.Context, r flow.Request) (*flow.Signing, error) {
	if o.connection != "" {
		c, err := o.signer(ctx)
		if err != nil {
			return nil, err
		}
		return c.Sign(r, o.signing)
	}
	m, credentials, err := o.bare(ctx, r)
	if err != nil {
		return nil, err
	}
	return m.Sign(credentials, r, o.signing)
}

// signer opens the connection, which says all that the flags say else.
func (o *signOptions) signer(ctx context.Context) (*flow.Connection, error) {
	if len(o.credentialOptions.changed) > 0 {
		return nil, exit.Usagef("leave out --"+o.credentialOptions.changed[0]+", or --connection", "a connection says itself how to sign, and with which secrets")
	}
	return o.OpenConnection(ctx, o.connection)
}

// bare is what signs without a connection.
func (o *signOptions) bare(ctx context.Context, r flow.Request) (*flow.Manager, flow.Credentials, error) {
	if !strings.Contains(r.Target, "://") {
		return nil, flow.Credentials{}, exit.Usagef("give a whole URL (https://…), or --connection NAME", "%q stands on no base", text.Safe(r.Target, 80))
	}
	credentials, err := o.credentials(ctx, o.Factory)
	if err != nil {
		return nil, credentials, err
	}
	m, err := o.Flow.Manager()
	return m, credentials, err
}
