package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/flow/rehearsal"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

type sandboxOptions struct {
	*command.Factory
	listen string
	as     string // the key of the service that it plays; empty: itself
}

// NewCmdSandbox makes countersign sandbox.
func NewCmdSandbox(f *command.Factory) *cobra.Command {
	o := &sandboxOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run an OAuth 1.0a provider on this machine",
		Long: `sandbox runs the provider that the connector "sandbox" connects to: with a consent page, strict about signatures, and telling
why it refuses one. It prints its URLs, consumer key and consumer secret, logs each request to standard error, and ends on
ctrl+c.

With --as it plays a service of the catalogue: the same paths, signature methods, callback rule, replies and refusals, as far
as they are known. What it would not take, its log and the answer's header Sandbox-Advice say in full. Another program meets
it by sending its requests there with the Host header of the service; countersign connect KEY --rehearse does all of that.

The other commands start one for themselves when none answers, so it is needed only to share one, or to watch it.`,
		Example: `  countersign sandbox
  countersign sandbox --listen 127.0.0.1:0
  countersign sandbox --as flickr
  countersign sandbox --as list
  countersign connect sandbox --set baseUri=http://127.0.0.1:5849`,
		Args: command.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().StringVar(&o.listen, "listen", "", "`HOST:PORT` on this machine; port 0 takes a free one (default 127.0.0.1:5849)")
	cmd.Flags().StringVar(&o.as, "as", "", "play the service of the connector `KEY`; list names them")
	_ = cmd.RegisterFlagCompletionFunc("as", completeService)
	return cmd
}

func (o *sandboxOptions) run(ctx context.Context) error {
	switch o.as {
	case "":
		return o.runSandbox(ctx)
	case "list":
		return o.listServices()
	}
	return o.playService(ctx)
}

func (o *sandboxOptions) runSandbox(ctx context.Context) error {
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	server, err := m.Sandboxes.Run(ctx, o.listen, o.log)
	if err != nil {
		return badAddress(err)
	}
	home, err := askSandbox(ctx, server.BaseURI())
	if err != nil {
		return err
	}
	if err := o.IO.Table(append([][]string{{"base URI", server.BaseURI()}}, home.rows()...)); err != nil {
		return err
	}
	<-ctx.Done()
	o.IO.Infof("The sandbox ended. The access tokens that it gave stay good.")
	return server.Close()
}

// playService runs the sandbox in the name of a service.
func (o *sandboxOptions) playService(ctx context.Context) error {
	service, err := rehearsal.ServiceOf(o.as)
	if errors.Is(err, rehearsal.ErrUnknownService) {
		return exit.WrapUsage("--as", err)
	}
	if err != nil {
		return err
	}
	m, err := o.Flow.Manager()
	if err != nil {
		return err
	}
	server, err := m.Sandboxes.RunAs(ctx, service, o.listen, o.log)
	if err != nil {
		return badAddress(err)
	}
	home, err := askSandbox(ctx, server.BaseURI())
	if err != nil {
		return err
	}
	rows := [][]string{{"plays", service.Name}, {"base URI", server.BaseURI()}}
	rows = append(append(rows, home.rows()...), []string{"callback", service.CallbackRule()}, []string{"rehearse", "countersign connect " + o.as + " --rehearse"})
	if err := o.IO.Table(rows); err != nil {
		return err
	}
	if service.AcceptsPrivateKey() {
		if err := o.printPrivateKey(server.PrivateKeyPEM()); err != nil {
			return err
		}
	}
	<-ctx.Done()
	o.IO.Infof("The sandbox ended.")
	return server.Close()
}

func (o *sandboxOptions) printPrivateKey(pem string, err error) error {
	if err != nil {
		return err
	}
	return o.IO.Print("\nThe consumer's private key, good until the sandbox ends:\n\n" + pem)
}

func (o *sandboxOptions) listServices() error {
	services, err := rehearsal.Services()
	if err != nil {
		return err
	}
	rows := [][]string{{"KEY", "NAME"}}
	for _, service := range services {
		rows = append(rows, []string{service.Key, service.Name})
	}
	return o.IO.Table(rows)
}

func (o *sandboxOptions) log(line string) { o.IO.Infof("%s", text.Safe(line, 600)) }

// badAddress is a matter of the arguments; a port that is in use is not.
func badAddress(err error) error {
	if errors.Is(err, rehearsal.ErrInvalidAddress) {
		return exit.Usagef("give it as HOST:PORT, such as 127.0.0.1:5849; port 0 takes a free one", "--listen: %s", flow.Explain(err).What)
	}
	return err
}

// sandboxHome is what the sandbox says of itself.
type sandboxHome struct {
	ConsumerKey, ConsumerSecret, RequestTokenURI, AuthorizeURI, TokenURI string
}

func askSandbox(ctx context.Context, baseURI string) (sandboxHome, error) {
	var home sandboxHome
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURI+"/", nil)
	if err != nil {
		return home, fmt.Errorf("asking the sandbox for its URLs: %w", err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return home, fmt.Errorf("asking the sandbox for its URLs: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if err := json.NewDecoder(answer.Body).Decode(&home); err != nil {
		return home, fmt.Errorf("reading the sandbox's URLs: %w", err)
	}
	return home, nil
}

// rows leave out what a service without an authorization flow lacks.
func (h sandboxHome) rows() [][]string {
	rows := [][]string{
		{"request token URI", h.RequestTokenURI},
		{"authorize URI", h.AuthorizeURI},
		{"token URI", h.TokenURI},
		{"consumer key", h.ConsumerKey},
		{"consumer secret", h.ConsumerSecret},
	}
	return slices.DeleteFunc(rows, func(row []string) bool { return row[1] == "" })
}

// completeService offers the services that the sandbox can play.
func completeService(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	services, _ := rehearsal.Services() // a completion has nowhere to complain
	keys := []string{cobra.CompletionWithDesc("list", "name them all")}
	for _, service := range services {
		keys = append(keys, cobra.CompletionWithDesc(service.Key, service.Name))
	}
	return command.Completions(keys...)
}
