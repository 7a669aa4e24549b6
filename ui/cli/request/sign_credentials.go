package request

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

// The variables that may hold secrets of sign, for where no flag gives them.
const (
	ConsumerSecretVariable = "COUNTERSIGN_CONSUMER_SECRET"
	TokenSecretVariable    = "COUNTERSIGN_TOKEN_SECRET"
)

// credentialOptions are what sign signs with when there is no connection.
type credentialOptions struct {
	consumerKey, consumerSecret string
	token, tokenSecret          string
	signatureMethod, privateKey string
	placement, realm            string
	bodyHash, noVersion         bool

	changed []string // the flags of these that are on the command line
}

func (o *credentialOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.consumerKey, "consumer-key", "", "the consumer `KEY`")
	f.StringVar(&o.consumerSecret, "consumer-secret", "", "its secret: `@FILE`, or - for standard input")
	f.StringVar(&o.token, "token", "", "the access `TOKEN`, or the request token; none for a request token's own request")
	f.StringVar(&o.tokenSecret, "token-secret", "", "its secret: `@FILE`, or - for standard input")
	f.StringVar(&o.signatureMethod, "signature-method", "HMAC-SHA1", "`NAME` of the signature method: HMAC-, RSA- with SHA1, SHA256 or SHA512, or PLAINTEXT")
	f.StringVar(&o.privateKey, "private-key", "", "the private key for RSA, in PEM: `@FILE`, or - for standard input")
	f.StringVar(&o.placement, "placement", "header", "`PLACE` of the oauth parameters: header, query or body")
	f.StringVar(&o.realm, "realm", "", "`TEXT` of the header's realm")
	f.BoolVar(&o.bodyHash, "body-hash", false, "add oauth_body_hash, where the body is no form")
	f.BoolVar(&o.noVersion, "no-version", false, "leave out oauth_version")
	words := func(of ...string) cobra.CompletionFunc {
		return cobra.FixedCompletions(of, cobra.ShellCompDirectiveNoFileComp)
	}
	_ = cmd.RegisterFlagCompletionFunc("signature-method", words("HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "PLAINTEXT"))
	_ = cmd.RegisterFlagCompletionFunc("placement", words("header", "query", "body"))
}

// read notes which flags are on the command line: an empty secret counts too.
func (o *credentialOptions) read(cmd *cobra.Command) {
	for _, name := range []string{
		"consumer-key", "consumer-secret", "token", "token-secret", "signature-method", "private-key", "placement", "realm", "body-hash", "no-version",
	} {
		if cmd.Flags().Changed(name) {
			o.changed = append(o.changed, name)
		}
	}
}

// credentials gathers what the flags say, and the secrets from wherever they are.
func (o *credentialOptions) credentials(ctx context.Context, f *command.Factory) (flow.Credentials, error) {
	c := flow.Credentials{
		ConsumerKey: o.consumerKey, Token: o.token, Placement: o.placement, Realm: o.realm, BodyHash: o.bodyHash, OmitVersion: o.noVersion,
	}
	var err error
	c.SignatureMethod, err = flow.ParseSignatureMethod(o.signatureMethod)
	switch {
	case err != nil:
		return c, exit.Usagef("write the name as oauth_signature_method has it", "--signature-method: %s", err)
	case !slices.Contains([]string{"header", "query", "body"}, o.placement):
		return c, exit.Usagef("give --placement header, query or body", "%q is no place for oauth parameters", text.Safe(o.placement, 40))
	case o.consumerKey == "":
		return c, exit.Usagef("give --connection NAME, or --consumer-key KEY", "nothing says whom to sign as")
	case o.token == "" && slices.Contains(o.changed, "token-secret"):
		return c, exit.Usagef("give --token TOKEN too", "a token secret alone signs nothing")
	case strings.HasPrefix(o.signatureMethod, "RSA-"):
		c.PrivateKey, err = o.key(f)
		return c, err
	}
	c.ConsumerSecret, err = o.secret(ctx, f, "consumer-secret", o.consumerSecret, ConsumerSecretVariable)
	if err == nil && o.token != "" {
		c.TokenSecret, err = o.secret(ctx, f, "token-secret", o.tokenSecret, TokenSecretVariable)
	}
	return c, err
}

// secret takes a secret from its flag, from the environment or from the person.
func (o *credentialOptions) secret(ctx context.Context, f *command.Factory, flag, given, variable string) (flow.Secret, error) {
	name := strings.ReplaceAll(flag, "-", " ")
	if slices.Contains(o.changed, flag) {
		text, err := f.Input.Value("--"+flag, given)
		return flow.NewSecret(text), err
	}
	if text := f.IO.Env(variable); text != "" {
		return flow.NewSecret(text), nil
	}
	if !f.Prompt.Interactive() {
		return flow.Secret{}, exit.Usagef("give --"+flag+" @FILE, or set "+variable, "the %s is missing, and there is no terminal to ask for it", name)
	}
	text, err := f.Prompt.AskSecret(ctx, strings.ToUpper(name[:1])+name[1:]+":")
	return flow.NewSecret(text), err
}

// key reads the private key.
func (o *credentialOptions) key(f *command.Factory) (flow.Secret, error) {
	if o.privateKey == "" {
		return flow.Secret{}, exit.Usagef("give --private-key @FILE", "%s signs with a private key, and none was given", o.signatureMethod)
	}
	if o.privateKey != "-" && !strings.HasPrefix(o.privateKey, "@") && !strings.Contains(o.privateKey, "-----BEGIN ") {
		return flow.Secret{}, exit.Usagef("give --private-key @FILE, with the @", "--private-key takes a key, not the name of its file")
	}
	text, err := f.Input.Value("--private-key", o.privateKey)
	return flow.NewSecret(text), err
}
