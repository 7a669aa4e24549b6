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

// Environment variables for the secrets.
const (
	ConsumerSecretVariable = "COUNTERSIGN_CONSUMER_SECRET"
	TokenSecretVariable    = "COUNTERSIGN_TOKEN_SECRET"
)

// credentialOptions are the credentials for signing without a connection.
type credentialOptions struct {
	consumerKey, consumerSecret string
	token, tokenSecret          string
	signatureMethod, privateKey string
	placement, realm            string
	bodyHash, noVersion         bool

	changed func(flag string) bool
}

func (o *credentialOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	o.changed = f.Changed
	f.StringVar(&o.consumerKey, "consumer-key", "", "consumer `KEY`")
	f.StringVar(&o.consumerSecret, "consumer-secret", "", "consumer secret: `@FILE`, or - for standard input")
	f.StringVar(&o.token, "token", "", "access `TOKEN` or request token")
	f.StringVar(&o.tokenSecret, "token-secret", "", "token secret: `@FILE`, or - for standard input")
	f.StringVar(&o.signatureMethod, "signature-method", "HMAC-SHA1", "signature method `NAME`: HMAC- or RSA- with SHA1, SHA256 or SHA512, or PLAINTEXT")
	f.StringVar(&o.privateKey, "private-key", "", "PEM private key for RSA: `@FILE`, or - for standard input")
	f.StringVar(&o.placement, "placement", "header", "`PLACE` for the oauth parameters: header, query or body")
	f.StringVar(&o.realm, "realm", "", "realm `TEXT` of the Authorization header")
	f.BoolVar(&o.bodyHash, "body-hash", false, "add oauth_body_hash, unless the body is a form")
	f.BoolVar(&o.noVersion, "no-version", false, "omit oauth_version")
	words := func(of ...string) cobra.CompletionFunc {
		return cobra.FixedCompletions(of, cobra.ShellCompDirectiveNoFileComp)
	}
	_ = cmd.RegisterFlagCompletionFunc("signature-method", words("HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "RSA-SHA1", "RSA-SHA256", "RSA-SHA512", "PLAINTEXT"))
	_ = cmd.RegisterFlagCompletionFunc("placement", words("header", "query", "body"))
}

// credentialFlags are the flags that --connection replaces.
var credentialFlags = []string{
	"consumer-key", "consumer-secret", "token", "token-secret", "signature-method", "private-key", "placement", "realm", "body-hash", "no-version",
}

// credentials returns the credentials from the flags, with the secrets from a file, the environment or a question.
func (o *credentialOptions) credentials(ctx context.Context, f *command.Factory) (flow.Credentials, error) {
	c := flow.Credentials{
		ConsumerKey: o.consumerKey, Token: o.token, Placement: o.placement, Realm: o.realm, BodyHash: o.bodyHash, OmitVersion: o.noVersion,
	}
	var err error
	c.SignatureMethod, err = flow.ParseSignatureMethod(o.signatureMethod)
	switch {
	case err != nil:
		return c, exit.Usagef("Use the exact value of oauth_signature_method.", "--signature-method: %s", err)
	case !slices.Contains([]string{"header", "query", "body"}, o.placement):
		return c, exit.Usagef("Use header, query or body.", "invalid --placement %q", text.Safe(o.placement, 40))
	case o.consumerKey == "":
		return c, exit.Usagef("Add --connection NAME or --consumer-key KEY.", "missing consumer key")
	case o.token == "" && o.changed("token-secret"):
		return c, exit.Usagef("Add --token TOKEN.", "token secret without a token")
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

// secret returns a secret from its flag, the environment or a question.
func (o *credentialOptions) secret(ctx context.Context, f *command.Factory, flag, value, variable string) (flow.Secret, error) {
	name := strings.ReplaceAll(flag, "-", " ")
	if o.changed(flag) {
		text, err := f.Input.Value("--"+flag, value)
		return flow.NewSecret(text), err
	}
	if text := f.IO.Env(variable); text != "" {
		return flow.NewSecret(text), nil
	}
	if !f.Prompt.Interactive() {
		return flow.Secret{}, exit.Usagef("Add --"+flag+" @FILE, or set "+variable+".", "missing %s", name)
	}
	text, err := f.Prompt.AskSecret(ctx, strings.ToUpper(name[:1])+name[1:]+":")
	return flow.NewSecret(text), err
}

func (o *credentialOptions) key(f *command.Factory) (flow.Secret, error) {
	if o.privateKey == "" {
		return flow.Secret{}, exit.Usagef("Add --private-key @FILE.", "%s requires a private key", o.signatureMethod)
	}
	if o.privateKey != "-" && !strings.HasPrefix(o.privateKey, "@") && !strings.Contains(o.privateKey, "-----BEGIN ") {
		return flow.Secret{}, exit.Usagef("Use --private-key @FILE, with the @.", "--private-key is not a PEM private key")
	}
	text, err := f.Input.Value("--private-key", o.privateKey)
	return flow.NewSecret(text), err
}
