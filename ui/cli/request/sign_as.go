package request

import (
	"context"

	"countersign/flow"
	"countersign/flow/snippet"
	"countersign/ui/cli/exit"
)

func snippetNames() []string {
	var names []string
	for _, k := range snippet.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// printAs prints the request for another program, and advice to standard error.
func (o *signOptions) printAs(ctx context.Context, r flow.Request) error {
	kind, err := snippet.ParseKind(o.as)
	if err != nil {
		return exit.Usagef("Use curl, httpie, go, python or javascript.", "--as: %s", err)
	}
	if fixed := o.signing; kind.SignsItself() && (fixed.Nonce+fixed.Timestamp+fixed.Callback+fixed.Verifier != "" || fixed.ShowSecrets) {
		return exit.Usagef("Remove --nonce, --timestamp, --callback, --verifier and --show-secrets, or use --as curl.",
			"a %s program signs each request itself", kind.Title())
	}
	snippet, err := o.snippet(ctx, kind, r)
	if err != nil {
		return err
	}
	if err := o.IO.PrintText(snippet.Text); err != nil {
		return err
	}
	o.IO.Infof("%s", snippet.Advice())
	return nil
}

func (o *signOptions) snippet(ctx context.Context, kind snippet.Kind, r flow.Request) (snippet.Snippet, error) {
	if o.connection != "" {
		c, err := o.OpenConnection(ctx, o.connection)
		if err != nil {
			return snippet.Snippet{}, err
		}
		return c.Snippet(kind, r, o.signing)
	}
	m, credentials, err := o.withoutConnection(ctx, r)
	if err != nil {
		return snippet.Snippet{}, err
	}
	return m.Snippet(credentials, kind, r, o.signing)
}
