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
	as     string // key of the service to play
}

// NewCmdSandbox returns the command countersign sandbox.
func NewCmdSandbox(f *command.Factory) *cobra.Command {
	o := &sandboxOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run an OAuth 1.0a provider on this machine",
		Long: `Run an OAuth 1.0a provider on this machine, for the connector "sandbox" and for testing your own client.

It prints its URLs, consumer key and consumer secret, and logs each request to standard error. It explains why it refuses a
request in the log and in the response header Sandbox-Advice. Press Ctrl+C to stop it.

With --as it plays another service: the same paths, signature methods, callback rules, responses and errors, as far as they
are known. Send requests to it with the Host header of the service, or run countersign connect KEY --rehearse.

Other commands start a sandbox themselves when they need one.`,
		Example: `  countersign sandbox
  countersign sandbox --listen 127.0.0.1:0
  countersign sandbox --as flickr
  countersign sandbox --as list
  countersign connect sandbox --set baseUri=http://127.0.0.1:5849`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().StringVar(&o.listen, "listen", "", "`HOST:PORT` to listen on; port 0 means a free port (default 127.0.0.1:5849)")
	cmd.Flags().StringVar(&o.as, "as", "", "play the service of the connector `KEY`; list shows the keys")
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
	o.IO.Infof("The sandbox has stopped. Its access tokens stay valid.")
	return server.Close()
}

// playService runs the sandbox as another service.
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
	rows := [][]string{{"service", service.Name}, {"base URI", server.BaseURI()}}
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
	o.IO.Infof("The sandbox has stopped.")
	return server.Close()
}

func (o *sandboxOptions) printPrivateKey(pem string, err error) error {
	if err != nil {
		return err
	}
	return o.IO.Print("\nPrivate key of the consumer, valid until the sandbox stops:\n\n" + pem)
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

// badAddress makes an invalid address a usage error. A port in use is not one.
func badAddress(err error) error {
	if errors.Is(err, rehearsal.ErrInvalidAddress) {
		return exit.Usagef("Use HOST:PORT, such as 127.0.0.1:5849.", "--listen: %s", flow.Explain(err).What)
	}
	return err
}

// sandboxHome is the description that the sandbox returns for /.
type sandboxHome struct {
	ConsumerKey, ConsumerSecret, RequestTokenURI, AuthorizeURI, TokenURI string
}

func askSandbox(ctx context.Context, baseURI string) (sandboxHome, error) {
	var home sandboxHome
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURI+"/", nil)
	if err != nil {
		return home, fmt.Errorf("cannot get the URLs of the sandbox: %w", err)
	}
	response, err := http.DefaultClient.Do(req)
	if err != nil {
		return home, fmt.Errorf("cannot get the URLs of the sandbox: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if err := json.NewDecoder(response.Body).Decode(&home); err != nil {
		return home, fmt.Errorf("cannot read the URLs of the sandbox: %w", err)
	}
	return home, nil
}

// rows omits what a service without an authorization flow lacks.
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

// completeService completes the services that the sandbox can play.
func completeService(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	services, _ := rehearsal.Services() // completions cannot report errors
	keys := []string{cobra.CompletionWithDesc("list", "show the keys")}
	for _, service := range services {
		keys = append(keys, cobra.CompletionWithDesc(service.Key, service.Name))
	}
	return command.Completions(keys...)
}
