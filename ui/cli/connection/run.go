package connection

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/command"
	"countersign/ui/cli/exit"
)

type runOptions struct {
	*command.Factory
	name    string
	program []string // with its arguments
}

// NewCmdRun returns the command countersign run.
func NewCmdRun(f *command.Factory) *cobra.Command {
	o := &runOptions{Factory: f}
	return &cobra.Command{
		Use: "run NAME -- COMMAND [ARG…]", DisableFlagsInUseLine: true,
		Short: "Run a program with a connection's credentials in its environment",
		Long: `Run a program with the credentials of a connection in its environment.

These variables are set:

  OAUTH_CONSUMER_KEY, OAUTH_CONSUMER_SECRET, OAUTH_TOKEN, OAUTH_TOKEN_SECRET
  OAUTH_SIGNATURE_METHOD, and OAUTH_PRIVATE_KEY (PEM) for RSA methods
  COUNTERSIGN_CONNECTION (the name of the connection) and COUNTERSIGN_BASE_URI

An expiring token is refreshed first, if the service can do so. The exit code is that of the program, or 127 if it is not
found, or 126 if it is not executable. On Unix the program replaces countersign.`,
		Example: `  countersign run flickr -- ./backup-photos.py
  countersign run flickr -- sh -c 'twurl -c "$OAUTH_CONSUMER_KEY" …'`,
		Args: cobra.MinimumNArgs(2),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 { // the program and its arguments
				return nil, cobra.ShellCompDirectiveDefault
			}
			return f.CompleteConnection(cmd, args, word)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.ArgsLenAtDash() != 1 { // the flags after -- belong to the program
				return exit.Usagef("Usage: "+cmd.UseLine(), "missing -- before the program")
			}
			o.name, o.program = args[0], args[1:]
			return o.run(cmd.Context())
		},
	}
}

func (o *runOptions) run(ctx context.Context) error {
	path, err := exec.LookPath(o.program[0])
	if err != nil {
		return notStarted(o.program[0], err)
	}
	c, err := o.OpenConnection(ctx, o.name)
	if err != nil {
		return err
	}
	if err := c.RefreshIfExpiring(ctx); err != nil {
		return err
	}
	if err := o.Flow.Close(); err != nil { // become may not return
		return err
	}
	return become(path, o.program, append(withoutCredentials(os.Environ()), credentialsOf(c)...))
}

// Environment variables of the program. The OAUTH names are those of other OAuth 1.0 tools.
const (
	consumerKeyVariable     = "OAUTH_CONSUMER_KEY"
	consumerSecretVariable  = "OAUTH_CONSUMER_SECRET" //nolint:gosec // a name, not a secret
	tokenVariable           = "OAUTH_TOKEN"           //nolint:gosec // a name, not a secret
	tokenSecretVariable     = "OAUTH_TOKEN_SECRET"    //nolint:gosec // a name, not a secret
	signatureMethodVariable = "OAUTH_SIGNATURE_METHOD"
	privateKeyVariable      = "OAUTH_PRIVATE_KEY"
	ConnectionVariable      = "COUNTERSIGN_CONNECTION"
	BaseURIVariable         = "COUNTERSIGN_BASE_URI"
)

func credentialsOf(c *flow.Connection) []string {
	creds := c.Credentials()
	env := []string{
		consumerKeyVariable + "=" + creds.ConsumerKey,
		consumerSecretVariable + "=" + creds.ConsumerSecret.Reveal(),
		tokenVariable + "=" + creds.Token,
		tokenSecretVariable + "=" + creds.TokenSecret.Reveal(),
		signatureMethodVariable + "=" + string(creds.SignatureMethod),
		ConnectionVariable + "=" + c.Entry.Name,
		BaseURIVariable + "=" + c.BaseURI(),
	}
	if !creds.PrivateKey.Empty() {
		env = append(env, privateKeyVariable+"="+creds.PrivateKey.Reveal())
	}
	return env
}

// withoutCredentials removes the variables of another connection.
func withoutCredentials(environment []string) []string {
	ours := []string{
		consumerKeyVariable, consumerSecretVariable, tokenVariable, tokenSecretVariable, signatureMethodVariable, privateKeyVariable,
		ConnectionVariable, BaseURIVariable,
	}
	return slices.DeleteFunc(environment, func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(ours, name)
	})
}

// notStarted returns the exit codes that shells use.
func notStarted(command string, err error) error {
	code := exit.NotExecutable
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		code = exit.CommandNotFound
	}
	return exit.New(code, flow.Explanation{What: fmt.Sprintf("cannot run %s: %s", text.Safe(command, 80), withoutPath(err))})
}

// withoutPath removes the path, which the message names already.
func withoutPath(err error) error {
	var lookup *exec.Error
	if errors.As(err, &lookup) {
		err = lookup.Err
	}
	var file *os.PathError
	if errors.As(err, &file) {
		err = file.Err
	}
	return err
}
