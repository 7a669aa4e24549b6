package request

import (
	"context"
	"fmt"

	"countersign/flow"
	"countersign/flow/snippet"
	"countersign/internal/text"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
)

func snippetNames() []string {
	var names []string
	for _, k := range snippet.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// printAs prints the request for another program to standard output, and how to use it to standard error.
func (o *signOptions) printAs(ctx context.Context, r flow.Request) error {
	kind, err := snippet.ParseKind(o.as)
	if err != nil {
		return exit.Usagef("give --as curl, httpie, go, python or javascript", "--as: %s", err)
	}
	if o.json {
		return exit.Usagef("leave out --json, or --as", "--as prints a text by itself")
	}
	if fixed := o.signing; kind.SignsItself() && (fixed.Nonce+fixed.Timestamp+fixed.Callback+fixed.Verifier != "" || fixed.ShowSecrets) {
		return exit.Usagef("leave out --nonce, --timestamp, --callback, --verifier and --show-secrets, or give --as curl",
			"a program in %s signs by itself, with a nonce and a timestamp of its own at every run", kind.Title())
	}
	snippet, err := o.snippet(ctx, kind, r)
	if err != nil {
		return err
	}
	content := snippet.Text
	if console.IsTerminal(o.IO.Out) {
		content = text.SafeLines(content)
	}
	if _, err := fmt.Fprintln(o.IO.Out, content); err != nil {
		return err
	}
	o.IO.Infof("%s", snippet.Advice())
	return nil
}

func (o *signOptions) snippet(ctx context.Context, kind snippet.Kind, r flow.Request) (snippet.Snippet, error) {
	if o.connection != "" {
		c, err := o.signer(ctx)
		if err != nil {
			return snippet.Snippet{}, err
		}
		return c.SnippetWith(kind, r, o.signing)
	}
	m, credentials, err := o.bare(ctx, r)
	if err != nil {
		return snippet.Snippet{}, err
	}
	return m.Snippet(credentials, kind, r, o.signing)
}
