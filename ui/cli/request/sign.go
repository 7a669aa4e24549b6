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

// NewCmdSign returns the command countersign sign.
func NewCmdSign(f *command.Factory) *cobra.Command {
	o := &signOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "sign [METHOD] TARGET | --request FILE",
		Short: "Sign a request and explain the signature",
		Long: `Sign a request without sending it, and explain the signature.

The output shows the normalized parameters, the base string, the signing key, the signature, the Authorization header and
a curl command. To find out why a signature is refused, compare them with those of the provider or of another client.

With --connection, the connection has the credentials, and TARGET can be relative to its base URI. Otherwise use flags for
the credentials, and a full URL. Use --nonce and --timestamp to reproduce a signature.

To keep secrets out of your shell history, use @FILE, or - for standard input, or set
` + ConsumerSecretVariable + ` and ` + TokenSecretVariable + `. You are asked for missing secrets. Secrets are
printed as dots unless you use --show-secrets. So is a PLAINTEXT signature, which consists of the secrets.

--as prints the request for another program. The signature in a curl or HTTPie command can be used once, usually for five
minutes. The programs for go, python and javascript sign each request themselves; they read the secrets from the
environment that countersign run NAME -- COMMAND sets.

--request reads a JSON object with signature_method, method, url, host_header, oauth_params (decoded [name, value] pairs),
realm, content_type, body, consumer_secret, token_secret and rsa_private_key_pem. It signs exactly these oauth_params and
prints normalized_params, base_string, signature and authorization as JSON, without masking.`,
		Example: `  countersign sign GET /me --connection sandbox
  countersign sign GET /me --connection sandbox --as python >request.py && countersign run sandbox -- python3 request.py
  countersign sign https://api.example.com/1/items -q 'name=two words' --consumer-key KEY --consumer-secret @consumer.txt \
    --token TOKEN --token-secret @token.txt
  countersign sign POST https://api.example.com/oauth/request_token --consumer-key KEY --callback oob
  countersign sign POST https://api.example.com/1/items -f text=one --consumer-key KEY --signature-method RSA-SHA256 \
    --private-key @key.pem --nonce 7d8f3e4a --timestamp 137131201
  countersign sign --request vector.json | jq -r .base_string`,
		Args: cobra.MaximumNArgs(2),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeTarget(f, cmd, o.connection, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("request") {
				return o.runJSON(cmd, args)
			}
			if len(args) == 0 {
				return exit.Usagef("Usage: "+cmd.UseLine(), "missing target")
			}
			o.Parts.read(cmd, args)
			return o.run(cmd.Context())
		},
	}
	o.Parts.flags(cmd)
	o.credentialOptions.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&o.connection, "connection", "", "sign with the saved connection `NAME`")
	_ = cmd.RegisterFlagCompletionFunc("connection", func(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return f.CompleteConnection(cmd, nil, prefix)
	})
	flags.StringVar(&o.signing.Nonce, "nonce", "", "nonce `TEXT` (default: random)")
	flags.StringVar(&o.signing.Timestamp, "timestamp", "", "timestamp in `SECONDS` since 1970 (default: now)")
	flags.StringVar(&o.signing.Callback, "callback", "", "oauth_callback: a `URL`, or oob")
	flags.StringVar(&o.signing.Verifier, "verifier", "", "oauth_verifier: `TEXT`")
	flags.BoolVar(&o.signing.ShowSecrets, "show-secrets", false, "print secrets instead of dots")
	flags.StringVar(&o.vector, "request", "", "sign the request in this JSON `FILE`; - reads standard input")
	_ = cmd.MarkFlagFilename("request", "json")
	flags.BoolVar(&o.json, "json", false, "print the result as JSON")
	flags.StringVar(&o.as, "as", "", "print the request for another program; `KIND` is curl, httpie, go, python or javascript")
	_ = cmd.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(snippetNames(), cobra.ShellCompDirectiveNoFileComp))
	cmd.MarkFlagsMutuallyExclusive("as", "json")
	for _, name := range credentialFlags {
		cmd.MarkFlagsMutuallyExclusive("connection", name)
	}
	return cmd
}

func (o *signOptions) run(ctx context.Context) error {
	if strings.Trim(o.signing.Timestamp, "0123456789") != "" {
		return exit.Usagef("Use seconds since 1970, such as 1700000000.", "invalid --timestamp %q", text.Safe(o.signing.Timestamp, 40))
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

// explain signs with the connection, or with the credentials from the flags.
func (o *signOptions) explain(ctx context.Context, r flow.Request) (*flow.Signing, error) {
	if o.connection != "" {
		c, err := o.OpenConnection(ctx, o.connection)
		if err != nil {
			return nil, err
		}
		return c.Sign(r, o.signing)
	}
	m, credentials, err := o.withoutConnection(ctx, r)
	if err != nil {
		return nil, err
	}
	return m.Sign(credentials, r, o.signing)
}

// withoutConnection returns the credentials from the flags.
func (o *signOptions) withoutConnection(ctx context.Context, r flow.Request) (*flow.Manager, flow.Credentials, error) {
	if !strings.Contains(r.Target, "://") {
		return nil, flow.Credentials{}, exit.Usagef("Use a full URL (https://…), or add --connection NAME.", "not an absolute URL: %q", text.Safe(r.Target, 80))
	}
	credentials, err := o.credentials(ctx, o.Factory)
	if err != nil {
		return nil, credentials, err
	}
	m, err := o.Flow.Manager()
	return m, credentials, err
}
