package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"countersign/flow"
)

func (s *session) sandbox() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run an OAuth 1.0a provider on this machine",
		Long: `sandbox runs the provider that the connector "sandbox" connects to: with a consent page, strict about signatures, and telling
why it refuses one. It prints its URLs, consumer key and consumer secret, logs each request to standard error, and ends on
ctrl+c.

The other commands start one for themselves when none answers, so it is needed only to share one, or to watch it.`,
		Example: `  countersign sandbox
  countersign sandbox --listen 127.0.0.1:0
  countersign connect sandbox --set baseUri=http://127.0.0.1:5849`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.runSandbox(cmd.Context(), listen) },
	}
	cmd.Flags().StringVar(&listen, "listen", "", "`HOST:PORT` on this machine; port 0 takes a free one (default 127.0.0.1:5849)")
	return cmd
}

func (s *session) runSandbox(ctx context.Context, listen string) error {
	m, err := s.flow()
	if err != nil {
		return err
	}
	server, err := m.RunSandbox(ctx, listen, func(line string) { s.talk("%s", flow.Safe(line, 300)) })
	if err != nil {
		return err
	}
	if err := s.printSandbox(ctx, server.BaseURI()); err != nil {
		return err
	}
	<-ctx.Done()
	s.talk("The sandbox ended. The access tokens that it gave stay good.")
	return server.Close()
}

// printSandbox prints what the sandbox says of itself.
func (s *session) printSandbox(ctx context.Context, baseURI string) error {
	var home struct {
		ConsumerKey, ConsumerSecret, RequestTokenURI, AuthorizeURI, TokenURI string
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURI+"/", nil)
	if err != nil {
		return fmt.Errorf("asking the sandbox for its URLs: %w", err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("asking the sandbox for its URLs: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if err := json.NewDecoder(answer.Body).Decode(&home); err != nil {
		return fmt.Errorf("reading the sandbox's URLs: %w", err)
	}
	return printTable(s.Out, [][]string{
		{"base URI", baseURI},
		{"request token URI", home.RequestTokenURI},
		{"authorize URI", home.AuthorizeURI},
		{"token URI", home.TokenURI},
		{"consumer key", home.ConsumerKey},
		{"consumer secret", home.ConsumerSecret},
	})
}
