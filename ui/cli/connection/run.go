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

// NewCmdRun makes countersign run.
func NewCmdRun(f *command.Factory) *cobra.Command {
	o := &runOptions{Factory: f}
	return &cobra.Command{
		Use:   "run NAME -- COMMAND [ARG…]",
		Short: "Run a program with a connection's credentials in its environment",
		Long: `run starts a program that signs by itself, with the credentials of a kept connection in its environment and nowhere else:

  OAUTH_CONSUMER_KEY, OAUTH_CONSUMER_SECRET, OAUTH_TOKEN, OAUTH_TOKEN_SECRET
  OAUTH_SIGNATURE_METHOD, and for its RSA methods OAUTH_PRIVATE_KEY, in PEM
  COUNTERSIGN_CONNECTION, the connection's name, and COUNTERSIGN_BASE_URI

A token that is about to end is renewed first, where the service renews it without you. On Unix the program takes the place
of countersign, so that signals, the terminal and the exit code are its own; elsewhere the exit code is passed on. The exit
code is 127 when there is no such program, 126 when it cannot be run.`,
		Example: `  countersign run flickr -- ./backup-photos.py
  countersign run flickr -- sh -c 'twurl -c "$OAUTH_CONSUMER_KEY" …'`,
		Args: command.Arguments(2, 1<<10),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 { // a program and its files
				return nil, cobra.ShellCompDirectiveDefault
			}
			return f.CompleteConnection(cmd, args, word)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.ArgsLenAtDash() != 1 { // flags behind it are the program's own
				return exit.Usagef("usage: "+cmd.UseLine(), "run needs a -- between the connection's name and the program")
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
	if err := o.Flow.Close(); err != nil { // nothing of ours outlives the next step
		return err
	}
	return become(path, o.program, append(withoutCredentials(os.Environ()), credentialsOf(c)...))
}

// The variables that other OAuth 1.0 tools read, or are told to.
const (
	consumerKeyVariable     = "OAUTH_CONSUMER_KEY"
	consumerSecretVariable  = "OAUTH_CONSUMER_SECRET" //nolint:gosec // a name, no secret
	tokenVariable           = "OAUTH_TOKEN"           //nolint:gosec // a name, no secret
	tokenSecretVariable     = "OAUTH_TOKEN_SECRET"    //nolint:gosec // a name, no secret
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

// withoutCredentials takes those of another connection out of an environment.
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

// notStarted has the exit codes of the shells.
func notStarted(command string, err error) error {
	code := exit.NotExecutable
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		code = exit.CommandNotFound
	}
	return exit.New(code, flow.Explanation{
		What: fmt.Sprintf("running %s: %s", text.Safe(command, 80), withoutPath(err)), Next: "check the program's name and whether it may be run",
	})
}

// withoutPath is an error without the path that the sentence names already.
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
